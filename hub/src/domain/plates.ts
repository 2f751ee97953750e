/** Whether the vehicle that leaves is the one that came, by what cameras read. */

/** A plate, normalised, with how sure the camera was and how sure it has to be to count; null where nothing was read. */
export interface JudgedPlate {
  plate: string | null
  confidence: number | null
  least: number
}

/** Two plates that were both read with certainty and are not the same; anything less proves nothing. */
export function platesDiffer(entry: JudgedPlate, exit: JudgedPlate): boolean {
  return isSure(entry) && isSure(exit) && entry.plate !== exit.plate
}

function isSure({ plate, confidence, least }: JudgedPlate): boolean {
  return plate !== null && confidence !== null && confidence >= least
}
