/**
 * Millilitres and pulses of a flow meter, in whole numbers. Ordered is rounded up and counted is rounded down: who gets every
 * pulse of an order got at least the volume, and nobody is told of water that was not counted.
 */

const millilitresPerCubicMetre = 1_000_000

/** A calibration may have three decimals; by the cubic metre it is whole. */
function pulsesPerCubicMetre(pulsesPerLitre: number): number {
  return Math.max(1, Math.round(pulsesPerLitre * 1_000))
}

/** The fewest pulses that are at least `volumeMl`. */
export function pulsesOf(volumeMl: number, pulsesPerLitre: number): number {
  return Math.ceil((volumeMl * pulsesPerCubicMetre(pulsesPerLitre)) / millilitresPerCubicMetre)
}

/** The whole millilitres that `pulses` are. */
export function millilitresOf(pulses: number, pulsesPerLitre: number): number {
  return Math.floor((pulses * millilitresPerCubicMetre) / pulsesPerCubicMetre(pulsesPerLitre))
}
