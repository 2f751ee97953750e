import { machineMetrics, type MachineMetrics } from '@palang/protocol'
import { expect, test } from 'vitest'
import { bucketsOf, weighedReading } from './buckets.ts'
import { waterHub } from './testing/water-hub.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const start = Date.UTC(2026, 0, 20)

/** A hub whose vending-1 measured these dissolved solids, one each `everyMs`, from the start of the day in UTC. */
async function hubWith(values: readonly number[], everyMs: number, nowMs: number) {
  const hub = await waterHub()
  const weighed = values.map((tds, n) => {
    const at = new Date(start + n * everyMs).toISOString()
    return weighedReading({
      machineId: 'vending-1',
      at,
      tdsMilli: tds * 1000,
      phMilli: 7_000 + n,
      temperatureMilli: n === 0 ? null : 27_000,
    })
  })
  await hub.store.transact(tx => tx.readings.merge(bucketsOf(weighed, 'Asia/Jakarta')))
  hub.clock.jump(nowMs)
  const line = async (query: string): Promise<MachineMetrics> => {
    const { json, status } = await hub.call('GET', `/api/v1/machines/vending-1/metrics/?${query}`, { as: 'viewer' })
    expect([status, json['code']]).toEqual([200, undefined])
    return machineMetrics.parse(json)
  }
  return { ...hub, line }
}

test('a line has a point for each bucket that has readings, with its spread and the average of those up to it', async () => {
  const { line } = await hubWith([100, 200, 300], minuteMs, start + hourMs)
  const { points, bucket, thresholds } = await line('')
  expect(bucket).toBe('minute')
  expect(thresholds).toMatchObject({ tds_max: 300 })
  expect(points.map(({ at, tds, average, temperature }) => [at.slice(11, 16), tds.mean, average.tds, temperature?.mean ?? null])).toEqual([
    ['00:00', 100, 100, null],
    ['00:01', 200, 150, 27],
    ['00:02', 300, 200, 27],
  ])
})

test('the average forgets what is longer ago than a person looks back, and knows what was before the first point', async () => {
  const values = Array.from({ length: 20 }, (_, n) => (n === 0 ? 1000 : 100))
  const { line } = await hubWith(values, minuteMs, start + hourMs)
  const from = new Date(start + 14 * minuteMs).toISOString()
  const { points } = await line(`from=${from}`)
  expect(points.slice(0, 2).map(({ average }) => average.tds)).toEqual([160, 100])
})

test.each([
  ['a day', 24 * hourMs, 'minute'],
  ['a week', 7 * 24 * hourMs, 'hour'],
  ['sixty days', 60 * 24 * hourMs, 'hour'],
  ['a year', 365 * 24 * hourMs, 'day'],
])('%s is drawn by the finest bucket that gives no more points than can be drawn', async (_, lengthMs, bucket) => {
  const { line } = await hubWith([100], hourMs, start + lengthMs)
  const found = await line(`from=${new Date(start - 7 * hourMs).toISOString()}&to=${new Date(start - 7 * hourMs + lengthMs).toISOString()}`)
  expect([found.bucket, found.points.length]).toEqual([bucket, 1])
})

test('minutes that are not kept any more are drawn by the hour', async () => {
  const { line } = await hubWith([100], hourMs, start + 61 * 24 * hourMs)
  const period = `from=${new Date(start).toISOString()}&to=${new Date(start + hourMs).toISOString()}`
  expect(await line(period)).toMatchObject({ bucket: 'hour', points: [{ count: 1 }] })
  expect((await line(`${period}&bucket=day`)).points).toMatchObject([{ at: '2026-01-19T17:00:00.000Z' }])
})

test.each([
  ['from=2026-01-21T00:00:00Z&to=2026-01-21T00:00:00Z', 'to'],
  ['from=2025-01-21T00:00:00Z&to=2026-01-21T00:00:00Z&bucket=minute', 'bucket'],
  ['bucket=week', 'bucket'],
  ['from=yesterday', 'from'],
])('%s is refused at %s', async (query, path) => {
  const { call } = await waterHub()
  expect(await call('GET', `/api/v1/machines/vending-1/metrics?${query}`)).toMatchObject({
    status: 400,
    json: { code: 'invalid_request', errors: [{ path }] },
  })
})

test('nobody knows lines of gates or of machines that are none', async () => {
  const { call } = await waterHub()
  expect((await call('GET', '/api/v1/machines/gate_in/metrics')).json).toMatchObject({ code: 'not_supported' })
  expect((await call('GET', '/api/v1/machines/nobody/metrics')).json).toMatchObject({ code: 'unknown_machine' })
})

test('the same line comes as a file', async () => {
  const { app, call } = await hubWith([100, 200], minuteMs, start + hourMs)
  const { headers } = await call('GET', '/api/v1/machines/vending-1/metrics/export', { as: 'viewer' })
  expect(headers.get('content-disposition')).toBe('attachment; filename="palang-vending-1-minute-2026-01-19.csv"')
  const viewer = { headers: { authorization: 'Bearer viewer-token-0000000000000000000000000000000' } }
  const text = await (await app.request('/api/v1/machines/vending-1/metrics/export', viewer)).text()
  expect(text.split('\r\n')).toEqual([
    'at,count,tds_mean,tds_min,tds_max,ph_mean,ph_min,ph_max,temperature_mean,temperature_min,temperature_max',
    '2026-01-20T00:00:00.000Z,1,100,100,100,7,7,7,,,',
    '2026-01-20T00:01:00.000Z,1,200,200,200,7.001,7.001,7.001,27,27,27',
    '',
  ])
})

test('what was done about the water stands beside the line', async () => {
  const { line, store } = await hubWith([100], minuteMs, start + hourMs)
  const fact = (seq: number, payload: Record<string, unknown>) => ({
    machineId: 'vending-1',
    epoch: 'e',
    seq,
    id: `fact-${seq}`,
    type: 'interlock_step',
    occurredAt: new Date(start + seq * minuteMs).toISOString(),
    receivedAt: new Date(start).toISOString(),
    clock: 'synced' as const,
    sessionId: null,
    digest: '',
    payload: { cycle_id: '01920000-0000-7000-8000-000000000001', attempt: 0, ...payload },
  })
  const steps = [
    { step: 'locked', reasons: ['tds_high'] },
    { step: 'flush_started', reasons: [] },
    { step: 'flush_ended', reasons: [] },
    { step: 'unlocked', reasons: [], by: 'user:siti' },
  ]
  await store.transact(async tx => {
    await tx.facts.insert(steps.map((payload, n) => fact(n + 1, payload)))
    await tx.waterCare.addCalibration({
      id: 'c-1',
      machineId: 'vending-1',
      kind: 'ph',
      content: { points: [{ measured: 4.2, reference: 4.01 }] },
      calibratedAt: new Date(start + 30_000).toISOString(),
      dueAt: new Date(start + hourMs).toISOString(),
      actor: 'user:siti',
      note: 'pH 4.01',
    })
  })
  expect((await line('')).marks.map(({ kind, note }) => [kind, note])).toEqual([
    ['calibrated', 'pH 4.01'],
    ['locked', 'tds_high'],
    ['flushed', null],
    ['unlocked', 'user:siti'],
  ])
})
