/** What the page of charts is asked for, as the address carries it. Pure. */
import { analyticsGroup } from '@palang/protocol'
import type { AnalyticsFilter } from '../../api/ozone-endpoints.ts'
import { addDays, isDay } from '../../site/period.ts'

export const spans = ['day', 'week', 'month', 'year', 'custom'] as const
export type Span = (typeof spans)[number]
export const kinds = ['bar', 'line', 'pie'] as const
export type Kind = (typeof kinds)[number]
export const measures = ['count', 'revenue'] as const
export type Measure = (typeof measures)[number]
export const scopes = ['all', 'outlet', 'machine', 'device'] as const
export type Scope = (typeof scopes)[number]
export const groups = ['hour', ...analyticsGroup.options] as const
export type Group = (typeof groups)[number]

export type Params = Partial<Record<'period' | 'from' | 'to' | 'group' | 'chart' | 'show' | 'scope' | 'id', string | undefined>>

export interface Asked {
  span: Span
  /** Days of the outlet, both included. */
  from: string
  to: string
  group: Group
  kind: Kind
  measure: Measure
  scope: Scope
  /** Of what the scope names; undefined until it is chosen. */
  id: string | undefined
}

const dayMs = 86_400_000
/** The hub adds up no more days at once. */
const mostDays = 3_660
const daysOf: Readonly<Record<Exclude<Span, 'custom'>, number>> = { day: 1, week: 7, month: 30, year: 365 }
/** So many days still stand side by side. */
const mostSingleDays = 92

const one = <T extends string>(known: readonly T[], text: string | undefined, usual: T): T => known.find(value => value === text) ?? usual

export const spanOf = ({ period }: Params): Span => one(spans, period, 'month')

/** What `params` ask for, when `today` is the day it is at the outlet; undefined for days that are none, run backwards or are too many. */
export function askedOf(params: Params, today: string): Asked | undefined {
  const period = periodOf(params, today)
  if (period === undefined) return undefined
  const scope = one(scopes, params.scope, 'all')
  return {
    span: spanOf(params),
    ...period,
    group: groupOf(params.group, period, scope),
    kind: one(kinds, params.chart, 'bar'),
    measure: one(measures, params.show, 'count'),
    scope,
    id: scope === 'all' ? undefined : params.id,
  }
}

function periodOf(params: Params, today: string): { from: string; to: string } | undefined {
  const span = spanOf(params)
  if (span !== 'custom') return { from: addDays(today, 1 - daysOf[span]), to: today }
  const { from = addDays(today, -6), to = today } = params
  const days = (Date.parse(to) - Date.parse(from)) / dayMs + 1
  return isDay(from) && isDay(to) && days >= 1 && days <= mostDays ? { from, to } : undefined
}

/** Those the period can be cut into: hours are known of one day, and of no device. */
export function groupsFor({ from, to }: { from: string; to: string }, scope: Scope): readonly Group[] {
  return from === to && scope !== 'device' ? groups : analyticsGroup.options
}

function groupOf(wanted: string | undefined, period: { from: string; to: string }, scope: Scope): Group {
  const possible = groupsFor(period, scope)
  const isLong = (Date.parse(period.to) - Date.parse(period.from)) / dayMs >= mostSingleDays
  return one(possible, wanted, possible.includes('hour') ? 'hour' : isLong ? 'month' : 'day')
}

/** What the hub is asked; undefined while the scope still wants something chosen. */
export function filterOf({ from, to, group, scope, id }: Asked): AnalyticsFilter | undefined {
  const filter: AnalyticsFilter = { from, to, group: group === 'hour' ? 'day' : group }
  if (scope === 'all') return filter
  return id === undefined || id === '' ? undefined : { ...filter, [`${scope}_id`]: id }
}

/** Where the charts of `params` are; what is not said is left out. */
export function chartsHref(params: Params): string {
  const said = Object.entries(params).filter((entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== '')
  return `/ozone/charts?${new URLSearchParams(said).toString()}`
}
