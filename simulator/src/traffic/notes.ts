/** Which notes a customer puts in. */
import type { CashMachine } from '../cash/acceptor.ts'
import type { Random } from './random.ts'

const overpaysRate = 0.35
const bigNote = 20_000
const notesWithoutPrice = 10

/**
 * Notes for `dueIdr` that `machine` knows: exact where it can be, sometimes one big note over it where change is given. Without a
 * price on a screen: one note after the other until the slot closes.
 */
export function notesFor(dueIdr: number | undefined, random: Random, machine: Pick<CashMachine, 'known' | 'givesChange'>): number[] {
  const known = machine.known()
  const usual = known.find(note => note >= 5_000) ?? known.at(-1)
  if (dueIdr === undefined) return usual === undefined ? [] : Array.from({ length: notesWithoutPrice }, () => usual)
  if (dueIdr <= 0) return []
  if (machine.givesChange && known.includes(bigNote) && dueIdr < bigNote && random.chance(overpaysRate)) return [bigNote]
  const chosen: number[] = []
  let left = dueIdr
  for (const note of known.toReversed()) {
    while (left >= note) {
      chosen.push(note)
      left -= note
    }
  }
  return left > 0 ? [...chosen, ...known.slice(0, 1)] : chosen
}
