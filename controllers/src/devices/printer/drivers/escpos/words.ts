/** The words on paper, and how dates, times and sums are written, in both languages. */
import type { ReceiptLine, WaterReceipt } from '../../port.ts'

export type Language = 'id' | 'en'

interface Words {
  copy: string
  entryTicket: string
  receipt: string
  gate: string
  plate: string
  entered: string
  paidAt: string
  reference: string
  duration: string
  total: string
  method: Record<WaterReceipt['method'], string>
  change: string
  leaveBy: string
  keepTicket: string
  waterReceipt: string
  machine: string
  chosen: string
  delivered: string
  /** What was paid beyond what came: it stands at the machine, or is on the card again. */
  remainder: Record<'credit' | 'prepaid', string>
  thanks: string
  hours: string
  minutes: string
  /** Names of the tariff's lines. */
  lines: Readonly<Record<string, string>>
  /** Well-known names of its bands. */
  bands: Readonly<Record<string, string>>
}

export const words: Record<Language, Words> = {
  id: {
    copy: 'SALINAN',
    entryTicket: 'TIKET MASUK',
    receipt: 'STRUK PARKIR',
    gate: 'Gerbang',
    plate: 'Plat nomor',
    entered: 'Masuk',
    paidAt: 'Waktu bayar',
    reference: 'Tiket/kartu',
    duration: 'Lama parkir',
    total: 'TOTAL',
    method: { cash: 'Tunai', card: 'Kartu', qris: 'QRIS', free: 'Gratis', prepaid: 'Kartu prabayar', credit: 'Saldo' },
    change: 'Kembali',
    leaveBy: 'Batas keluar',
    keepTicket: 'Simpan tiket ini untuk keluar.',
    waterReceipt: 'STRUK AIR MINUM',
    machine: 'Mesin',
    chosen: 'Dipilih',
    delivered: 'Air keluar',
    remainder: { credit: 'Sisa saldo di mesin', prepaid: 'Kembali ke kartu' },
    thanks: 'Terima kasih.',
    hours: 'jam',
    minutes: 'menit',
    lines: {
      first_period: 'Periode pertama',
      following_periods: 'Periode berikutnya',
      flat_rate: 'Tarif tetap',
      cap_24h: 'Batas per 24 jam',
      cap_day: 'Batas per hari',
      member: 'Anggota',
      member_discount: 'Potongan anggota',
      validation: 'Potongan',
      free_minutes: 'Menit gratis',
      lost_ticket: 'Denda tiket hilang',
      rounding: 'Pembulatan',
    },
    bands: {
      night: 'malam',
      day: 'siang',
      morning: 'pagi',
      evening: 'sore',
      weekend: 'akhir pekan',
      weekday: 'hari kerja',
      holiday: 'hari libur',
      peak: 'jam sibuk',
    },
  },
  en: {
    copy: 'COPY',
    entryTicket: 'ENTRY TICKET',
    receipt: 'PARKING RECEIPT',
    gate: 'Gate',
    plate: 'Number plate',
    entered: 'Entered',
    paidAt: 'Paid at',
    reference: 'Ticket/card',
    duration: 'Time parked',
    total: 'TOTAL',
    method: { cash: 'Cash', card: 'Card', qris: 'QRIS', free: 'Free', prepaid: 'Prepaid card', credit: 'Credit' },
    change: 'Change',
    leaveBy: 'Leave by',
    keepTicket: 'Keep this ticket for the way out.',
    waterReceipt: 'WATER RECEIPT',
    machine: 'Machine',
    chosen: 'Chosen',
    delivered: 'Water given',
    remainder: { credit: 'Credit at the machine', prepaid: 'Back on the card' },
    thanks: 'Thank you.',
    hours: 'h',
    minutes: 'min',
    lines: {
      first_period: 'First period',
      following_periods: 'Following periods',
      flat_rate: 'Flat rate',
      cap_24h: 'Cap per 24 hours',
      cap_day: 'Cap per day',
      member: 'Member',
      member_discount: 'Member discount',
      validation: 'Discount',
      free_minutes: 'Free minutes',
      lost_ticket: 'Lost ticket fine',
      rounding: 'Rounding',
    },
    bands: {
      night: 'night',
      day: 'day',
      morning: 'morning',
      evening: 'evening',
      weekend: 'weekend',
      weekday: 'weekdays',
      holiday: 'holiday',
      peak: 'peak hours',
    },
  },
}

/** What a line is for, as far as there are words: `Periode pertama (malam)`. */
export function lineName({ text, name }: ReceiptLine, language: Language): string {
  const { lines, bands } = words[language]
  const plain = wordIn(lines, text) ?? text
  return name === undefined ? plain : `${plain} (${wordIn(bands, name) ?? name})`
}

function wordIn(from: Readonly<Record<string, string>>, key: string): string | undefined {
  return Object.hasOwn(from, key) ? from[key] : undefined
}

const locales: Record<Language, string> = { id: 'id-ID', en: 'en-GB' }

/** Day and time of `atMs` at the outlet, as the language writes them. */
export function dateTime(atMs: number, timeZone: string, language: Language): string {
  return new Intl.DateTimeFormat(locales[language], { timeZone, dateStyle: 'medium', timeStyle: 'short' }).format(atMs)
}

/** A sum with its currency, in one unbreakable word: `Rp1.250.000`, `IDR\u00a01,250,000`. */
export function money(amount: number, currency: string, language: Language): string {
  const format = new Intl.NumberFormat(locales[language], { style: 'currency', currency, ...wholeRupiah(currency) })
  const digits = format.resolvedOptions().maximumFractionDigits ?? 0
  return format.format(amount / 10 ** digits).replace(/^(-?)Rp\s/, '$1Rp')
}

/** The tables of Intl still give the rupiah the sen nobody has seen for decades. */
function wholeRupiah(currency: string): Intl.NumberFormatOptions {
  return currency === 'IDR' ? { minimumFractionDigits: 0, maximumFractionDigits: 0 } : {}
}

/** `2 jam 5 menit`, `45 min`. */
export function duration(minutes: number, language: Language): string {
  const { hours, minutes: minute } = words[language]
  const whole = Math.floor(minutes / 60)
  const rest = `${minutes % 60}\u00a0${minute}`
  return whole === 0 ? rest : `${whole}\u00a0${hours} ${rest}`
}
