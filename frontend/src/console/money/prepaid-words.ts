/** The words of a prepaid card's dialog. */
import type { Locale } from '../../i18n/i18n.tsx'

const id = {
  balance: 'Saldo',
  open: 'Saldo kartu {{ card }}',
  title: 'Kartu {{ card }}',
  onCard: 'Saldo sekarang',
  amount: 'Terima tunai',
  topUp: 'Isi saldo',
  done: '{{ amount }} diisi, saldo {{ balance }}',
  noShift: 'Shift Anda belum dibuka: uang ini tidak masuk hitungan laci mana pun.',
  entries: 'Terakhir',
  none: 'Belum pernah diisi.',
  top_up: 'Isi saldo',
  payment: 'Bayar air',
  returned: 'Kembali ke kartu',
  adjustment: 'Koreksi',
  refused: 'Ditolak: {{ why }}',
  balance_too_low: 'saldo kurang',
  card_blocked: 'kartu diblokir',
  card_expired: 'kartu kedaluwarsa',
  price_changed: 'harga berubah',
  paid_already: 'sudah dibayar',
  no_session: 'penjualan tidak dikenal',
  other: 'alasan lain',
}

const en: typeof id = {
  balance: 'Balance',
  open: 'Balance of card {{ card }}',
  title: 'Card {{ card }}',
  onCard: 'On the card now',
  amount: 'Cash taken',
  topUp: 'Top up',
  done: '{{ amount }} put on the card, {{ balance }} are on it',
  noShift: 'You have no open shift: this money will be in the count of no drawer.',
  entries: 'Lately',
  none: 'Nothing was ever put on it.',
  top_up: 'Top-up',
  payment: 'Paid for water',
  returned: 'Back on the card',
  adjustment: 'Adjustment',
  refused: 'Refused: {{ why }}',
  balance_too_low: 'too little on it',
  card_blocked: 'the card is blocked',
  card_expired: 'the card has expired',
  price_changed: 'the price changed',
  paid_already: 'it was paid already',
  no_session: 'the sale is not known',
  other: 'another reason',
}

export const prepaidWords: Readonly<Record<Locale, typeof id>> = { id, en }
type PrepaidWord = keyof typeof id

const refusals = ['balance_too_low', 'card_blocked', 'card_expired', 'price_changed', 'paid_already', 'no_session'] as const

/** The word for why a card was refused. */
export function refusalWord(reason: string | null): PrepaidWord {
  return refusals.find(known => known === reason) ?? 'other'
}
