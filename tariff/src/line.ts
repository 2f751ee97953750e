/** The explanation of a price, line by line. */

/** What a line is for: a stable key that console, kiosk and paper have words for. */
export type LineText =
  | 'first_period'
  | 'following_periods'
  | 'flat_rate'
  | 'cap_24h'
  | 'cap_day'
  | 'free_minutes'
  | 'member'
  | 'member_discount'
  | 'validation'
  | 'lost_ticket'
  | 'rounding'

/** One line of the explanation. `amount` is `quantity` × `unit_amount`; a discount and a rounding down have negative ones. */
export interface PriceLine {
  text: LineText
  /** Which of them: the band of periods, the name of a validation. */
  name?: string
  quantity: number
  unit_amount: number
  amount: number
}

export function line(text: LineText, quantity: number, unitAmount: number, name?: string): PriceLine {
  const named = name === undefined ? {} : { name }
  return { text, ...named, quantity, unit_amount: unitAmount, amount: quantity * unitAmount }
}

export function sumOf(lines: readonly PriceLine[]): number {
  return lines.reduce((sum, { amount }) => sum + amount, 0)
}
