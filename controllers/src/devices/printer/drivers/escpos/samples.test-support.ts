/** One ticket and one receipt as they are every day. */
import type { EntryTicket, Receipt } from '../../port.ts'

export const sampleTicket: EntryTicket = {
  kind: 'entry_ticket',
  outlet: 'Parkir Pusat',
  gate: 'Gerbang masuk',
  timeZone: 'Asia/Jakarta',
  atMs: Date.UTC(2026, 0, 20, 10, 30),
  ticket: 'A1B2C3',
  plate: 'B 1234 XYZ',
}

export const sampleReceipt: Receipt = {
  kind: 'receipt',
  outlet: 'Parkir Pusat',
  gate: 'Gerbang keluar',
  timeZone: 'Asia/Jakarta',
  atMs: Date.UTC(2026, 0, 20, 12, 35),
  reference: 'A1B2C3',
  durationMinutes: 125,
  lines: [
    { text: 'first_period', quantity: 1, amount: 5_000 },
    { text: 'following_periods', quantity: 2, amount: 6_000 },
  ],
  currency: 'IDR',
  amount: 11_000,
  paidAmount: 20_000,
  changeAmount: 9_000,
  method: 'cash',
  code: '019be7a0-0000-7000-8000-00000000aaaa',
}
