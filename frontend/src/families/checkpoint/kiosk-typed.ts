/** What people type at a checkpoint, or nothing when it cannot be meant. */

/** As the tag of every container: printable characters without spaces. */
const tag = /^[\x21-\x7e]{1,64}$/
const mostPortions = 100_000

/** The tag in what was typed; spaces around it are the keyboard's. */
export function typedTag(text: string): string | undefined {
  const trimmed = text.trim()
  return tag.test(trimmed) ? trimmed : undefined
}

/** `7,5` and `7.5` are 75 tenths of a degree; `'bad'` when it is no temperature of food, undefined when nothing was typed. */
export function typedTemperature(text: string): number | 'bad' | undefined {
  const trimmed = text.trim()
  if (trimmed === '') return undefined
  if (!/^-?\d{1,3}(?:[.,]\d)?$/.test(trimmed)) return 'bad'
  const tenths = Math.round(Number(trimmed.replace(',', '.')) * 10)
  return tenths >= -500 && tenths <= 1_500 ? tenths : 'bad'
}

/** A whole number of portions; as {@link typedTemperature}. */
export function typedPortions(text: string): number | 'bad' | undefined {
  const trimmed = text.trim()
  if (trimmed === '') return undefined
  return /^\d{1,6}$/.test(trimmed) && Number(trimmed) <= mostPortions ? Number(trimmed) : 'bad'
}
