/** The flow meter of a water machine: hub, machine and simulator reckon by the same figure. */

/** What a meter of the usual kind says of a litre. */
const usualPulsesPerLitre = 450

/** Pulses of a litre without a calibration: those of the board's entry in the site file, else what is usual. */
export function configuredPulsesPerLitre({ board }: { board?: object | undefined }): number {
  const given = board !== undefined && 'pulses_per_litre' in board ? board.pulses_per_litre : undefined
  return typeof given === 'number' ? given : usualPulsesPerLitre
}
