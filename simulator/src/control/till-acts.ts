/** What can be done at any machine where customers pay. */
import { CodedError } from '@palang/kit/errors'
import { z } from 'zod'
import { notes } from '../cash/acceptor.ts'
import { saleEnd } from '../terminal/card-terminal.ts'
import type { Till } from '../world/till.ts'

type Stand = Pick<Till, 'cash' | 'terminal'> & { readonly id: string }

export const notePut = z.strictObject({ amount: z.union(notes.map(note => z.literal(note))) })

/** Puts one note in; answers with what became of it. */
export async function putNote({ id, cash }: Stand, { amount }: z.output<typeof notePut>) {
  if (cash === undefined) throw new CodedError('no_such_device', `${id} takes no cash`)
  return { outcome: await cash.insert(amount) }
}

export const coinPut = z.strictObject({ pulses: z.int().min(1).max(100) })

export const terminalPlan = z.strictObject({
  next: saleEnd.optional(),
  sales: z.int().min(1).max(1_000).default(1),
  after_s: z.number().min(0).max(600).optional(),
})

/** Decides how the next sales at the card terminal end; answers with what it took so far. */
export function planSales({ id, terminal }: Stand, { next, sales, after_s: afterS }: z.output<typeof terminalPlan>) {
  if (terminal === undefined) throw new CodedError('no_such_device', `${id} has no card terminal`)
  if (next !== undefined) terminal.will({ end: next, sales, afterMs: afterS === undefined ? undefined : afterS * 1_000 })
  return { ...terminal.view(), payments: terminal.taken() }
}
