/** Numbers of a command line. */

export interface NumberArguments<Name extends string> {
  /** The number; undefined where it was not given. What does not fit becomes a mistake. */
  number(name: Name, fits: (value: number) => boolean, expected: string): number | undefined
  /** A whole number from 1. */
  whole(name: Name, most: number): number | undefined
  /** Seconds from 1 to a day. */
  seconds(name: Name): number | undefined
}

/** Reads them from `values`; mistakes are added to `mistakes`. */
export function numberArguments<Name extends string>(
  values: Readonly<Partial<Record<Name, string | undefined>>>,
  mistakes: string[],
): NumberArguments<Name> {
  const number: NumberArguments<Name>['number'] = (name, fits, expected) => {
    const text = values[name]
    if (text === undefined) return undefined
    const value = text.trim() === '' ? Number.NaN : Number(text)
    if (!fits(value)) mistakes.push(`--${name}: expected ${expected} (found ${JSON.stringify(text)})`)
    return value
  }
  return {
    number,
    whole: (name, most) => number(name, one => Number.isInteger(one) && one >= 1 && one <= most, `a whole number from 1 to ${most}`),
    seconds: name => number(name, one => one >= 1 && one <= 86_400, 'a number of seconds from 1 to 86400'),
  }
}
