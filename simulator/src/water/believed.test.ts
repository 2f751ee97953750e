/** What a machine makes of the water and the heads that are played for it: the chain from the bytes of an answer to what is sold. */
import { ManualClock } from '@palang/kit/clock'
import { expect, test } from 'vitest'
import { headDelays } from '../../../controllers/src/devices/sensor/drivers/esp32-http/driver.ts'
import { readAnswer } from '../../../controllers/src/devices/sensor/drivers/esp32-http/answer.ts'
import type { SensorFault } from '../../../controllers/src/devices/sensor/port.ts'
import { QualityWorld } from '../../../controllers/src/families/water/test-quality.ts'
import { nearLimits } from '../../../hub/src/domain/water-quality.ts'
import { createSensorHead, type HeadFault } from './sensor-head.ts'
import { createTankWater } from './tank-water.ts'

const everyMs = 5_000
const hour = 3_600_000 / everyMs

/** A machine in front of a played head; `ask` as its driver does, so often. */
function depot(name = 'vending-1') {
  const clock = new ManualClock()
  const water = createTankWater({ name, seed: 7, nowMs: clock.now() })
  const head = createSensorHead({ water, clock })
  const world = new QualityWorld()
  const seen = new Set<string>()
  let flushed = 0
  const tell = (fault: SensorFault) => world.send({ kind: 'sensor_fault', fault })

  async function ask(times: number) {
    for (let turn = 0; turn < times; turn += 1) {
      world.pass(everyMs)
      await clock.advance(everyMs)
      const told = head.answer('readings')
      const isHeard = told !== undefined && told.afterMs < headDelays.answerMs
      const answer = isHeard ? readAnswer(told.status, Buffer.from(told.body)) : undefined
      if (answer?.ok === true) world.send({ kind: 'reading', ...answer.reading })
      else tell(answer?.fault ?? 'away')
      // The valve is open, and what was in the tank goes.
      const flushes = world.effects.flatMap(effect => (effect.do === 'flush' ? [effect.ms] : []))
      for (const ms of flushes.slice(flushed)) water.flush(ms)
      flushed = flushes.length
      for (const reason of world.state.quality.reasons) seen.add(reason)
    }
  }

  world.begin()
  return {
    world,
    water,
    head,
    clock,
    ask,
    /** Every reason there was since it was last asked. */
    reasons() {
      const all = [...seen]
      seen.clear()
      return all
    },
    isSelling: () => world.state.interlock.step === 'open' && world.state.quality.verdict === 'good',
  }
}

async function selling(name?: string) {
  const there = depot(name)
  await there.ask(10)
  expect(there.isSelling()).toBe(true)
  there.reasons()
  return there
}

test.each(['vending-1', 'vending-4', 'vending-9'])('good water at %s is never doubted in six hours of wavering and noise', async name => {
  const { ask, reasons, world } = await selling(name)
  await ask(6 * hour)
  expect([reasons(), world.steps()]).toEqual([[], []])
})

test.each<[HeadFault, string, number]>([
  ['frozen', 'sensor_frozen', 2 * hour],
  ['jump', 'sensor_jump', 24],
  ['nan', 'sensor_impossible', 24],
  ['html', 'sensor_impossible', 24],
  ['probe', 'sensor_impossible', 24],
  ['slow', 'sensor_away', 24],
  ['disconnected', 'sensor_away', 24],
])('%s is doubted as %s and closes the sale; mended, it is tested and sold again', async (fault, reason, times) => {
  const { ask, head, reasons, world, isSelling } = await selling()
  head.fault(fault, true)
  await ask(times)
  expect(reasons()).toContain(reason)
  expect(world.steps()).toContain('locked')
  expect(isSelling()).toBe(false)
  // No water mends a sensor.
  expect(world.effects.filter(effect => effect.do === 'flush')).toEqual([])
  head.fault(fault, false)
  await ask(60)
  expect([isSelling(), world.steps().at(-1)]).toEqual([true, 'unlocked'])
})

test('single spikes reach nobody', async () => {
  const { ask, head, reasons } = await selling()
  head.fault('spike', true)
  await ask(hour)
  expect(reasons()).toEqual([])
})

test('what gets into the tank is bad water, is flushed, tested and sold again', async () => {
  const { ask, water, clock, reasons, world, isSelling } = await selling()
  water.contaminate({ tds: 400, ph: -1, lasting: false }, clock.now())
  await ask(12)
  expect(reasons()).toContain('tds_high')
  await ask(120)
  expect(world.steps()).toEqual(expect.arrayContaining(['locked', 'flush_started', 'flush_ended', 'retested', 'unlocked']))
  expect(isSelling()).toBe(true)
})

/** Ages it step by step: at which step it was first warned of, and at which first closed. */
async function aged(there: Awaited<ReturnType<typeof selling>>, steps: number, age: (step: number) => void) {
  const first: { warned?: number; closed?: number } = {}
  for (let step = 1; step <= steps && first.closed === undefined; step += 1) {
    age(step)
    await there.ask(24)
    const { newest, verdict } = there.world.state.quality
    if (verdict === 'bad') first.closed = step
    else if (newest !== null && nearLimits(newest, { tds_max: 300, ph_min: 6.5, ph_max: 8.5 }).length > 0) first.warned ??= step
  }
  return { warned: first.warned ?? Infinity, closed: first.closed ?? Infinity }
}

test('a probe that nobody cleans is warned of days before its pH closes the sale, and is good once it is cleaned', async () => {
  const there = await selling()
  const { warned, closed } = await aged(there, 90, days => there.water.foul(days, there.clock.now()))
  expect(closed).toBeLessThan(90)
  expect(closed - warned).toBeGreaterThan(7)
  expect(there.reasons()).toContain('ph_low')
  there.water.foul(0, there.clock.now())
  await there.ask(60)
  expect(there.isSelling()).toBe(true)
})

test('a filter that wears out is warned of before its TDS closes the sale, and a new one is good', async () => {
  const there = await selling()
  const { warned, closed } = await aged(there, 40, step => there.water.wearFilter(step * 500))
  expect(closed).toBeLessThan(40)
  expect(warned).toBeLessThan(closed)
  there.reasons()
  there.water.wearFilter(0)
  await there.ask(120)
  expect(there.isSelling()).toBe(true)
})
