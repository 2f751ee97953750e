/** Where money stands, in words. */
import type { Locale } from '../../i18n/i18n.tsx'

const id = {
  takings: 'Semua uang yang tercatat',
  sessions: 'Untuk parkir dan air',
  owed: 'Di antaranya masih hak pelanggan',
  credit: 'Sisa saldo di mesin',
  prepaid: 'Di kartu prabayar',
  other: 'Lainnya (koreksi)',
}

const en: typeof id = {
  takings: 'All money in the ledger',
  sessions: 'For stays and water',
  owed: 'Of that, customers may ask for',
  credit: 'Left over at machines',
  prepaid: 'On prepaid cards',
  other: 'Other (adjustments)',
}

export const balanceWords: Readonly<Record<Locale, typeof id>> = { id, en }
