/** Whatever a sensor says, and whatever else happens: doubtful water is never called good, and never sold again without a good test. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { qualityLimits } from './quality-limits.ts'
import { isWaterHeld } from './quality-state.ts'
import { QualityWorld } from './test-quality.ts'
import { quiet } from './test-water.ts'

/** Readings of no pattern, and long runs of the same water. */
const water = fc.record({
  tds: fc.oneof(fc.constantFrom(100, 120, 299, 301, 420), fc.double({ min: -50, max: 1_100, noNaN: true })),
  ph: fc.oneof(fc.constantFrom(7, 7.1, 6.4, 8.6), fc.double({ min: -1, max: 15, noNaN: true })),
  temperature: fc.constantFrom(27, 27.1, null, -127),
})
const readings = fc.record({ values: water, count: fc.integer({ min: 1, max: 12 }) })

test('water is never called good while the readings that are believed are beyond a threshold for longer than half the window', () => {
  fc.assert(
    fc.property(fc.array(readings, { maxLength: 40 }), story => {
      const world = new QualityWorld({ interlock: { flush_relay: undefined } })
      world.begin()
      for (const { values, count } of story) {
        for (let turn = 0; turn < count; turn++) {
          world.readings(values)
          const { verdict, filter } = world.state.quality
          const last = filter.readings.slice(-Math.ceil(qualityLimits.medianOf / 2))
          const isBeyond = last.length >= qualityLimits.leastReadings && last.every(({ tds }) => tds > 300)
          const isLow = last.length >= qualityLimits.leastReadings && last.every(({ ph }) => ph < 6.5)
          expect(verdict === 'good' && (isBeyond || isLow || last.length < qualityLimits.leastReadings)).toBe(false)
        }
      }
    }),
    { numRuns: 150 },
  )
})

const happening = fc.oneof(
  { weight: 6, arbitrary: readings.map(told => ({ what: 'readings' as const, told })) },
  fc
    .constantFrom('away', 'impossible', 'door', 'shut', 'unplug', 'plug', 'restart', 'maintain', 'activate', 'unlock', 'flush', 'silence')
    .map(what => ({ what })),
)

test('what was locked is sold again only after a test that was good, restarts at any step included', () => {
  fc.assert(
    fc.property(fc.array(happening, { maxLength: 60 }), story => {
      let world = new QualityWorld({ interlock: { attempts: 2 } })
      world.begin()
      let ids = 0
      for (const one of story) {
        const wasLocked = world.state.interlock.step !== 'open'
        const seen = world.effects.length
        if (one.what === 'restart') {
          world = world.restart()
          world.begin()
          expect(isWaterHeld(world.state)).toBe(true)
          continue
        }
        happen(world, one, `c${++ids}`)
        if (wasLocked && world.state.interlock.step === 'open') expectTested(world, seen)
        const { step, flush, cycleId } = world.state.interlock
        expect([flush !== null, cycleId === null]).toEqual([step === 'flushing', step === 'open'])
      }
    }),
    { numRuns: 200 },
  )
})

/** The last facts of the interlock since `seen` are a good test and the unlocking, or the flush was refused before it was one. */
function expectTested(world: QualityWorld, seen: number): void {
  const steps = world.effects
    .slice(seen)
    .flatMap(effect => (effect.do === 'record' && effect.fact.type === 'interlock_step' ? [effect.fact.payload] : []))
  const unlocked = steps.findLastIndex(({ step }) => step === 'unlocked')
  expect(steps[unlocked]).toBeDefined()
  expect(steps[unlocked - 1]).toMatchObject({ step: 'retested', reasons: [] })
  expect(steps[unlocked - 1]?.reading).toBeDefined()
}

type Happening = { what: string; told?: { values: { tds: number; ph: number; temperature: number | null }; count: number } }

function happen(world: QualityWorld, { what, told }: Happening, id: string): void {
  if (told !== undefined) return world.readings(told.values, told.count)
  switch (what) {
    case 'away':
    case 'impossible':
      return world.answers({ kind: 'sensor_fault', fault: what }, 3)
    case 'door':
    case 'shut':
      return world.send({ kind: 'switches', switches: { ...quiet, door: what === 'door' } })
    case 'unplug':
    case 'plug':
      return world.plug(what === 'plug')
    case 'maintain':
    case 'activate':
      return world.send({ kind: 'set_mode', id, mode: what === 'maintain' ? 'maintenance' : 'active' })
    case 'unlock':
      return world.send({ kind: 'sale_lock', id, locked: false, reason: 'seen to' })
    case 'flush':
      return world.send({ kind: 'flush', id, seconds: 5 })
    case 'silence':
      return world.pass(45_000)
  }
}
