/** Mistakes a person can make in a tariff that its form alone does not show. */
import { bandsAt, boundaries, noBand, bandPlan } from './band-plan.ts'
import { dayKinds, largestAmount, type Band, type BandRates, type ClassRates, type DayKind, type Tariff } from './schema.ts'

/** Stable names of the mistakes; screens have words for them. */
export type TariffProblemCode =
  | 'band_ends_equal'
  | 'band_hidden'
  | 'bands_overlap'
  | 'band_without_rates'
  | 'class_without_band'
  | 'band_unknown'
  | 'holidays_missing'
  | 'holidays_without_band'
  | 'too_dear'
  | 'two_caps'
  | 'cap_below_first'
  | 'free_covers_first'
  | 'member_class_unknown'
  | 'rounding_coarse'

export interface TariffProblem {
  code: TariffProblemCode
  /** `mistake`: the tariff says something it cannot mean, and is refused. `notice`: it has a meaning, but perhaps another than wanted. */
  severity: 'mistake' | 'notice'
  /** Where in the tariff, such as `classes.car.bands.night`. */
  path: string
  /** What is wrong and what applies, in English. */
  message: string
  /** The parts of the message that differ, for its words in another language. */
  values: Record<string, string | number>
}

/** All of them, in the order of the tariff: bands, holidays, members, classes. */
export function tariffProblems(tariff: Tariff): TariffProblem[] {
  const ofClasses = Object.entries(tariff.classes).flatMap(([id, rates]) => classProblems(tariff, id, rates))
  return [...bandProblems(tariff), ...holidayProblems(tariff), ...memberProblems(tariff), ...ofClasses]
}

function bandProblems(tariff: Tariff): TariffProblem[] {
  const { bands = [], classes } = tariff
  const seen = visibleBands(tariff)
  return bands.flatMap(({ name, from, to }, index) => {
    const path = `bands.${index}`
    const found: TariffProblem[] = []
    if (from === to)
      found.push(
        mistake('band_ends_equal', `${path}.to`, `${name} begins and ends at ${from}; a whole day is 00:00 to 24:00`, { name, from }),
      )
    if (!seen.has(index)) found.push(mistake('band_hidden', path, `${name} never applies: bands before it take all its time`, { name }))
    else found.push(...overlapsBefore(tariff, index))
    if (!Object.values(classes).some(rates => hasBand(rates, name)))
      found.push(notice('band_without_rates', path, `no vehicle class has rates for ${name}; the ordinary ones apply`, { name }))
    return found
  })
}

/** The bands before it that take some of its time, each once with the first hour of the week where both apply. */
function overlapsBefore({ bands = [], holidays = [] }: Tariff, index: number): TariffProblem[] {
  const name = bands[index]?.name ?? ''
  const told = new Set<string>()
  const found: TariffProblem[] = []
  for (const { yesterday, today } of dayPairs(bands, holidays)) {
    for (const minute of boundaries(bands)) {
      const claims = bandsAt(bands, { yesterday, today, minute }).map(({ band }) => band)
      const winner = bands[claims[0] ?? noBand]?.name
      if (winner === undefined || winner === name || !claims.includes(index) || told.has(winner)) continue
      told.add(winner)
      const at = clockTimeOf(minute)
      const message = `${name} and ${winner} meet, first on ${today} at ${at}; ${winner} stands earlier in the list and applies`
      found.push(notice('bands_overlap', `bands.${index}`, message, { name, winner, day: today, at }))
    }
  }
  return found
}

/** The places of the bands that apply at some time of some week. */
function visibleBands(tariff: Tariff): Set<number> {
  const { bands = [], holidays = [] } = tariff
  const plan = bandPlan(tariff)
  const pieces = dayPairs(bands, holidays).flatMap(({ yesterday, today }) => plan.pieces(yesterday, today))
  return new Set(pieces.map(({ band }) => band))
}

/** Every kind of day with the kinds it may follow. Bands of holidays count as used though no date is written down yet. */
function dayPairs(bands: readonly Band[], holidays: readonly string[]): { yesterday: DayKind; today: DayKind }[] {
  const weekdays = dayKinds.slice(0, 7)
  const week = weekdays.map((today, index) => ({ yesterday: weekdays[(index + 6) % 7] ?? 'sun', today }))
  const hasHolidays = holidays.length > 0 || bands.some(({ days }) => days?.includes('holiday') === true)
  if (!hasHolidays) return week
  const around = weekdays.flatMap(weekday => [
    { yesterday: weekday, today: 'holiday' as const },
    { yesterday: 'holiday' as const, today: weekday },
  ])
  return [...week, ...around, { yesterday: 'holiday', today: 'holiday' }]
}

function holidayProblems({ bands = [], holidays = [] }: Tariff): TariffProblem[] {
  const named = bands.flatMap(({ name, days }, index) => (days?.includes('holiday') === true ? [{ name, index }] : []))
  const [first] = named
  if (first !== undefined && holidays.length === 0) {
    return [notice('holidays_missing', 'holidays', `${first.name} is for holidays, and no date is named`, { name: first.name })]
  }
  if (holidays.length > 0 && named.length === 0 && bands.every(({ days }) => days !== undefined)) {
    return [
      notice('holidays_without_band', 'holidays', 'a holiday is no weekday, and no band is for holidays; the ordinary rates apply', {}),
    ]
  }
  return []
}

function memberProblems({ members, classes }: Tariff): TariffProblem[] {
  if (members === undefined || !('class' in members) || Object.hasOwn(classes, members.class)) return []
  return [mistake('member_class_unknown', 'members.class', `there is no class ${members.class}`, { class: members.class })]
}

function classProblems(tariff: Tariff, id: string, rates: ClassRates): TariffProblem[] {
  const path = `classes.${id}`
  const found: TariffProblem[] = []
  if (rates.cap_per_24h !== undefined && rates.cap_per_day !== undefined) {
    found.push(mistake('two_caps', `${path}.cap_per_day`, 'a cap for 24 hours from entry or for a calendar day, not both', { class: id }))
  }
  const month = monthAtMost(rates)
  if (month > largestAmount) {
    const message = `a month may cost ${month}, and no machine can ask for more than ${largestAmount}`
    found.push(mistake('too_dear', `${path}.following.amount`, message, { class: id, amount: month, cap: largestAmount }))
  }
  const most = Math.max(firstCharge(rates), ...Object.values(rates.bands ?? {}).map(firstCharge))
  for (const key of ['cap_per_24h', 'cap_per_day'] as const) {
    const cap = rates[key]
    if (cap === undefined || cap >= most) continue
    const message = `the cap of ${cap} is below the ${most} of a single period, which is then never asked`
    found.push(notice('cap_below_first', `${path}.${key}`, message, { class: id, cap, amount: most }))
  }
  if (tariff.free_minutes >= rates.first.minutes) {
    const { free_minutes: free } = tariff
    const message = `a stay of ${free} minutes is free, the first period is over by then: who stays longer pays it and a following one`
    found.push(notice('free_covers_first', `${path}.first.minutes`, message, { class: id, free, minutes: rates.first.minutes }))
  }
  return [...found, ...roundingProblems(tariff, id, rates), ...classBandProblems(tariff, id, rates)]
}

function roundingProblems({ rounding }: Tariff, id: string, { following }: ClassRates): TariffProblem[] {
  if (rounding === undefined || following.amount === 0 || rounding.to <= following.amount) return []
  const message = `rounding to ${rounding.to} is coarser than a period of ${following.amount}: some periods cost nothing, others two`
  return [notice('rounding_coarse', 'rounding.to', message, { class: id, to: rounding.to, amount: following.amount })]
}

function classBandProblems({ bands = [], classes }: Tariff, id: string, rates: ClassRates): TariffProblem[] {
  const names = [...new Set(bands.map(({ name }) => name))]
  const unknown = Object.keys(rates.bands ?? {}).filter(name => !names.includes(name))
  const missing = names.filter(name => !hasBand(rates, name) && Object.values(classes).some(other => hasBand(other, name)))
  return [
    ...unknown.map(name => mistake('band_unknown', `classes.${id}.bands.${name}`, `there is no band ${name}`, { class: id, name })),
    ...missing.map(name =>
      notice('class_without_band', `classes.${id}.bands`, `${id} has no rates for ${name}; its ordinary ones apply`, { class: id, name }),
    ),
  ]
}

function hasBand({ bands = {} }: ClassRates, name: string): boolean {
  return Object.hasOwn(bands, name)
}

/** What 31 days cost at most, as if every rate were in force all the time. */
function monthAtMost(rates: ClassRates): number {
  const { cap_per_24h, cap_per_day, bands = {} } = rates
  const uncapped = [rates, ...Object.values(bands)].reduce((sum, of) => sum + dayAtMost(of), 0)
  return 31 * (cap_per_24h ?? cap_per_day ?? uncapped)
}

function dayAtMost(rates: BandRates): number {
  // A band begins once a day, and the stay may begin within it besides.
  if ('flat' in rates) return 2 * rates.flat
  const { first, following } = rates
  return (first?.amount ?? 0) + Math.ceil(1440 / following.minutes) * following.amount
}

/** What a stay pays first. */
function firstCharge(rates: BandRates): number {
  return 'flat' in rates ? rates.flat : (rates.first ?? rates.following).amount
}

function clockTimeOf(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
}

function mistake(code: TariffProblemCode, path: string, message: string, values: TariffProblem['values']): TariffProblem {
  return { code, severity: 'mistake', path, message, values }
}

function notice(code: TariffProblemCode, path: string, message: string, values: TariffProblem['values']): TariffProblem {
  return { code, severity: 'notice', path, message, values }
}
