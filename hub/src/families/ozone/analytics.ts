/** What treatments add up to, read from the roll-ups: as fast for a year as for a day. */
import type { AnalyticsQuery, TreatmentAnalytics, TreatmentSums } from '@palang/protocol'
import { dateOfDay, dayAt, dayOfDate, offsetsBetween } from '@palang/tariff'
import { clockToleranceMs } from '../../domain/device-clock.ts'
import { daysBetween, later, noTreatments, periodBefore, plus, pointsOf } from '../../domain/treatment-sums.ts'
import { dayAfter, startOfDate } from '../../edges/http/business-day.ts'
import { refusal } from '../../edges/http/problem.ts'
import type { HubServices } from '../../services.ts'
import type { MachineRecord } from '../../store/records.ts'
import type { TreatmentBucket, TreatmentScope } from '../../store/treatments.ts'

const usualDays = 30
const mostDays = 3_660
const firstDay = '1970-01-01'
/** The busiest of what the scope is made of. */
const mostRanked = 20
/** Gaps that are looked at; a site with more has another trouble. */
const mostGaps = 2_000

type Services = Pick<HubServices, 'store' | 'site' | 'clock' | 'outlets' | 'treatments'>

/** What is asked about. `scopeIds`: all of the scope unless given. */
export interface AnalyticsScope {
  kind: TreatmentScope
  id: string | null
  /** Only these outlets, for somebody who may not see the others. */
  outletIds?: readonly string[] | undefined
}

interface Period {
  from: string
  to: string
}

/** Throws `invalid_request` for a period without length or longer than anybody can draw. */
export async function analyticsOf(services: Services, scope: AnalyticsScope, asked: AnalyticsQuery): Promise<TreatmentAnalytics> {
  const machines = (await services.store.machines.all()).filter(({ family }) => family === 'ozone')
  const timezone = zoneOfScope(services, scope, machines)
  const period = periodOf(asked, timezone, services.clock.now())
  const before = periodBefore(period.from, period.to)
  const [days, daysBefore, hours, parts, failing] = await Promise.all([
    daysOf(services, scope, machines, period),
    daysOf(services, scope, machines, before),
    hoursOf(services, scope, period, timezone),
    partsOf(services, scope, machines, period),
    failingOf(services, scope, machines),
  ])
  const sum = (of: readonly TreatmentBucket[]) => of.reduce<TreatmentSums>(plus, noTreatments)
  return {
    scope: scope.kind,
    scope_id: scope.id,
    group: asked.group,
    timezone,
    currency: services.site.outlet.currency,
    ...period,
    totals: sum(days),
    before: { ...before, ...sum(daysBefore) },
    points: pointsOf(days, { ...period, group: asked.group }),
    hours,
    ...parts,
    failing,
  }
}

function periodOf({ days, from, to }: AnalyticsQuery, zone: string, nowMs: number): Period {
  const last = to ?? dateAt(nowMs, zone)
  const first = from ?? dateOfDay(dayOfDate(last) - (days ?? usualDays) + 1)
  const wrong = (path: string, message: string) => refusal('invalid_request', `${path}: ${message}`, { errors: [{ path, message }] })
  if (first < firstDay) throw wrong('from', `not before ${firstDay}`)
  if (first > last) throw wrong('to', 'must not be before from')
  if (daysBetween(first, last) > mostDays) throw wrong('from', `more than ${mostDays} days`)
  return { from: first, to: last }
}

function dateAt(atMs: number, zone: string): string {
  return dateOfDay(dayAt(offsetsBetween(zone, atMs, atMs), atMs))
}

function zoneOfScope({ outlets, site, treatments }: Services, { kind, id }: AnalyticsScope, machines: readonly MachineRecord[]): string {
  if (id === null) return site.outlet.timezone
  if (kind === 'outlet') return outlets.zoneOf(id)
  const outletId =
    kind === 'machine' ? machines.find(machine => machine.id === id)?.outletId : treatments.book.placesOf(id).at(-1)?.outletId
  return outletId === undefined ? site.outlet.timezone : outlets.zoneOf(outletId)
}

/** The days of the scope, each with its date where it was counted. */
async function daysOf(services: Services, scope: AnalyticsScope, machines: readonly MachineRecord[], period: Period) {
  const { kind, id, outletIds } = scope
  if (id === null && outletIds !== undefined) {
    const zones = Map.groupBy(outletIds, outletId => services.outlets.zoneOf(outletId))
    const read = [...zones].map(([zone, scopeIds]) => readDays(services, { kind: 'outlet', scopeIds, zone }, period))
    return (await Promise.all(read)).flat()
  }
  return readDays(services, { kind, scopeIds: [id ?? ''], zone: zoneOfScope(services, scope, machines) }, period)
}

async function readDays(
  { store }: Services,
  { kind, scopeIds, zone }: { kind: TreatmentScope; scopeIds: readonly string[]; zone: string },
  period: Period,
): Promise<(TreatmentBucket & { date: string })[]> {
  const buckets = await store.treatments.buckets({ scope: kind, scopeIds, size: 'day', ...momentsOf(period, zone) })
  return buckets.map(bucket => ({ ...bucket, date: dateAt(Date.parse(bucket.startsAt), zone) }))
}

function momentsOf({ from, to }: Period, zone: string): { from: string; to: string } {
  return { from: new Date(startOfDate(from, zone)).toISOString(), to: new Date(startOfDate(dayAfter(to), zone)).toISOString() }
}

/** By the hour of the day on the wall: each stretch of time in which the zone has one offset is added up by itself. */
async function hoursOf({ store }: Services, { kind, id, outletIds }: AnalyticsScope, period: Period, zone: string) {
  if (kind === 'device') return []
  const limited = id === null && outletIds !== undefined
  const of = { scope: limited ? ('outlet' as const) : kind, scopeIds: limited ? outletIds : [id ?? ''], size: 'hour' as const }
  const { from, to } = momentsOf(period, zone)
  const offsets = offsetsBetween(zone, Date.parse(from), Date.parse(to))
  const totals = Array.from({ length: 24 }, () => 0)
  for (const [index, { fromMs, offsetMs }] of offsets.entries()) {
    const begin = index === 0 ? from : later(from, new Date(fromMs).toISOString())
    const next = offsets[index + 1]
    const end = next === undefined || next.fromMs > Date.parse(to) ? to : new Date(next.fromMs).toISOString()
    if (begin >= end) continue
    for (const { hour, total } of await store.treatments.hoursOfDay({ ...of, from: begin, to: end }, offsetMs))
      totals[hour] = (totals[hour] ?? 0) + total
  }
  return totals.flatMap((total, hour) => (total === 0 ? [] : [{ hour, total }]))
}

type Parts = Pick<TreatmentAnalytics, 'outlets' | 'machines' | 'devices'>

/** What the scope is made of, the busiest first. */
async function partsOf(
  services: Services,
  { kind, id, outletIds }: AnalyticsScope,
  machines: readonly MachineRecord[],
  period: Period,
): Promise<Parts> {
  const none: Parts = { outlets: [], machines: [], devices: [] }
  if (kind === 'device') return none
  if (kind === 'machine') {
    const { book } = services.treatments
    // What a device counted is kept of it alone: where a part of it was elsewhere, it is not for those of this outlet.
    const isSeen = (deviceId: string) => book.placesOf(deviceId).every(({ outletId }) => outletIds?.includes(outletId) ?? true)
    const ids = book.devicesEverAt(id ?? '').filter(isSeen)
    const zone = services.outlets.zoneOf(machines.find(machine => machine.id === id)?.outletId ?? '')
    const devices = await ranked(services, 'device', new Map([[zone, ids]]), period)
    return { ...none, devices: devices.map(({ id: deviceId, ...sums }) => ({ device_id: deviceId, ...sums })) }
  }
  const seen = machines.filter(({ outletId }) => (id === null ? (outletIds?.includes(outletId) ?? true) : outletId === id))
  const nameOf = new Map(machines.map(machine => [machine.id, machine.name]))
  const zoneOf = (outletId: string) => services.outlets.zoneOf(outletId)
  const machinesByZone = new Map(
    [...Map.groupBy(seen, ({ outletId }) => zoneOf(outletId))].map(([zone, some]) => [zone, some.map(one => one.id)]),
  )
  const outletsByZone = Map.groupBy(new Set(seen.map(({ outletId }) => outletId)), zoneOf)
  const [ofOutlets, ofMachines] = await Promise.all([
    id === null ? ranked(services, 'outlet', outletsByZone, period) : [],
    ranked(services, 'machine', machinesByZone, period),
  ])
  return {
    ...none,
    outlets: ofOutlets.map(({ id: outletId, ...sums }) => ({
      outlet_id: outletId,
      name: services.outlets.get(outletId)?.name ?? outletId,
      ...sums,
    })),
    machines: ofMachines.map(({ id: machineId, ...sums }) => ({
      machine_id: machineId,
      name: nameOf.get(machineId) ?? machineId,
      ...sums,
    })),
  }
}

async function ranked(
  { store }: Services,
  scope: TreatmentScope,
  byZone: ReadonlyMap<string, readonly string[]>,
  period: Period,
): Promise<({ id: string } & TreatmentSums)[]> {
  const found = new Map<string, TreatmentSums>()
  for (const [zone, scopeIds] of byZone)
    for (const { size, ...stretch } of stretchesOf(period))
      for (const bucket of await store.treatments.sums({ scope, scopeIds, size, ...momentsOf(stretch, zone) }))
        found.set(bucket.scopeId, plus(found.get(bucket.scopeId) ?? noTreatments, bucket))
  return [...found]
    .map(([id, sums]) => ({ id, ...sums }))
    .toSorted((a, b) => b.total - a.total || (a.id < b.id ? -1 : 1))
    .slice(0, mostRanked)
}

/** The period in whole months, and the days before and after them. */
export function stretchesOf({ from, to }: Period): (Period & { size: 'day' | 'month' })[] {
  const firstMonth = from.endsWith('-01') ? from : monthAfter(from)
  const afterMonths = `${dayAfter(to).slice(0, 8)}01`
  if (firstMonth >= afterMonths) return [{ size: 'day', from, to }]
  const before = from < firstMonth ? [{ size: 'day' as const, from, to: dayBefore(firstMonth) }] : []
  const rest = afterMonths <= to ? [{ size: 'day' as const, from: afterMonths, to }] : []
  return [...before, { size: 'month', from: firstMonth, to: dayBefore(afterMonths) }, ...rest]
}

function monthAfter(date: string): string {
  return `${dateOfDay(dayOfDate(`${date.slice(0, 8)}01`) + 31).slice(0, 8)}01`
}

function dayBefore(date: string): string {
  return dateOfDay(dayOfDate(date) - 1)
}

/** Devices that are silent, count wrong, or have lost a part of theirs; the worst first. */
async function failingOf({ store, site, clock, treatments }: Services, scope: AnalyticsScope, machines: readonly MachineRecord[]) {
  const { book } = treatments
  const gaps = (await store.treatments.breaks({ open: true }, { limit: mostGaps })).items
  const missing = new Map<string, number>()
  for (const gap of gaps) missing.set(gap.deviceId, (missing.get(gap.deviceId) ?? 0) + gap.missing - gap.arrived)
  const silentSince = new Date(clock.now() - site.telemetry.silent_minutes * 60_000).toISOString()
  const outletOf = new Map(machines.map(machine => [machine.id, machine.outletId]))
  const failing = book.devices().flatMap(device => {
    const machineId = book.placeOf(device.id)?.machineId ?? null
    if (device.retiredAt !== null || !isWithin(scope, { deviceId: device.id, machineId, outletId: outletOf.get(machineId ?? '') }))
      return []
    const told = [
      device.lastSeenAt < silentSince ? 'silent' : undefined,
      Math.abs(device.clockOffsetMs ?? 0) > clockToleranceMs ? 'clock_wrong' : undefined,
      missing.has(device.id) ? 'counts_missing' : undefined,
      device.rtcAvailable === false ? 'no_rtc' : undefined,
      device.sdAvailable === false ? 'no_sd' : undefined,
    ] as const
    const reasons = told.flatMap(reason => reason ?? [])
    return reasons.length === 0
      ? []
      : [{ device_id: device.id, machine_id: machineId, reasons, missing: missing.get(device.id) ?? 0, last_seen: device.lastSeenAt }]
  })
  return failing.toSorted((a, b) => b.missing - a.missing || b.reasons.length - a.reasons.length).slice(0, 100)
}

function isWithin(
  { kind, id, outletIds }: AnalyticsScope,
  of: { deviceId: string; machineId: string | null; outletId: string | undefined },
): boolean {
  if (kind === 'device') return of.deviceId === id
  if (kind === 'machine') return of.machineId === id
  if (kind === 'outlet') return of.outletId === id
  return outletIds === undefined || (of.outletId !== undefined && outletIds.includes(of.outletId))
}
