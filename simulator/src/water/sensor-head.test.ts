import { ManualClock } from '@palang/kit/clock'
import { expect, test } from 'vitest'
import { createSensorHead, type HeadFault } from './sensor-head.ts'
import { createTankWater } from './tank-water.ts'

function head() {
  const clock = new ManualClock()
  const sensor = createSensorHead({ clock, water: createTankWater({ name: 'vending-1', seed: 7, nowMs: clock.now() }) })
  const body = () => sensor.answer('readings')?.body ?? ''
  return { clock, sensor, body }
}

test('answers as our firmware does', () => {
  const { sensor, body } = head()
  expect(sensor.answer('readings')).toMatchObject({ status: 200, contentType: 'application/json', afterMs: 0 })
  expect(body()).toMatch(/^\{"tds":\d+(\.\d)?,"ph":\d(\.\d\d?)?,"temperature":\d\d(\.\d)?,"uptime_ms":\d+\}$/)
  expect(JSON.parse(sensor.answer('details')?.body ?? '')).toMatchObject({ faults: { tds: null, ph: null, temperature: null } })
})

test('frozen values stand still while the head lives on, and move again once it is mended', async () => {
  const { clock, sensor, body } = head()
  const valuesOf = (text: string) => text.replace(/,"uptime_ms".*/, '')
  sensor.fault('frozen', true)
  const first = body()
  await clock.advance(3_600_000)
  const later = body()
  expect(valuesOf(later)).toBe(valuesOf(first))
  expect(later).not.toBe(first)
  sensor.fault('frozen', false)
  expect(valuesOf(body())).not.toBe(valuesOf(first))
})

test('a spike comes now and then, and the next reading is right again', () => {
  const { sensor, body } = head()
  sensor.fault('spike', true)
  const far = Array.from({ length: 6 }, () => Number(/"tds":([\d.]+)/.exec(body())?.[1]) > 400)
  expect(far).toEqual([false, false, true, false, false, true])
})

test('a loose plug throws most readings about, each elsewhere', () => {
  const { sensor, body } = head()
  const usual = Number(/"tds":([\d.]+)/.exec(body())?.[1])
  sensor.fault('jump', true)
  const off = Array.from({ length: 16 }, () => Math.abs(Number(/"tds":([\d.]+)/.exec(body())?.[1]) - usual))
  expect(off.filter(by => by < 50)).toHaveLength(2)
})

test.each<[HeadFault, object | undefined]>([
  ['nan', { status: 200, body: expect.stringContaining('"tds":nan,') }],
  ['html', { status: 200, contentType: 'text/html', body: expect.stringContaining('<h1>') }],
  ['slow', { status: 200, afterMs: 20_000 }],
  ['probe', { status: 503, body: expect.stringContaining('"ph":null') }],
])('%s is answered so', (fault, expected) => {
  const { sensor } = head()
  sensor.fault(fault, true)
  expect(sensor.answer('readings')).toMatchObject(expected ?? {})
  sensor.fault(fault, false)
  expect(sensor.answer('readings')).toMatchObject({ status: 200, contentType: 'application/json', afterMs: 0 })
})

test('a probe without its wire is named in the details', () => {
  const { sensor } = head()
  sensor.fault('probe', true)
  expect(JSON.parse(sensor.answer('details')?.body ?? '')).toMatchObject({ faults: { tds: null, ph: 'open_or_shorted_to_ground' } })
})

test('a disconnected head answers nothing', () => {
  const { sensor } = head()
  sensor.fault('disconnected', true)
  expect(sensor.answer('readings')).toBeUndefined()
})

test('after a restart it is away, then has no samples yet, and counts its uptime anew', async () => {
  const { clock, sensor, body } = head()
  sensor.restart()
  await clock.advance(1_000)
  expect(sensor.answer('readings')).toBeUndefined()
  await clock.advance(3_000)
  expect(sensor.answer('readings')).toMatchObject({ status: 503 })
  expect(JSON.parse(body())).toEqual({ tds: null, ph: null, temperature: null, uptime_ms: 4_000 })
  expect(sensor.answer('details')?.body).toContain('no_samples')
  await clock.advance(2_000)
  expect(sensor.answer('readings')).toMatchObject({ status: 200 })
})
