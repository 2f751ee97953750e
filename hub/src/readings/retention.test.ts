import { silentLog } from '@palang/kit'
import { expect, test } from 'vitest'
import { bucketsOf, weighedReading } from './buckets.ts'
import { readingUpkeep } from './retention.ts'
import { waterHub } from './testing/water-hub.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs

test('each size goes after its own time, in steps between which others work, and days stay', async () => {
  const hub = await waterHub()
  const { keep } = hub.services.site.water
  const now = hub.clock.now()
  const ages = [1, keep.reading_days - 1, keep.reading_days + 1, keep.minute_days + 1, keep.hour_days + 1]
  const readings = ['vending-1', 'vending-2'].flatMap(machineId =>
    ages.map(days => ({ machineId, at: new Date(now - days * dayMs).toISOString(), tdsMilli: 1, phMilli: 1, temperatureMilli: null })),
  )
  await hub.store.transact(async tx => {
    await tx.readings.add(readings)
    await tx.readings.merge(bucketsOf(readings.map(weighedReading), 'Asia/Jakarta'))
  })
  let rests = 0
  const rest = async () => void (rests += 1)
  await readingUpkeep({ site: hub.services.site, store: hub.store, clock: hub.clock, log: silentLog(), rest }).round()
  expect(hub.store.shelves.readings.size).toBe(4)
  const kept = await Promise.all((['minute', 'hour', 'day'] as const).map(async size => (await hub.buckets('vending-2', size)).length))
  expect(kept).toEqual([3, 4, 5])
  expect(rests).toBe(12)
})
