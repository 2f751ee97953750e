import { analyticsQuery, treatment, type Treatment } from '@palang/protocol'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { analyticsOf, stretchesOf, type AnalyticsScope } from './analytics.ts'
import { rebuildBuckets } from './rebuild.ts'
import { admin, treatmentHub } from './testing/treatment-hub.ts'

let hub: Awaited<ReturnType<typeof treatmentHub>>
beforeEach(async () => {
  hub = await treatmentHub()
  for (const [deviceId, machineId] of [
    ['unit-1', 'ozon-1'],
    ['unit-2', 'ozon-2'],
  ] as const)
    await hub.treatments.assignments.assign(admin, { deviceId, machineId, from: '2025-01-01T00:00:00.000Z' })
})
afterEach(() => hub.close())

let number = 0
async function press(deviceId: string, timestamp: string, event_type: Treatment = 'BASIC', over: object = {}) {
  number += 1
  await hub.say('event', { device_id: deviceId, event_type, timestamp, id: `e${number}`, ...over }, { deviceId })
}

const all: AnalyticsScope = { kind: 'all', id: null }
const ask = (scope: AnalyticsScope, asked: object = {}) => analyticsOf(hub.services, scope, analyticsQuery.parse(asked))
const noRest = async () => undefined

test('an outlet counts by its own midnights; all together by those of the site', async () => {
  // 23:30 in Jayapura, 21:30 in Jakarta; and half an hour after midnight in Jayapura, still the evening before in Jakarta.
  await press('unit-2', '2026-01-18T14:30:00Z')
  await press('unit-2', '2026-01-18T15:30:00Z', 'PREMIUM')
  await press('unit-1', '2026-01-19T03:00:00Z', 'STANDARD')
  const dated = async (scope: AnalyticsScope) =>
    (await ask(scope, { from: '2026-01-18', to: '2026-01-19' })).points.map(({ date, total, revenue }) => [date, total, revenue])
  expect(await dated({ kind: 'outlet', id: 'timur' })).toEqual([
    ['2026-01-18', 1, 6_000],
    ['2026-01-19', 1, 15_000],
  ])
  expect(await dated(all)).toEqual([
    ['2026-01-18', 2, 21_000],
    ['2026-01-19', 1, 0],
  ])
  expect(await dated({ kind: 'machine', id: 'ozon-2' })).toEqual(await dated({ kind: 'outlet', id: 'timur' }))
  expect(await dated({ kind: 'device', id: 'unit-2' })).toEqual(await dated({ kind: 'outlet', id: 'timur' }))
  const limited = await ask({ ...all, outletIds: ['timur'] }, { from: '2026-01-18', to: '2026-01-19' })
  expect(limited.totals).toMatchObject({ total: 2, revenue: 21_000 })
  expect(limited.outlets.map(({ outlet_id }) => outlet_id)).toEqual(['timur'])
})

test('the last days with today, the same number before them, busy hours, and what it is made of', async () => {
  for (const day of ['2026-01-20', '2026-01-19', '2026-01-18', '2026-01-13']) {
    await press('unit-1', `${day}T02:10:00Z`)
    await press('unit-2', `${day}T02:20:00Z`)
  }
  await press('unit-1', '2026-01-20T03:59:59Z', 'PREMIUM')
  const week = await ask(all, { days: 7, group: 'week' })
  expect(week).toMatchObject({
    from: '2026-01-14',
    to: '2026-01-20',
    totals: { BASIC: 6, STANDARD: 0, PREMIUM: 1, total: 7, revenue: 48_000 },
    before: { from: '2026-01-07', to: '2026-01-13', total: 2 },
    points: [
      { date: '2026-01-14', total: 2 },
      { date: '2026-01-19', total: 5 },
    ],
    hours: [
      { hour: 9, total: 6 },
      { hour: 10, total: 1 },
    ],
    outlets: [
      { outlet_id: 'pusat', total: 4 },
      { outlet_id: 'timur', name: 'Ozon Timur', total: 3 },
    ],
    machines: [{ machine_id: 'ozon-1', total: 4 }, { machine_id: 'ozon-2' }],
  })
  expect((await ask({ kind: 'machine', id: 'ozon-1' }, { days: 7 })).devices).toMatchObject([{ device_id: 'unit-1', total: 4 }])
  expect((await ask({ kind: 'outlet', id: 'timur' }, { days: 1 })).hours).toEqual([{ hour: 11, total: 1 }])
})

test('a year by months has twelve, and the same sum as its days', async () => {
  for (const month of [1, 2, 5, 12]) await press('unit-1', `2025-${String(month).padStart(2, '0')}-28T05:00:00Z`)
  const year = await ask(all, { from: '2025-01-01', to: '2025-12-31', group: 'month' })
  expect(year.points.map(({ total }) => total)).toEqual([1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1])
  expect(year.machines).toMatchObject([{ machine_id: 'ozon-1', total: 4 }])
  expect((await ask(all, { from: '2025-01-15', to: '2025-12-15', group: 'year' })).machines).toMatchObject([{ total: 3 }])
})

test('a device that is silent, counts with gaps or shows the wrong time is named', async () => {
  await press('unit-1', '2026-01-20T10:00:00Z', 'BASIC', { count_basic: 1 })
  await press('unit-1', '2026-01-20T10:05:00Z', 'BASIC', { count_basic: 5 })
  await hub.say('status', { rtc_available: false, sd_available: true }, { deviceId: 'unit-1' })
  await hub.clock.advance(6 * 60_000)
  await hub.say('status', { timestamp: '2026-01-20T10:36:00Z' }, { deviceId: 'unit-2' })
  const { failing } = await ask(all)
  expect(failing).toMatchObject([
    { device_id: 'unit-1', machine_id: 'ozon-1', missing: 3, reasons: ['silent', 'counts_missing', 'no_rtc'] },
  ])
  expect((await ask({ kind: 'outlet', id: 'timur' })).failing).toEqual([])
})

test('a period backwards or longer than ten years is refused', async () => {
  await expect(ask(all, { from: '2026-01-02', to: '2026-01-01' })).rejects.toMatchObject({ code: 'invalid_request' })
  await expect(ask(all, { from: '2010-01-01', to: '2026-01-01' })).rejects.toMatchObject({ code: 'invalid_request' })
})

test('a period is whole months and the days around them, each day once', () => {
  expect(stretchesOf({ from: '2026-01-15', to: '2026-03-02' })).toEqual([
    { size: 'day', from: '2026-01-15', to: '2026-01-31' },
    { size: 'month', from: '2026-02-01', to: '2026-02-28' },
    { size: 'day', from: '2026-03-01', to: '2026-03-02' },
  ])
  expect(stretchesOf({ from: '2026-01-01', to: '2026-01-31' })).toEqual([{ size: 'month', from: '2026-01-01', to: '2026-01-31' }])
  expect(stretchesOf({ from: '2026-01-02', to: '2026-01-31' })).toEqual([{ size: 'day', from: '2026-01-02', to: '2026-01-31' }])
})

test('counted anew from the treatments, nothing changes; what was damaged is right again', async () => {
  const messages = fc.sample(
    fc.record({
      unit: fc.constantFrom('unit-1', 'unit-2'),
      type: fc.constantFrom(...treatment.options),
      minute: fc.integer({ min: 0, max: 60 * 24 * 70 }),
      phase: fc.constantFrom(undefined, 'abort', 'finish'),
    }),
    { numRuns: 60, seed: 20_260_120 },
  )
  for (const { unit, type, minute, phase } of messages)
    await press(
      unit,
      new Date(Date.UTC(2025, 10, 5) + minute * 60_000).toISOString(),
      type,
      phase === undefined ? {} : { phase, run: `r${number}`, actual_s: 90 },
    )
  const before = (await hub.everything()).buckets
  const period = { from: '2025-11-01', to: '2026-01-31' }
  expect(await rebuildBuckets(hub.services, period, noRest)).toEqual({ treatments: 60, changed: 0 })
  await hub.store.transact(async tx => {
    await tx.treatments.mergeBuckets(before.slice(0, 7))
    await tx.treatments.clearBuckets(['month'], '2025-12-15T00:00:00.000Z', '2026-01-15T00:00:00.000Z')
  })
  expect((await rebuildBuckets(hub.services, period, noRest)).changed).toBeGreaterThan(6)
  expect((await hub.everything()).buckets).toEqual(before)
})
