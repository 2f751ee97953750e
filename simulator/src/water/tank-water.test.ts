import { expect, test } from 'vitest'
import { driftAt, noiseAt, seedFor } from './noise.ts'
import { createTankWater } from './tank-water.ts'

const noon = Date.parse('2026-01-20T05:00:00Z')
const tank = (seed = 7, name = 'vending-1') => createTankWater({ name, seed, nowMs: noon })
const day = Array.from({ length: 24 * 60 }, (_, minute) => noon + minute * 60_000)

test('good water stays good over a day: it wavers, but never jumps and is never twice the same for long', () => {
  const water = tank()
  const values = day.map(atMs => water.measure(atMs))
  for (const { tds, ph } of values) {
    expect(tds).toBeGreaterThan(40)
    expect(tds).toBeLessThan(200)
    expect(ph).toBeGreaterThan(6.6)
    expect(ph).toBeLessThan(7.8)
  }
  const steps = values
    .slice(1)
    .map(({ tds, ph }, n) => [Math.abs(tds - (values[n]?.tds ?? 0)), Math.abs(ph - (values[n]?.ph ?? 0))] as const)
  expect(Math.max(...steps.map(([tds]) => tds))).toBeLessThan(4)
  expect(Math.max(...steps.map(([, ph]) => ph))).toBeLessThan(0.05)
  expect(steps.filter(([tds]) => tds === 0)).toEqual([])
})

test('the tank is warmer in the afternoon than before dawn', () => {
  const at = (time: string) => tank().measure(Date.parse(`2026-01-20T${time}:00Z`)).temperature
  expect(at('07:30') - at('19:30')).toBeGreaterThan(2)
})

test('the same seed gives the same readings, however often they are asked for; another seed gives others', () => {
  const often = tank()
  for (const atMs of day) often.measure(atMs)
  expect(often.measure(noon + 86_400_000)).toEqual(tank().measure(noon + 86_400_000))
  expect(tank(8).measure(noon).tds).not.toBe(tank().measure(noon).tds)
})

test('each machine has its own ground, which another seed does not move far', () => {
  const tds = (name: string, seed = 7) => tank(seed, name).measure(noon).tds
  expect(new Set(['vending-1', 'vending-2', 'vending-3'].map(name => Math.round(tds(name)))).size).toBe(3)
  expect(Math.abs(tds('vending-1', 1) - tds('vending-1', 2))).toBeLessThan(20)
})

test('a filter wears with the litres, and a new one is as good as the first', () => {
  const water = tank()
  water.wearFilter(0)
  const fresh = water.measure(noon).tds
  water.draw(5_000)
  expect(water.measure(noon).tds - fresh).toBeCloseTo(60)
  water.wearFilter(0)
  expect(water.measure(noon).tds).toBeCloseTo(fresh)
})

test('a probe that nobody cleaned for a quarter of a year sees too little', () => {
  const water = tank()
  const clean = water.measure(noon)
  water.foul(90, noon)
  const fouled = water.measure(noon)
  expect(clean.ph - fouled.ph).toBeCloseTo(1.35)
  expect(fouled.tds).toBeLessThan(clean.tds * 0.75)
})

test.each<[string, (water: ReturnType<typeof tank>) => void]>([
  ['flushing', water => water.flush(60_000)],
  ['pouring', water => water.draw(18)],
])('what got into the tank goes with %s', (_, wash) => {
  const water = tank()
  const clean = water.measure(noon)
  water.contaminate({ tds: 400, ph: -1, lasting: false }, noon)
  expect(water.measure(noon).tds - clean.tds).toBeCloseTo(400)
  wash(water)
  const rest = water.measure(noon)
  expect(rest.tds - clean.tds).toBeLessThan(7)
  expect(clean.ph - rest.ph).toBeLessThan(0.02)
})

test('what got into the tank is half gone after half an hour', () => {
  const water = tank()
  const clean = tank().measure(noon + 1_800_000).tds
  water.contaminate({ tds: 400, ph: 0, lasting: false }, noon)
  expect(water.measure(noon + 1_800_000).tds - clean).toBeCloseTo(200, 0)
})

test('what comes with the supply stays until the supply is good again', () => {
  const water = tank()
  const clean = water.measure(noon).tds
  water.contaminate({ tds: 400, ph: -1, lasting: true }, noon)
  water.flush(600_000)
  expect(water.measure(noon).tds - clean).toBeCloseTo(400)
  water.cleanse()
  expect(water.measure(noon).tds).toBeCloseTo(clean)
})

test('noise lies between minus one and one, in the mean at nothing, and drift passes through its points', () => {
  const seed = seedFor(1, 'vending-1')
  const many = Array.from({ length: 10_000 }, (_, place) => noiseAt(seed, place))
  expect(many.every(one => one >= -1 && one < 1)).toBe(true)
  expect(Math.abs(many.reduce((sum, one) => sum + one, 0) / many.length)).toBeLessThan(0.03)
  expect(driftAt(seed, 5_000, 1_000)).toBeCloseTo(noiseAt(seed, 5))
})
