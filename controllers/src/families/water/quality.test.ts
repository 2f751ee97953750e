import { expect, test } from 'vitest'
import { good, QualityWorld, salty } from './test-quality.ts'

const quality = (world: QualityWorld) => [world.state.quality.verdict, world.state.quality.reasons]
const changes = (world: QualityWorld) =>
  world.facts().flatMap(fact => (fact.type === 'quality_changed' ? [[fact.payload.verdict, ...fact.payload.reasons]] : []))

test('says nothing of the water before three readings, and then what it is', () => {
  const world = new QualityWorld()
  world.begin()
  world.readings(good, 2)
  expect(quality(world)).toEqual(['unknown', ['no_reading_yet']])
  world.readings(good)
  expect(quality(world)).toEqual(['good', []])
  expect(changes(world)).toEqual([['good']])
  expect(world.state.quality.newest).toMatchObject({ ph: 7.1, temperature: 27 })
})

test.each([
  ['tds_high', { ...good, tds: 160 }],
  ['ph_high', { ...good, ph: 8.05 }],
  ['ph_low', { ...good, ph: 6.4 }],
])('%s: the middle of the readings decides, so the third one is the first that counts', (reason, values) => {
  const world = QualityWorld.selling({ thresholds: { tds_max: 150, ph_min: 6.5, ph_max: 8 } })
  world.readings(values, 2)
  expect(quality(world)).toEqual(['good', []])
  world.readings(values)
  expect(quality(world)).toEqual(['bad', [reason]])
})

test('temperature and the least TDS are looked at only where a threshold names them', () => {
  const hot = { ...good, temperature: 34 }
  const easy = QualityWorld.selling()
  easy.readings(hot, 5)
  expect(quality(easy)).toEqual(['good', []])
  const strict = QualityWorld.selling({ thresholds: { tds_min: 130, temperature_max: 33 } })
  strict.readings(hot, 5)
  expect(quality(strict)).toEqual(['bad', ['tds_low', 'temperature_high']])
  const blind = QualityWorld.selling({ thresholds: { temperature_max: 33 } })
  blind.readings({ ...good, temperature: null }, 5)
  expect(quality(blind)).toEqual(['unknown', ['sensor_impossible']])
})

test('what was beyond a threshold has to come back by a little more', () => {
  const world = QualityWorld.selling({ thresholds: { tds_max: 125 } })
  world.readings({ ...good, tds: 126 }, 5)
  expect(quality(world)).toEqual(['bad', ['tds_high']])
  world.readings({ ...good, tds: 124 }, 5)
  expect(quality(world)).toEqual(['bad', ['tds_high']])
  world.readings({ ...good, tds: 121 }, 5)
  expect(quality(world)).toEqual(['good', []])
})

test('one spike is dropped unseen; a step is doubted, and believed once the readings agree on it', () => {
  const world = QualityWorld.selling()
  world.readings(salty)
  world.readings(good, 3)
  expect(changes(world)).toEqual([['good']])
  world.readings(salty, 2)
  expect(quality(world)).toEqual(['unknown', ['sensor_jump']])
  world.readings(salty, 3)
  expect(quality(world)).toEqual(['bad', ['tds_high']])
  expect(changes(world)).toEqual([['good'], ['unknown', 'sensor_jump'], ['bad', 'tds_high']])
})

test('readings that jump about are never believed', () => {
  const world = QualityWorld.selling()
  for (let turn = 0; turn < 10; turn++) world.readings({ ...good, tds: turn % 2 === 0 ? 700 : 420 })
  expect(quality(world)).toEqual(['unknown', ['sensor_jump']])
})

test('a slow sensor need not say a step five times', () => {
  const world = QualityWorld.selling()
  world.readings({ ...good, tds: 250 })
  world.pass(25_000)
  world.readings({ ...good, tds: 250 })
  expect(world.state.quality.newest?.tds).toBeCloseTo(250, 0)
})

test('one glitch is none, a second one is a fault, and good water is good again after three readings', () => {
  const world = QualityWorld.selling()
  const glitch = { kind: 'sensor_fault', fault: 'impossible' } as const
  world.answers(glitch)
  expect(quality(world)).toEqual(['good', []])
  world.readings(good)
  world.answers(glitch, 2)
  expect(quality(world)).toEqual(['unknown', ['sensor_impossible']])
  world.readings(good, 2)
  expect(quality(world)).toEqual(['unknown', ['no_reading_yet']])
  world.readings(good)
  expect(quality(world)).toEqual(['good', []])
})

test.each([
  ['too much TDS', { tds: 1_001, ph: 7, temperature: 27 }],
  ['a pH no water has', { tds: 120, ph: 14.2, temperature: 27 }],
  ['a temperature of ice', { tds: 120, ph: 7, temperature: -127 }],
])('%s is impossible', (_what, values) => {
  const world = QualityWorld.selling()
  world.readings(values, 2)
  expect(quality(world)).toEqual(['unknown', ['sensor_impossible']])
})

test('a sensor that is away, or says nothing at all, is none', () => {
  const world = QualityWorld.selling()
  world.answers({ kind: 'sensor_fault', fault: 'away' })
  expect(quality(world)).toEqual(['unknown', ['sensor_away']])
  const silent = QualityWorld.selling()
  silent.pass(29_000)
  expect(quality(silent)).toEqual(['good', []])
  silent.pass(1_000)
  expect(quality(silent)).toEqual(['unknown', ['sensor_away']])
})

test('the very same answer for an hour is a stuck sensor, until it flickers again', () => {
  const world = QualityWorld.selling()
  const same = { kind: 'reading', ...good, uptimeMs: null } as const
  world.answers(same, 3_600 / 5)
  expect(quality(world)).toEqual(['good', []])
  world.answers(same)
  expect(quality(world)).toEqual(['unknown', ['sensor_frozen']])
  world.readings({ ...good, tds: 121 })
  expect(quality(world)).toEqual(['good', []])
})

test('an uptime that stands still is one answer again and again', () => {
  const world = QualityWorld.selling()
  for (const tds of [120, 121]) world.answers({ kind: 'reading', ...good, tds, uptimeMs: 7_000 })
  expect(quality(world)).toEqual(['good', []])
  world.answers({ kind: 'reading', ...good, tds: 122, uptimeMs: 7_000 })
  expect(quality(world)).toEqual(['unknown', ['sensor_frozen']])
  world.send({ kind: 'sensor_restarted' })
  world.answers({ kind: 'reading', ...good, uptimeMs: 1_000 })
  expect(quality(world)).toEqual(['good', []])
})

test('a clock that is set makes no sensor stuck', () => {
  const world = QualityWorld.selling()
  world.answers({ kind: 'reading', ...good, uptimeMs: null })
  world.setClock(400 * 86_400_000)
  world.answers({ kind: 'reading', ...good, uptimeMs: null })
  expect(quality(world)).toEqual(['good', []])
})

test('each minute of readings is one fact, with the worst of them', () => {
  const world = new QualityWorld()
  world.begin()
  world.readings(good, 13)
  const minutes = world.facts().flatMap(fact => (fact.type === 'quality_measured' ? [fact.payload] : []))
  expect(minutes).toEqual([
    {
      from: '2026-01-20T10:30:05.000Z',
      to: '2026-01-20T10:31:00.000Z',
      count: 12,
      tds: { mean: 120.1, min: 120, max: 120.2 },
      ph: { mean: 7.1, min: 7.1, max: 7.1 },
      temperature: { mean: 27, min: 27, max: 27 },
      verdict: 'unknown',
    },
  ])
})

const settings = (calibration: Record<string, unknown>) => ({
  kind: 'learned' as const,
  settings: {
    currency: 'IDR',
    timezone: 'Asia/Jakarta',
    prices: {},
    thresholds: { tds_max: 200 },
    calibrations: { 'vending-1': calibration },
  },
})
const since = { calibrated_at: '2026-01-01T00:00:00.000Z', due_at: '2026-04-01T00:00:00.000Z' }

test('the hub’s thresholds and calibration are what counts from then on, over a restart too', () => {
  const world = QualityWorld.selling()
  const points = [
    { measured: 84, reference: 100 },
    { measured: 700, reference: 900 },
  ]
  world.send(settings({ tds: { points, ...since } }))
  world.readings({ ...good, tds: 160 }, 10)
  expect(world.state.quality.newest?.tds).toBeCloseTo(198.8, 0)
  expect(quality(world)).toEqual(['good', []])
  world.readings({ ...good, tds: 164 }, 3)
  expect(quality(world)).toEqual(['bad', ['tds_high']])
  const next = world.restart()
  next.begin()
  next.readings({ ...good, tds: 164 }, 3)
  expect(quality(next)).toEqual(['bad', ['tds_high']])
  // What is written down already is not written again.
  expect(changes(next)).toEqual([])
})

test('a calibration no sensor can have leaves nothing to believe', () => {
  const world = QualityWorld.selling()
  const points = [
    { measured: 4, reference: 4 },
    { measured: 4, reference: 7 },
  ]
  world.send(settings({ ph: { points, ...since } }))
  world.readings(good, 2)
  expect(quality(world)).toEqual(['unknown', ['sensor_impossible']])
})

test('an overdue calibration is a warning, or no sale, as the site wants it', () => {
  const overdue = settings({ tds: { points: [], ...since }, ph: { points: [], ...since, due_at: '2026-01-20T11:00:00.000Z' } })
  for (const rule of ['warn', 'lock'] as const) {
    const world = new QualityWorld({ overdue: rule })
    world.begin()
    world.send(overdue)
    world.readings(good, 5)
    expect([rule, ...quality(world)]).toEqual([rule, 'good', []])
    for (let minutes = 0; minutes < 61; minutes++) world.readings(good, 12)
    expect([rule, ...quality(world)]).toEqual(rule === 'warn' ? ['warn', 'good', []] : ['lock', 'unknown', ['calibration_overdue']])
    expect(world.state.alarms).toContain('calibration_overdue')
  }
})

test('where only a calibrated sensor is believed, one that never was is not', () => {
  const world = new QualityWorld({ overdue: 'lock' })
  world.begin()
  world.readings(good, 5)
  expect(quality(world)).toEqual(['unknown', ['calibration_overdue']])
})
