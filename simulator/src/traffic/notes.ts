/** Which notes a customer puts in. */
import { notes } from '../cash/acceptor.ts'
import type { Random } from './random.ts'

const overpaysRate = 0.35
const bigNote = 20_000
/** Without a price on a screen: one note after the other until the slot closes. */
const unknownPrice = Array.from({ length: 10 }, () => 5_000)

/** Notes for `dueIdr`: exact where it can be, sometimes one big note over it. */
export function notesFor(dueIdr: number | undefined, random: Random): number[] {
  if (dueIdr === undefined) return unknownPrice
  if (dueIdr <= 0) return []
  if (dueIdr < bigNote && random.chance(overpaysRate)) return [bigNote]
  const chosen: number[] = []
  let left = dueIdr
  for (const note of notes.toReversed()) {
    while (left >= note) {
      chosen.push(note)
      left -= note
    }
  }
  if (left > 0) chosen.push(notes[0])
  return chosen
}
