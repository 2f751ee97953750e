import type { PriceLine } from '@palang/protocol'
import type { Words } from '../../kiosk/i18n/words.ts'

/**
 * The words for a price line, with the name of its band or validation; a tariff newer than this build still shows its amount
 * under a plain name, and a name without words stands as the tariff has it.
 */
export function lineText(words: Words, { text, name }: Pick<PriceLine, 'text' | 'name'>): string {
  const plain = wordIn(words.lines, text) ?? words.lines.other
  return name === undefined ? plain : `${plain} (${wordIn(words.bands, name) ?? name})`
}

/** Lines that come after the discounts and are no part of them. */
const lastTexts: ReadonlySet<string> = new Set(['lost_ticket', 'rounding'])

/** As many rows as the smallest screen shows beside how to pay; a line with a name may take two. */
const mostRows = 4

/**
 * The lines of a bill as the kiosk shows them: each, or where they are too many parking and discounts in sum, lost ticket and rounding each. Receipt and
 * console always show each.
 */
export function billLines(lines: readonly PriceLine[]): readonly PriceLine[] {
  const rows = lines.reduce((sum, { name }) => sum + (name === undefined ? 1 : 2), 0)
  if (rows <= mostRows) return lines
  const [last = [], others = []] = [true, false].map(isLast => lines.filter(({ text }) => lastTexts.has(text) === isLast))
  return [
    ...inSum(
      'parking',
      others.filter(line => line.amount >= 0),
    ),
    ...inSum(
      'discounts',
      others.filter(line => line.amount < 0),
    ),
    ...last,
  ]
}

function inSum(text: string, lines: readonly PriceLine[]): PriceLine[] {
  const amount = lines.reduce((sum, line) => sum + line.amount, 0)
  return lines.length === 0 ? [] : [{ text, quantity: 1, unit_amount: amount, amount }]
}

/** The word under `key`, if there is one. */
export function wordIn(words: Readonly<Record<string, string>>, key: string): string | undefined {
  return Object.hasOwn(words, key) ? words[key] : undefined
}
