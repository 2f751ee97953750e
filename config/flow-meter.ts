/** The flow meter of a water machine, as its site file has it. */
import type { Devices } from './site-schema.ts'

/** What a meter of the usual kind says of a litre. */
const usualPulsesPerLitre = 450

/** Pulses of a litre without a calibration: those of the board's entry, else what is usual. */
export function configuredPulsesPerLitre({ board }: Devices): number {
  return (board !== undefined && 'pulses_per_litre' in board ? board.pulses_per_litre : undefined) ?? usualPulsesPerLitre
}
