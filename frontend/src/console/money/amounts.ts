/** Amounts as people type, count and compare them. Pure. Everything is in the smallest unit of the currency. */

/** The hub takes no larger amount. */
const largest = 2_000_000_000

/** `745000`, `745.000` and `745,000` alike; undefined for what is no whole amount, or one too large. */
export function amountOf(text: string): number | undefined {
  const typed = text.trim()
  if (!/^(\d+|\d{1,3}([.,\s]\d{3})+)$/.test(typed)) return undefined
  const amount = Number(typed.replaceAll(/\D/g, ''))
  return amount <= largest ? amount : undefined
}

export interface Denomination {
  kind: 'note' | 'coin'
  value: number
}

const denominations: Readonly<Record<string, readonly Denomination[]>> = {
  // What Bank Indonesia has in circulation for daily use.
  IDR: [
    ...[100_000, 50_000, 20_000, 10_000, 5000, 2000, 1000].map(value => ({ kind: 'note' as const, value })),
    ...[1000, 500, 200, 100].map(value => ({ kind: 'coin' as const, value })),
  ],
}

/** Notes and coins of a currency, the largest first; none where we do not know them. */
export function denominationsOf(currency: string): readonly Denomination[] {
  return denominations[currency] ?? []
}

/** What so many of each come to; `pieces` by the place in `of`, what is no number counts nothing. */
export function sumOf(of: readonly Denomination[], pieces: readonly (string | undefined)[]): number {
  return of.reduce((sum, { value }, index) => {
    const typed = pieces[index]?.trim() ?? ''
    return sum + (/^\d{1,6}$/.test(typed) ? value * Number(typed) : 0)
  }, 0)
}

export type Verdict = 'exact' | 'short' | 'over'

/** What a difference (counted less expected) means. */
export function verdictOf(difference: number): Verdict {
  if (difference === 0) return 'exact'
  return difference < 0 ? 'short' : 'over'
}
