/** The command line behind a word, such as `ozone`. */
import { messageOf } from '@palang/kit/errors'

/** What was asked for, or every mistake as text. */
export type WordArguments<Value> = { ok: true; value: Value | 'help' } | { ok: false; mistakes: string[] }

/** `parse` throws at what it does not know; `make` adds its mistakes to the list, and makes nothing where it cannot. */
export function readWord<Values extends { help?: boolean | undefined }, Value>(
  parse: () => Values,
  make: (values: Values, mistakes: string[]) => Value | undefined,
): WordArguments<Value> {
  let values: Values
  try {
    values = parse()
  } catch (error) {
    return { ok: false, mistakes: [messageOf(error)] }
  }
  if (values.help === true) return { ok: true, value: 'help' }
  const mistakes: string[] = []
  const value = make(values, mistakes)
  return value === undefined || mistakes.length > 0 ? { ok: false, mistakes } : { ok: true, value }
}
