/** What is wrong with a draft of a tariff, and what it would ask. Pure. */
import { CodedError } from '@palang/kit'
import type { TariffCheck } from '@palang/protocol'
import { examplesOf, priceStay, tariff as tariffSchema, tariffProblems, type Price, type StayFacts, type Tariff } from '@palang/tariff'

type SchemaMistake = TariffCheck['schema_mistakes'][number]
type Parsed = { tariff: Tariff; mistakes: [] } | { tariff: undefined; mistakes: SchemaMistake[] }

/** What the outlet adds to a tariff: its clock, and the money it counts in. */
export interface Place {
  timeZone: string
  currency: string
}

/** Every mistake and notice of a draft; prices of stays that begin at `nowMs`, and of `example`, once its form is right. */
export function checkTariff(
  draft: unknown,
  { timeZone, currency, nowMs, example }: Place & { nowMs: number; example: StayFacts | undefined },
): TariffCheck {
  const { tariff, mistakes } = parsed(draft, currency)
  if (tariff === undefined) return { valid: false, schema_mistakes: mistakes, problems: [], examples: [], example: null }
  const problems = tariffProblems(tariff)
  const examples = examplesOf(tariff, { enteredAtMs: nowMs, timeZone })
  return {
    valid: problems.every(({ severity }) => severity === 'notice'),
    schema_mistakes: [],
    problems,
    examples: examples.map(({ vehicleClass, minutes, price }) => ({ vehicle_class: vehicleClass, minutes, price: explained(price) })),
    example: example === undefined ? null : explained(priceStay(tariff, example)),
  }
}

/** A tariff that may be published here. Throws `invalid_request` naming every mistake with its place. */
export function soundTariff(draft: unknown, { currency }: Pick<Place, 'currency'>): Tariff {
  const { tariff, mistakes } = parsed(draft, currency)
  const wrong = tariff === undefined ? mistakes : tariffProblems(tariff).filter(({ severity }) => severity === 'mistake')
  const [first] = wrong
  if (first !== undefined) {
    const errors = wrong.map(({ path, message }) => ({ path, message }))
    throw new CodedError('invalid_request', `${first.path}: ${first.message}`, { detail: { errors } })
  }
  if (tariff === undefined) throw new CodedError('invalid_request', 'that is no tariff')
  return tariff
}

function parsed(draft: unknown, currency: string): Parsed {
  const result = tariffSchema.safeParse(draft)
  if (!result.success) {
    const mistakes = result.error.issues.map(({ path, code, message }) => ({ path: path.join('.'), code, message }))
    return { tariff: undefined, mistakes }
  }
  if (result.data.currency === currency) return { tariff: result.data, mistakes: [] }
  return { tariff: undefined, mistakes: [{ path: 'currency', code: 'currency_differs', message: `must be ${currency}` }] }
}

function explained({ amount, durationMinutes, lines }: Price): NonNullable<TariffCheck['example']> {
  return { amount, duration_minutes: durationMinutes, lines }
}
