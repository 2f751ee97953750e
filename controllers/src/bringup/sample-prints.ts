/** What a printer on the bench prints: every kind of line that customers will see. */
import { randomUUID } from 'node:crypto'
import type { PrintJob } from '../devices/printer/port.ts'

const about = { outlet: 'Palang', gate: 'Bench', timeZone: 'Asia/Jakarta' }

/** An entry ticket nobody can use. */
export function sampleTicket(): PrintJob {
  return { id: randomUUID(), content: { kind: 'entry_ticket', ...about, atMs: Date.now(), ticket: 'TEST0000', plate: 'B 1234 TST' } }
}

export function sampleReceipt(): PrintJob {
  const lines = [
    { text: 'first_period', quantity: 1, amount: 5_000 },
    { text: 'following_periods', quantity: 2, amount: 6_000 },
  ]
  const money = { currency: 'IDR', amount: 11_000, paidAmount: 20_000, changeAmount: 9_000, method: 'cash' } as const
  const content = {
    kind: 'receipt',
    ...about,
    atMs: Date.now(),
    reference: 'TEST0000',
    durationMinutes: 150,
    lines,
    ...money,
    code: 'TEST',
  } as const
  return { id: randomUUID(), content }
}
