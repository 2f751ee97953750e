/** From what is to be said to rows that fit the paper, one row of the layout to one line of print. Pure. */
import type { EntryTicket, PrintContent, Receipt, WaterReceipt } from '../../port.ts'
import { qrModuleDots } from './qr-size.ts'
import { dateTime, duration, type Language, lineName, money, words } from './words.ts'
import { fitsUnbroken, printable, wrap } from './wrapping.ts'

/** Characters of the printer's font A (12 × 24 dots) in a line. */
export const columnsOf = { 58: 32, 80: 48 } as const
export type PaperWidth = keyof typeof columnsOf
export type Columns = (typeof columnsOf)[PaperWidth]

/** How many times as wide and high as plain; at most 3, which every printer has. */
type Magnification = 1 | 2 | 3

export type Row =
  /** `text` with its leading spaces; its length times `magnification` is at most the columns. */
  | { kind: 'text'; text: string; magnification: Magnification; bold: boolean }
  | { kind: 'space' }
  /** In the middle of the line. */
  | { kind: 'qr'; payload: string; moduleDots: number }

export interface Layout {
  columns: Columns
  rows: readonly Row[]
}

export interface PaperOptions {
  widthMm: PaperWidth
  language: Language
  isCopy: boolean
}

/** How `content` stands on paper. Throws `RangeError` for a code too long for a QR code on this paper. */
export function layOut(content: PrintContent, { widthMm, language, isCopy }: PaperOptions): Layout {
  const columns = columnsOf[widthMm]
  const copyMark = isCopy ? [...centred(`*** ${words[language].copy} ***`, columns, { magnification: 2, bold: true }), space] : []
  const rows = rowsOf(content, columns, language)
  return { columns, rows: [...copyMark, ...rows, ...(isCopy ? [space, ...copyMark.slice(0, -1)] : [])] }
}

function rowsOf(content: PrintContent, columns: Columns, language: Language): Row[] {
  switch (content.kind) {
    case 'entry_ticket':
      return ticketRows(content, columns, language)
    case 'receipt':
      return receiptRows(content, columns, language)
    case 'water_receipt':
      return waterRows(content, columns, language)
  }
}

const space: Row = { kind: 'space' }

function ticketRows(
  { outlet, gate, timeZone, atMs, ticket, code = ticket, plate }: EntryTicket,
  columns: Columns,
  language: Language,
): Row[] {
  const say = words[language]
  return [
    ...centred(outlet, columns, { bold: true }),
    ...centred(say.entryTicket, columns),
    rule(columns),
    ...pair(say.gate, gate, columns),
    ...pair(say.entered, dateTime(atMs, timeZone, language), columns),
    ...(plate === undefined ? [] : pair(say.plate, plate.replaceAll(' ', '\u00a0'), columns)),
    rule(columns),
    ...centred(ticket, columns, { magnification: 3, bold: true }),
    space,
    qr(code),
    ...centred(say.keepTicket, columns),
  ]
}

function receiptRows(receipt: Receipt, columns: Columns, language: Language): Row[] {
  const { outlet, gate, timeZone, atMs, reference, durationMinutes, lines, currency, amount, paidAmount, changeAmount } = receipt
  const { method, leaveByMs, code } = receipt
  const say = words[language]
  const sum = (value: number) => money(value, currency, language)
  return [
    ...centred(outlet, columns, { bold: true }),
    ...centred(say.receipt, columns),
    rule(columns),
    ...pair(say.gate, gate, columns),
    ...pair(say.paidAt, dateTime(atMs, timeZone, language), columns),
    ...(reference === undefined ? [] : pair(say.reference, reference, columns)),
    ...(durationMinutes === undefined ? [] : pair(say.duration, duration(durationMinutes, language), columns)),
    rule(columns),
    ...lines.flatMap(line => {
      const name = lineName(line, language)
      return pair(line.quantity === 1 ? name : `${name} ${line.quantity}x`, sum(line.amount), columns)
    }),
    rule(columns),
    ...pair(say.total, sum(amount), columns, { bold: true }),
    ...pair(say.method[method], sum(paidAmount), columns),
    ...(changeAmount === 0 ? [] : pair(say.change, sum(changeAmount), columns)),
    ...(leaveByMs === undefined
      ? []
      : [rule(columns), ...pair(say.leaveBy, dateTime(leaveByMs, timeZone, language), columns, { bold: true })]),
    space,
    qr(code),
    ...centred(say.thanks, columns),
  ]
}

function waterRows(receipt: WaterReceipt, columns: Columns, language: Language): Row[] {
  const { outlet, gate, timeZone, atMs, volumeMl, deliveredMl, currency, amount, paidAmount, remainder, toPrepaid, method, code } = receipt
  const say = words[language]
  const sum = (value: number) => money(value, currency, language)
  const back = (to: 'credit' | 'prepaid', value: number) =>
    value === 0 ? [] : pair(say.remainder[to], sum(value), columns, { bold: true })
  return [
    ...centred(outlet, columns, { bold: true }),
    ...centred(say.waterReceipt, columns),
    rule(columns),
    ...pair(say.machine, gate, columns),
    ...pair(say.paidAt, dateTime(atMs, timeZone, language), columns),
    rule(columns),
    ...pair(say.chosen, `${volumeMl} ml`, columns),
    ...pair(say.delivered, `${deliveredMl} ml`, columns),
    rule(columns),
    ...pair(say.total, sum(amount), columns, { bold: true }),
    ...pair(say.method[method], sum(paidAmount), columns),
    ...back('prepaid', toPrepaid),
    ...back('credit', remainder - toPrepaid),
    space,
    qr(code),
    ...centred(say.thanks, columns),
  ]
}

interface TextStyle {
  magnification?: Magnification
  bold?: boolean
}

/** In the middle, as large as asked for or as large as its words fit unbroken. */
function centred(text: string, columns: number, { magnification = 1, bold = false }: TextStyle = {}): Row[] {
  const fitting = ([3, 2] as const).find(size => size <= magnification && fitsUnbroken(text, Math.floor(columns / size))) ?? 1
  const width = Math.floor(columns / fitting)
  return wrap(text, width).map(line => ({
    kind: 'text',
    text: `${' '.repeat(Math.floor((width - line.length) / 2))}${line}`,
    magnification: fitting,
    bold,
  }))
}

/** A name at the left and its value at the right; on lines of their own when one is too short for both. */
function pair(name: string, value: string, columns: number, { bold = false }: TextStyle = {}): Row[] {
  const row = (text: string): Row => ({ kind: 'text', text, magnification: 1, bold })
  const [left, right] = [printable(name).trim().replaceAll('\u00a0', ' '), printable(value).trim().replaceAll('\u00a0', ' ')]
  const gap = columns - left.length - right.length
  if (gap >= 1) return [row(`${left}${' '.repeat(gap)}${right}`)]
  return [...wrap(name, columns).map(row), ...wrap(value, columns).map(line => row(line.padStart(columns)))]
}

function rule(columns: number): Row {
  return { kind: 'text', text: '-'.repeat(columns), magnification: 1, bold: false }
}

function qr(payload: string): Row {
  return { kind: 'qr', payload, moduleDots: qrModuleDots(payload) }
}
