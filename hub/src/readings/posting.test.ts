import { silentLog } from '@palang/kit'
import { waterQuality } from '@palang/protocol'
import { expect, test } from 'vitest'
import { readingDelays } from './delays.ts'
import { createReadings } from './readings.ts'
import { waterHub } from './testing/water-hub.ts'

const bad = { tds: 480 }

test('a posted reading is kept, counted by minute, hour and day, judged, and told to screens', async () => {
  const { post, store, buckets, told } = await waterHub()
  const answer = await post('vending-1', { temperature: 27.3, at: '2026-01-20T10:29:58Z' })
  expect(answer).toMatchObject({
    status: 200,
    json: {
      machine_id: 'vending-1',
      at: '2026-01-20T10:29:58.000Z',
      tds: 120.5,
      verdict: 'good',
      reasons: [],
      new: true,
      counted: true,
      assumed_zone: null,
    },
  })
  expect([...store.shelves.readings.values()]).toMatchObject([
    { machineId: 'vending-1', tdsMilli: 120_500, phMilli: 7_100, temperatureMilli: 27_300 },
  ])
  expect(await buckets('vending-1', 'day')).toMatchObject([{ startsAt: '2026-01-19T17:00:00.000Z', count: 1, measured: false }])
  const heard = told.find(({ type }) => type === 'water_quality')
  expect(waterQuality.parse(heard?.payload)).toMatchObject({
    tds: 120.5,
    verdict: 'good',
    average: { tds: 120.5, ph: 7.1 },
    thresholds: { tds_max: 300 },
  })
})

test('the same machine and moment counts once, late and disordered readings land where they belong', async () => {
  const { post, buckets } = await waterHub()
  const at = '2026-01-20T10:20:10.000Z'
  expect((await post('vending-1', { at })).json).toMatchObject({ new: true })
  expect((await post('vending-1', { at, tds: 1 })).json).toMatchObject({ new: false })
  await Promise.all(
    ['2026-01-20T10:20:20+00:00', '2026-01-20T09:59:59.999Z', '2026-01-20T17:20:20+07:00'].map(late => post('vending-1', { at: late })),
  )
  expect((await buckets('vending-1', 'minute')).map(({ startsAt, count }) => [startsAt, count])).toEqual([
    ['2026-01-20T09:59:00.000Z', 1],
    ['2026-01-20T10:20:00.000Z', 2],
  ])
  expect(await buckets('vending-1', 'day')).toMatchObject([{ count: 3, tdsSum: 361_500 }])
})

test('a time without a zone is that of the outlet, and the answer says so', async () => {
  const { post } = await waterHub()
  expect((await post('vending-1', { at: '2026-01-20T17:29:00' })).json).toMatchObject({
    at: '2026-01-20T10:29:00.000Z',
    assumed_zone: 'Asia/Jakarta',
  })
})

test.each([
  [{ tds: 1000.1 }, 'tds'],
  [{ tds: -1 }, 'tds'],
  [{ tds: '120' }, 'tds'],
  [{ ph: 14.01 }, 'ph'],
  [{ ph: null }, 'ph'],
  [{ temperature: 200 }, 'temperature'],
  [{ at: 'now' }, 'at'],
  [{ at: '2026-01-20T10:33:00Z' }, 'at'],
  [{ at: '2025-12-20T10:33:00Z' }, 'at'],
  [{ at: '2026-02-30T10:33:00Z' }, 'at'],
])('%j is refused at %s, and nothing is kept or announced', async (over, path) => {
  const { post, store } = await waterHub()
  expect(await post('vending-99', over)).toMatchObject({ status: 400, json: { code: 'invalid_request', errors: [{ path }] } })
  expect(store.shelves.readings.size + store.shelves.announced.size).toBe(0)
})

test('the alarm comes with the third bad reading in a row and goes with the third good one, once each, also when they come at once', async () => {
  const { post, told, store } = await waterHub()
  const at = (second: number) => ({ at: `2026-01-20T10:20:${String(second).padStart(2, '0')}Z` })
  const alarms = () => told.flatMap(({ type, payload }) => (type === 'alarm' ? [payload] : []))
  await Promise.all([1, 2, 3, 4].map(second => post('vending-1', { ...bad, ...at(second) })))
  expect(alarms()).toMatchObject([{ code: 'water_quality_bad', severity: 'critical', state: 'active' }])
  await post('vending-1', at(5))
  await post('vending-1', { ...bad, ...at(6) })
  await Promise.all([7, 8, 9].map(second => post('vending-1', at(second))))
  expect(alarms()).toMatchObject([{ state: 'active' }, { code: 'water_quality_bad', state: 'cleared' }])
  expect(store.shelves.alarms.size).toBe(1)
})

test('an alarm that stood before a restart of the hub is cleared by good readings after it', async () => {
  const hub = await waterHub()
  for (const second of ['01', '02', '03']) await hub.post('vending-1', { ...bad, at: `2026-01-20T10:20:${second}Z` })
  const { site, announced } = hub.services
  const again = createReadings({ site, announced, store: hub.store, clock: hub.clock, log: silentLog(), live: hub.live })
  await again.start()
  expect(again.standingOf('vending-1')).toMatchObject({ isBad: true, verdict: 'bad', latest: { tds: 480, at: '2026-01-20T10:20:03.000Z' } })
  const good = { machineId: 'vending-1', tds: 100, ph: 7, temperature: null }
  for (const second of ['04', '05', '06']) await again.post({ ...good, at: `2026-01-20T10:20:${second}.000Z` })
  expect([...hub.store.shelves.alarms.values()]).toMatchObject([{ code: 'water_quality_bad', state: 'cleared' }])
  await again.stop()
})

test('what is posted for a machine that measures by itself is kept, and neither counted nor judged until it has been away for a day', async () => {
  const hub = await waterHub()
  await hub.readings.start()
  hub.live.publish({ type: 'water_quality', machineId: 'vending-1', payload: ownWord })
  for (const minute of [21, 22, 23]) {
    expect((await hub.post('vending-1', { ...bad, at: `2026-01-20T10:${minute}:00Z` })).json).toMatchObject({ new: true, counted: false })
  }
  expect(hub.store.shelves.readings.size).toBe(3)
  expect(hub.store.shelves.buckets.size + hub.store.shelves.alarms.size).toBe(0)
  expect(hub.told.filter(({ type }) => type === 'water_quality')).toHaveLength(1)
  hub.clock.jump(hub.clock.now() + readingDelays.believedFor + 1)
  expect((await hub.post('vending-1')).json).toMatchObject({ counted: true })
  await hub.readings.stop()
})

test('after a restart of the hub the minutes that were told still say that a machine measures by itself', async () => {
  const hub = await waterHub()
  const spread = {
    tdsMin: 1,
    tdsMax: 1,
    phMin: 1,
    phMax: 1,
    temperatureCount: 0,
    temperatureSum: 0,
    temperatureMin: null,
    temperatureMax: null,
  }
  const minute = {
    machineId: 'vending-1',
    size: 'minute' as const,
    startsAt: '2026-01-20T09:00:00.000Z',
    count: 2,
    tdsSum: 3_000,
    phSum: 14_000,
  }
  await hub.store.transact(tx => tx.readings.merge([{ ...minute, ...spread, measured: true }]))
  await hub.readings.start()
  expect(hub.readings.standingOf('vending-1')).toMatchObject({ latest: { tds: 1.5, ph: 7, temperature: null } })
  expect((await hub.post('vending-1')).json).toMatchObject({ counted: false })
  await hub.readings.stop()
})

const ownWord = waterQuality.parse({
  at: '2026-01-20T10:20:00.000Z',
  tds: 100,
  ph: 7,
  temperature: null,
  average: { tds: 100, ph: 7 },
  verdict: 'good',
  reasons: [],
  interlock: 'open',
})
