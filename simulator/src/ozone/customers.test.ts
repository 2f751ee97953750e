import { expect, test } from 'vitest'
import { seeded } from '../traffic/random.ts'
import { chosenTreatment, nextCustomerMs } from './customers.ts'

const always = { from: 0, to: 24, timezone: 'Asia/Jakarta' }

test('the same seed brings the same customers, on average as often as asked', () => {
  const visits = (seed: number) => {
    const random = seeded(seed)
    return Array.from({ length: 4_000 }, () => [nextCustomerMs(random, 10, always, 0), chosenTreatment(random)] as const)
  }
  const seen = visits(7)
  expect(seen).toEqual(visits(7))
  expect(seen).not.toEqual(visits(8))
  const meanMs = seen.reduce((sum, [waitMs]) => sum + waitMs, 0) / seen.length
  expect(meanMs / 10_000).toBeCloseTo(1, 1)
  expect(new Set(seen.map(([, treatment]) => treatment))).toEqual(new Set(['BASIC', 'STANDARD', 'PREMIUM']))
})

test.each([
  ['a day shop', { from: 8, to: 21, timezone: 'Asia/Jakarta' }, [8, 20]],
  ['a night shop in a zone of quarters', { from: 22, to: 5, timezone: 'Asia/Kathmandu' }, [22, 4]],
])('nobody comes to %s while it is closed', (_what, hours, edges) => {
  const random = seeded(3)
  const hourOf = new Intl.DateTimeFormat('en', { timeZone: hours.timezone, hour: 'numeric', hourCycle: 'h23' })
  const seen = new Set<number>()
  let atMs = Date.UTC(2026, 0, 20)
  for (let n = 0; n < 2_000; n += 1) {
    atMs += nextCustomerMs(random, 900, hours, atMs)
    seen.add(Number(hourOf.format(atMs)))
  }
  expect(
    [...seen].filter(hour => (hours.from < hours.to ? hour < hours.from || hour >= hours.to : hour < hours.from && hour >= hours.to)),
  ).toEqual([])
  for (const hour of edges) expect(seen).toContain(hour)
})
