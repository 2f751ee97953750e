/** A played day against the hub's rules alone: whatever goes wrong, the rounds that follow from its scans are what really happened. */
import { gatewayScan, handoverStep, usualScanStatuses } from '@palang/protocol'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { flowOf } from '../../../hub/src/domain/deliveries.ts'
import { scanOf } from '../../../hub/src/domain/scan-identity.ts'
import { roundsOf } from '../../../hub/src/domain/trips.ts'
import type { ScanRecord } from '../../../hub/src/store/meals.ts'
import { plannedDay, sumOf } from './day-plan.ts'
import { sumsOf, truthOf } from './day-truth.ts'
import { mealFaultNames } from './meal-faults.ts'
import { playDay } from './play-day.ts'
import { playedDay } from './played-day.ts'

const startMs = Date.UTC(2026, 0, 20, 20)
const size = { kitchens: 2, vehicles: 3, schools: 7, portions: 6_000 }

/** Plays it to the hub's own rules for scans, at full speed; `times`: how often the hub hears every sync. */
async function played(seed: number, faults: readonly (typeof mealFaultNames)[number][], times = 1) {
  let nowMs = startMs
  const kept = new Map<string, ScanRecord>()
  const refused = new Set<string>()
  const plan = plannedDay(size, seed)
  const day = playedDay(plan, new Set(faults), seed)
  const hear = (item: object) => {
    const read = gatewayScan.safeParse(item)
    const scan = read.success ? scanOf(read.data, status => usualScanStatuses[status] ?? null, nowMs) : undefined
    if (scan === undefined) refused.add(JSON.stringify(item))
    else if (!kept.has(scan.id)) kept.set(scan.id, scan)
  }
  const told = await playDay(day, {
    clock: { now: () => nowMs, until: async ms => void (nowMs = Math.max(nowMs, ms)) },
    speed: 36_000,
    async send(_gateway, items) {
      nowMs += 3
      for (let time = 0; time < times; time += 1) items.forEach(hear)
      return true
    },
    cooked: async () => undefined,
  })
  return { plan, day, told, truth: truthOf(plan, '2026-01-21', day, told), scans: [...kept.values()], refused: [...refused] }
}

const anyFaults = fc.subarray([...mealFaultNames])

test('the sums of every school are what really happened to its trays, with any faults', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(1_000_000), anyFaults, async (seed, faults) => {
      const { plan, truth, scans } = await played(seed, faults)
      const ofTag = Map.groupBy(scans, ({ tagId }) => tagId)
      const sums = new Map(
        plan.schools.map(({ id, portions, trays }) => {
          const trips = trays.flatMap(tray =>
            roundsOf(ofTag.get(tray.tag) ?? [], tray.portions).map(round => ({
              ...round,
              programmeId: 'p',
              deliveryId: id,
              day: truth.day,
            })),
          )
          return [id, flowOf({ portions, tags: trays.map(({ tag }) => tag) }, trips, [])]
        }),
      )
      expect(sums).toEqual(sumsOf(truth))
      for (const { tag, scans: made } of truth.trays)
        expect(roundsOf(ofTag.get(tag) ?? [], 1)).toHaveLength(handoverStep.options.some(step => made[step] > 0) ? 1 : 0)
    }),
    { numRuns: 25 },
  )
})

test('every scan is kept once and every unusable item is refused, however often the hub hears it', async () => {
  const once = await played(7, mealFaultNames)
  const thrice = await played(7, mealFaultNames, 3)
  expect(thrice.scans).toEqual(once.scans)
  expect(once.scans).toHaveLength(sumOf(once.truth.gateways.map(({ scans }) => scans)))
  expect(once.refused).toHaveLength(sumOf(once.truth.gateways.map(({ unusable }) => unusable.length)))
  expect(once.told.lostAnswers).toBeGreaterThan(2)
})

test('all that can go wrong does, and on a day without faults every tray is scanned four times and comes back', async () => {
  const { truth, day, scans } = await played(7, mealFaultNames)
  const some = (is: (tray: (typeof truth.trays)[number]) => boolean) => expect(truth.trays.filter(is).length).toBeGreaterThan(0)
  some(({ lost }) => lost)
  some(({ lost, back }) => !lost && !back)
  some(({ rejected }) => rejected > 0)
  some(({ scans: made, lost }) => !lost && made.received === 0)
  some(({ scans: made }) => made.served === 2)
  expect(scans.filter(({ clock }) => clock === 'unknown').length).toBeGreaterThan(20)
  expect(scans.every(({ naive }) => naive)).toBe(true)
  expect(day.gateways.filter(({ away }) => away !== null)).toHaveLength(3)
  const fair = await played(7, [])
  const whole = fair.truth.trays.filter(({ accepted }) => accepted > 0)
  for (const { scans: made, back } of whole) expect([made, back]).toEqual([{ dispatched: 1, received: 1, served: 1, returned: 1 }, true])
  expect(fair.scans.some(({ naive, clock }) => naive || clock === 'unknown')).toBe(false)
})

test('the same seed is the same day, and the portions are dealt out to the last', () => {
  const day = (seed: number) => playedDay(plannedDay(size, seed), new Set(mealFaultNames), seed)
  expect(day(3)).toEqual(day(3))
  expect(day(4)).not.toEqual(day(3))
  const { schools } = plannedDay({ kitchens: 3, vehicles: 10, schools: 60, portions: 12_000 }, 1)
  expect(sumOf(schools.map(({ portions }) => portions))).toBe(12_000)
  expect(sumOf(schools.flatMap(({ trays }) => trays.map(({ portions }) => portions)))).toBe(12_000)
})
