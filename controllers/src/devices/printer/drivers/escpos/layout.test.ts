import fc from 'fast-check'
import { decodeQR } from 'qr/decode.js'
import { expect, test } from 'vitest'
import type { EntryTicket, PrintContent, Receipt } from '../../port.ts'
import { readEscpos } from './decoder.test-support.ts'
import { encodeLayout } from './encoding.ts'
import { columnsOf, layOut, type PaperOptions, type PaperWidth } from './layout.ts'
import { paperPicture, printedLines } from './paper.test-support.ts'
import { sampleReceipt, sampleTicket } from './samples.test-support.ts'

const plain = { widthMm: 58, language: 'id', isCopy: false } as const

function lines(content: PrintContent, options: Partial<PaperOptions> = {}): string[] {
  const full = { ...plain, ...options }
  const commands = readEscpos(encodeLayout(layOut(content, full)))
  return printedLines(commands, columnsOf[full.widthMm]).map(line => line.text.trimEnd())
}

const readBack = (content: PrintContent, options: Partial<PaperOptions> = {}) => {
  const full = { ...plain, ...options }
  return decodeQR(paperPicture(readEscpos(encodeLayout(layOut(content, full))), columnsOf[full.widthMm]), { timeLimit: 10_000 })
}

test('an entry ticket on 58 mm in Indonesian', () => {
  expect(lines(sampleTicket)).toEqual([
    '          Parkir Pusat',
    '          TIKET MASUK',
    '--------------------------------',
    'Gerbang            Gerbang masuk',
    'Masuk         20 Jan 2026, 17.30',
    'Plat nomor            B 1234 XYZ',
    '--------------------------------',
    '  A1B2C3',
    '',
    '[A1B2C3]',
    ' Simpan tiket ini untuk keluar.',
    '',
    '',
    '',
    '',
  ])
})

test('a receipt on 80 mm in English', () => {
  expect(lines(sampleReceipt, { widthMm: 80, language: 'en' })).toEqual([
    '                  Parkir Pusat',
    '                PARKING RECEIPT',
    '------------------------------------------------',
    'Gate                              Gerbang keluar',
    'Paid at                       20 Jan 2026, 19:35',
    'Ticket/card                               A1B2C3',
    'Time parked                            2 h 5 min',
    '------------------------------------------------',
    'First period                           IDR 5,000',
    'Following periods 2x                   IDR 6,000',
    '------------------------------------------------',
    'TOTAL                                 IDR 11,000',
    'Cash                                  IDR 20,000',
    'Change                                 IDR 9,000',
    '',
    '[019be7a0-0000-7000-8000-00000000aaaa]',
    '                   Thank you.',
    '',
    '',
    '',
    '',
  ])
})

test('a copy says so first and last, in the language of the paper', () => {
  for (const [language, word] of [
    ['id', '*** SALINAN ***'],
    ['en', '*** COPY ***'],
  ] as const) {
    const copy = lines(sampleTicket, { language, isCopy: true }).map(line => line.trim())
    expect(copy[0]).toBe(word)
    expect(copy.filter(line => line !== '').at(-1)).toBe(word)
    expect(lines(sampleTicket, { language }).some(line => line.includes(word))).toBe(false)
  }
})

test('a receipt of a pay station says until when to drive out, in the time of the outlet', () => {
  const printed = lines({ ...sampleReceipt, leaveByMs: Date.UTC(2026, 0, 20, 12, 50) })
  expect(printed).toContain('Batas keluar  20 Jan 2026, 19.50')
  expect(lines(sampleReceipt).join('\n')).not.toContain('Batas keluar')
})

test('big sums stay whole and their names stand above them when both do not fit', () => {
  const receipt: Receipt = {
    ...sampleReceipt,
    lines: [{ text: 'following_periods', quantity: 12_345, amount: 2_000_000_000 }],
    amount: 2_000_000_000,
    paidAmount: 2_000_000_000,
    changeAmount: 0,
  }
  const printed = lines(receipt)
  expect(printed).toContain('Periode berikutnya 12345x')
  expect(printed).toContain('                 Rp2.000.000.000')
  expect(printed).toContain('TOTAL            Rp2.000.000.000')
  expect(printed.some(line => line.startsWith('Kembali'))).toBe(false)
})

test('bands and discounts are named in the language of the paper, names without words as the tariff has them', () => {
  const receipt: Receipt = {
    ...sampleReceipt,
    lines: [
      { text: 'flat_rate', name: 'night', quantity: 1, amount: 10_000 },
      { text: 'following_periods', name: 'weekend', quantity: 12_345, amount: 2_000_000_000 },
      { text: 'cap_day', quantity: 30, amount: 1_200_000 },
      { text: 'validation', name: 'Bioskop Pusat Perdagangan', quantity: 1, amount: -8000 },
    ],
  }
  const printed = lines(receipt)
  expect(printed).toContain('Tarif tetap (malam)     Rp10.000')
  expect(printed).toContain('Periode berikutnya (akhir pekan)')
  expect(printed).toContain('12345x')
  expect(printed).toContain('Batas per hari 30x   Rp1.200.000')
  expect(printed).toContain('Potongan (Bioskop Pusat')
  expect(printed).toContain('Perdagangan)')
  expect(printed).toContain('-Rp8.000'.padStart(32))
  expect(lines(receipt, { language: 'en', widthMm: 80 })).toContain('Flat rate (night)                     IDR 10,000')
})

test('currencies with decimals are printed with them', () => {
  const printed = lines(
    { ...sampleReceipt, currency: 'USD', lines: [], amount: 1250, paidAmount: 2000, changeAmount: 750 },
    { language: 'en' },
  )
  expect(printed).toContain('TOTAL                   US$12.50')
})

test.each([
  ['A1B2', 3],
  ['A1B2C3D4E5', 3],
  ['A1B2C3D4E5F6G7H8', 2],
  ['A1B2C3D4E5F6G7H8J9K0L1M2N3P4Q5R6', 1],
])('the number of ticket %s is as large as it fits, in one piece', (ticket, magnification) => {
  const commands = readEscpos(encodeLayout(layOut({ ...sampleTicket, ticket }, plain)))
  const line = printedLines(commands, 32).find(({ text }) => text.trim() === ticket)
  expect(line).toMatchObject({ magnification, bold: true })
})

test.each<[PaperWidth, string]>([
  [58, 'A1B2'],
  [58, 'A1B2C3D4E5F6G7H8J9K0L1M2N3P4Q5R6'],
  [80, 'A1B2C3'],
  [58, 'https://parkir.example/t/'.padEnd(120, 'x')],
  [58, 'x'.repeat(213)],
  [80, 'x'.repeat(213)],
])('on %d mm the code of %s is read back from the picture of the paper', (widthMm, code) => {
  expect(readBack({ ...sampleReceipt, code }, { widthMm })).toBe(code)
})

test.each([[''], ['a\u0010b'], ['é'], ['x'.repeat(214)]])('a code %j that no scanner could read is refused', code => {
  expect(() => layOut({ ...sampleReceipt, code }, plain)).toThrow(RangeError)
})

test('whatever the names and sums, every row fits, every number is whole and the bytes are known commands', () => {
  const name = fc.oneof(fc.string({ maxLength: 80 }), fc.string({ unit: 'binary', maxLength: 80 }), fc.stringMatching(/^[A-Za-z]{1,80}$/))
  const sum = fc.nat({ max: 2_000_000_000 })
  const ticket = fc.stringMatching(/^[A-Z0-9-]{4,32}$/)
  const paper = fc.record<PaperOptions>({
    widthMm: fc.constantFrom(58, 80),
    language: fc.constantFrom('id', 'en'),
    isCopy: fc.boolean(),
  })
  fc.assert(
    fc.property(
      name,
      name,
      ticket,
      fc.stringMatching(/^[A-Z0-9 -]{2,16}$/),
      sum,
      sum,
      paper,
      (outlet, gate, number, plate, amount, paid, options) => {
        const entry: EntryTicket = { ...sampleTicket, outlet, gate, ticket: number, plate }
        const line = { text: gate, quantity: 7, amount }
        const receipt: Receipt = { ...sampleReceipt, outlet, gate, reference: plate, amount, paidAmount: paid, lines: [line] }
        expect(lines(entry, options).map(line => line.trim())).toContain(number)
        const text = lines(receipt, options).join('\n')
        for (const value of [amount, paid]) expect(text).toContain(value.toLocaleString(options.language === 'id' ? 'id-ID' : 'en-GB'))
      },
    ),
    { numRuns: 40 },
  )
})
