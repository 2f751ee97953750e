/**
 * A tariff as its form holds it: numbers are what was typed, so that a half-typed one stays in its field. Pure.
 * What was typed wrong goes into the definition as it is, for the tariff's own schema to complain of at its place.
 */
import type { BandRates, ClassRates, DayKind, Rounding, Tariff, Validation } from '@palang/tariff'
import { amountOf } from '../money/amounts.ts'

export interface PeriodDraft {
  minutes: string
  amount: string
}

export interface RatesDraft {
  kind: 'none' | 'flat' | 'periods'
  flat: string
  hasFirst: boolean
  first: PeriodDraft
  following: PeriodDraft
}

export interface ClassDraft {
  id: string
  first: PeriodDraft
  following: PeriodDraft
  capKind: 'none' | '24h' | 'day'
  cap: string
  lost: string
  /** By the name of the band. */
  bands: Record<string, RatesDraft>
}

export interface BandDraft {
  name: string
  days: DayKind[]
  from: string
  to: string
}

export interface ValidationDraft {
  name: string
  gives: 'minutes' | 'percent' | 'amount'
  value: string
}

export interface Draft {
  id: string
  version: number
  currency: string
  free: string
  members: 'free' | 'pay' | 'percent' | 'class'
  memberPercent: string
  memberClass: string
  grace: string
  payPoints: { machine: string; minutes: string }[]
  rounding: 'none' | Rounding['direction']
  roundingTo: string
  bands: BandDraft[]
  /** One date a line. */
  holidays: string
  validations: ValidationDraft[]
  classes: ClassDraft[]
}

const blankPeriod: PeriodDraft = { minutes: '60', amount: '' }

/** Rates nobody has named yet. */
export function blankRates(): RatesDraft {
  return { kind: 'none', flat: '', hasFirst: false, first: { ...blankPeriod }, following: { ...blankPeriod } }
}

export function blankClass(): ClassDraft {
  return { id: '', first: { ...blankPeriod }, following: { ...blankPeriod }, capKind: 'none', cap: '', lost: '0', bands: {} }
}

/** The form of a stored tariff, to become its version `version`. */
export function draftOf(tariff: Tariff, version: number): Draft {
  const { members, rounding, exit_grace: grace } = tariff
  return {
    id: tariff.id,
    version,
    currency: tariff.currency,
    free: String(tariff.free_minutes),
    members: members === undefined ? (tariff.members_free ? 'free' : 'pay') : 'percent' in members ? 'percent' : 'class',
    memberPercent: members !== undefined && 'percent' in members ? String(members.percent) : '50',
    memberClass: members !== undefined && 'class' in members ? members.class : '',
    grace: grace === undefined ? '' : String(grace.minutes),
    payPoints: Object.entries(grace?.pay_points ?? {}).map(([machine, minutes]) => ({ machine, minutes: String(minutes) })),
    rounding: rounding?.direction ?? 'none',
    roundingTo: String(rounding?.to ?? 500),
    bands: (tariff.bands ?? []).map(({ name, days = [], from, to }) => ({ name, days: [...days], from, to })),
    holidays: (tariff.holidays ?? []).join('\n'),
    validations: Object.entries(tariff.validations ?? {}).map(([name, gives]) => validationDraft(name, gives)),
    classes: Object.entries(tariff.classes).map(([id, rates]) => classDraft(id, rates)),
  }
}

function validationDraft(name: string, validation: Validation): ValidationDraft {
  if ('minutes' in validation) return { name, gives: 'minutes', value: String(validation.minutes) }
  if ('percent' in validation) return { name, gives: 'percent', value: String(validation.percent) }
  return { name, gives: 'amount', value: String(validation.amount) }
}

function classDraft(id: string, rates: ClassRates): ClassDraft {
  const { cap_per_24h: by24h, cap_per_day: byDay } = rates
  return {
    id,
    first: periodDraft(rates.first),
    following: periodDraft(rates.following),
    capKind: by24h !== undefined ? '24h' : byDay !== undefined ? 'day' : 'none',
    cap: String(by24h ?? byDay ?? ''),
    lost: String(rates.lost_ticket),
    bands: Object.fromEntries(Object.entries(rates.bands ?? {}).map(([name, ofBand]) => [name, ratesDraft(ofBand)])),
  }
}

function ratesDraft(rates: BandRates): RatesDraft {
  if ('flat' in rates) return { ...blankRates(), kind: 'flat', flat: String(rates.flat) }
  const first = rates.first ?? rates.following
  return {
    kind: 'periods',
    flat: '',
    hasFirst: rates.first !== undefined,
    first: periodDraft(first),
    following: periodDraft(rates.following),
  }
}

function periodDraft({ minutes, amount }: { minutes: number; amount: number }): PeriodDraft {
  return { minutes: String(minutes), amount: String(amount) }
}

/** What the form says, in the shape of a tariff; whether it is one its schema tells. */
export function definitionOf(draft: Draft): Record<string, unknown> {
  const { members, bands, validations, payPoints } = draft
  const holidays = draft.holidays.split(/\s+/).filter(date => date !== '')
  const points = payPoints.map(({ machine, minutes }) => [machine, numberOf(minutes)])
  return {
    id: draft.id,
    version: draft.version,
    currency: draft.currency,
    free_minutes: numberOf(draft.free),
    members_free: members === 'free',
    ...(members === 'percent' ? { members: { percent: numberOf(draft.memberPercent) } } : {}),
    ...(members === 'class' ? { members: { class: draft.memberClass } } : {}),
    ...(bands.length === 0
      ? {}
      : { bands: bands.map(({ name, days, from, to }) => ({ name, ...(days.length === 0 ? {} : { days: [...days] }), from, to })) }),
    ...(holidays.length === 0 ? {} : { holidays }),
    ...(validations.length === 0
      ? {}
      : { validations: Object.fromEntries(validations.map(({ name, gives, value }) => [name, { [gives]: numberOf(value) }])) }),
    ...(draft.grace.trim() === '' && points.length === 0
      ? {}
      : {
          exit_grace: {
            minutes: draft.grace.trim() === '' ? 15 : numberOf(draft.grace),
            ...(points.length === 0 ? {} : { pay_points: Object.fromEntries(points) }),
          },
        }),
    ...(draft.rounding === 'none' ? {} : { rounding: { to: numberOf(draft.roundingTo), direction: draft.rounding } }),
    classes: Object.fromEntries(draft.classes.map(one => [one.id, classDefinition(one)])),
  }
}

function classDefinition({ first, following, capKind, cap, lost, bands }: ClassDraft): Record<string, unknown> {
  const own = Object.entries(bands).filter(([, rates]) => rates.kind !== 'none')
  return {
    first: periodDefinition(first),
    following: periodDefinition(following),
    ...(own.length === 0 ? {} : { bands: Object.fromEntries(own.map(([name, rates]) => [name, ratesDefinition(rates)])) }),
    ...(capKind === 'none' ? {} : { [capKind === '24h' ? 'cap_per_24h' : 'cap_per_day']: numberOf(cap) }),
    lost_ticket: numberOf(lost),
  }
}

function ratesDefinition({ kind, flat, hasFirst, first, following }: RatesDraft): Record<string, unknown> {
  if (kind === 'flat') return { flat: numberOf(flat) }
  return { ...(hasFirst ? { first: periodDefinition(first) } : {}), following: periodDefinition(following) }
}

function periodDefinition({ minutes, amount }: PeriodDraft): Record<string, unknown> {
  return { minutes: numberOf(minutes), amount: numberOf(amount) }
}

/** `5000` and `5.000`; what is no number stays the text it is, nothing typed is nothing. */
function numberOf(text: string): number | string | null {
  return text.trim() === '' ? null : (amountOf(text) ?? text)
}

/** The names rates can be given for: those of the bands, then those only a class still has. */
export function bandNames({ bands }: Pick<Draft, 'bands'>, { bands: own }: Pick<ClassDraft, 'bands'>): string[] {
  const given = Object.entries(own).flatMap(([name, { kind }]) => (kind === 'none' ? [] : [name]))
  return [...new Set([...bands.map(({ name }) => name), ...given])]
}

/** Names that stand twice would silently lose one of the two. */
export function namedTwice(names: readonly string[]): string[] {
  return names.filter((name, index) => names.indexOf(name) !== index)
}

/** The classes after a band got another name: its rates go along, unless another window still has the old name. */
export function renamedBand({ bands, classes }: Pick<Draft, 'bands' | 'classes'>, index: number, name: string): ClassDraft[] {
  const old = bands[index]?.name ?? ''
  const isKept = bands.some((band, at) => at !== index && band.name === old)
  return classes.map(one => {
    const { [old]: moved, ...rest } = one.bands
    if (moved === undefined || isKept || old === name || Object.hasOwn(rest, name)) return one
    return { ...one, bands: { ...rest, [name]: moved } }
  })
}
