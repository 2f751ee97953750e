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

/** The longest names, plates and numbers the site file and the protocol allow. */
export const longTicket: EntryTicket = {
  ...sampleTicket,
  outlet: 'Parkir Bersama Pusat Perbelanjaan dan Rumah Sakit Umum Daerah Kabupaten 12 Mei',
  gate: 'Gerbang masuk sebelah timur lantai dasar, pintu 3 untuk kendaraan roda empat',
  plate: 'AB 1234 XYZ-9999',
  ticket: 'A1B2C3D4E5F6G7H8J9K0L1M2N3P4Q5R6',
}

export const longReceipt: Receipt = {
  ...sampleReceipt,
  outlet: longTicket.outlet,
  gate: longTicket.gate,
  reference: longTicket.ticket,
  durationMinutes: 525_600,
  lines: [
    { text: 'following_periods', quantity: 8_760, amount: 1_999_995_000 },
    { text: 'lost_ticket', quantity: 1, amount: 5_000 },
  ],
  amount: 2_000_000_000,
  paidAmount: 2_000_000_000,
  changeAmount: 0,
  method: 'qris',
}
