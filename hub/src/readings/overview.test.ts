import { allLatestMetrics } from '@palang/protocol'
import { expect, test } from 'vitest'
import { waterHub } from './testing/water-hub.ts'

type Hub = Awaited<ReturnType<typeof waterHub>>

async function latest({ call }: Hub, as: 'viewer' | 'viewer_pusat' | 'viewer_cabang' = 'viewer') {
  return allLatestMetrics.parse((await call('GET', '/api/v1/metrics/', { as })).json)
}

test('every water machine is there with its newest reading and how it does, the numbers in order, and no gate', async () => {
  const hub = await waterHub()
  await hub.post('vending-11', { at: '2026-01-20T10:29:56Z' })
  await hub.post('vending-2', { tds: 480 })
  const { items, thresholds } = await latest(hub, 'viewer_pusat')
  expect(thresholds).toMatchObject({ tds_max: 300 })
  expect(items).toMatchObject([
    {
      machine_id: 'vending-1',
      name: 'Air minum lobi',
      status: 'ACTIVE',
      health: 'UNKNOWN',
      reasons: ['no_recent_reading'],
      at: null,
    },
    { machine_id: 'vending-2', status: 'ACTIVE', health: 'CRITICAL', reasons: ['tds_high'], verdict: 'bad', interlock: 'open' },
    { machine_id: 'vending-11', status: 'ACTIVE', health: 'HEALTHY', reasons: [], tds: 120.5, ph: 7.1, temperature: null, age_s: 4 },
  ])
  expect((await latest(hub, 'viewer_cabang')).items).toEqual([])
})

test('the line of the last day is of hourly means, and null where nothing was measured', async () => {
  const hub = await waterHub()
  for (const [at, tds] of [
    ['2026-01-20T08:10:00Z', 100],
    ['2026-01-20T08:20:00Z', 200],
    ['2026-01-20T10:10:00Z', 120],
    ['2026-01-19T10:10:00Z', 999],
  ] as const) {
    await hub.post('vending-1', { at, tds })
  }
  const [first] = (await latest(hub)).items
  expect(first?.trend.tds).toHaveLength(24)
  expect(first?.trend.tds.slice(-4)).toEqual([null, 150, null, 120])
  expect(first?.trend.tds.slice(0, -4).every(value => value === null)).toBe(true)
})

test('alarms, an overdue calibration, maintenance and silence are told', async () => {
  const hub = await waterHub()
  await hub.post('vending-1')
  const about = { id: 'c-1', machineId: 'vending-1', kind: 'ph' as const, content: { points: [] }, actor: 'user:siti', note: null }
  const alarm = { state: 'active' as const, message: '', clearedAt: null, acknowledgedAt: null, acknowledgedBy: null, comment: null }
  await hub.store.transact(async tx => {
    await tx.waterCare.addCalibration({ ...about, calibratedAt: '2025-01-01T00:00:00.000Z', dueAt: '2026-01-20T10:00:00.000Z' })
    await tx.alarms.putMany([
      { ...alarm, id: 'a-1', machineId: 'vending-1', code: 'paper_out', severity: 'warning', raisedAt: '2026-01-20T10:00:00.000Z' },
    ])
  })
  expect((await latest(hub)).items[0]).toMatchObject({ health: 'WARNING', reasons: ['paper_out', 'calibration_overdue'] })
  hub.live.publish({ type: 'system_status', machineId: 'vending-1', payload: { mode: 'maintenance' } })
  expect((await latest(hub)).items[0]).toMatchObject({ status: 'MAINTENANCE' })
  hub.fleet.offline.add('vending-1')
  hub.live.publish({ type: 'system_status', machineId: 'vending-1', payload: { mode: 'active' } })
  expect((await latest(hub)).items[0]).toMatchObject({ status: 'OFFLINE', health: 'UNKNOWN', tds: 120.5 })
})
