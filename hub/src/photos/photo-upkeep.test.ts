import { usualPhotoKeeping, type PhotoKeeping } from '@palang/config'
import { ManualClock, silentLog, uuidv7 } from '@palang/kit'
import { expect, test } from 'vitest'
import { session } from '../store/contract/samples.ts'
import { memoryStore } from '../store/testing/memory-store.ts'
import type { SessionState } from '@palang/protocol'
import { photoUpkeep, photoUpkeepDelays } from './photo-upkeep.ts'

const dayMs = 24 * 3_600_000
const mega = 1_000_000

function rig(keeping: Partial<PhotoKeeping> = {}) {
  const clock = new ManualClock()
  const store = memoryStore()
  const world = { free: 50e9, removed: [] as string[], refuses: false }
  const told: unknown[] = []
  const upkeep = photoUpkeep({
    store,
    clock,
    log: silentLog(),
    live: { publish: event => void told.push(event.payload['state']) },
    files: {
      async remove(file) {
        if (world.refuses) throw new Error('read-only')
        world.removed.push(file)
        world.free += mega
      },
      freeBytes: async () => world.free,
    },
    keeping: { ...usualPhotoKeeping, ...keeping },
    rest: async () => undefined,
  })
  /** A picture of a megabyte taken so many days ago. */
  const photo = (name: string, daysAgo: number, about: { reason?: string; of?: SessionState } = {}) => {
    const { reason = 'entry', of } = about
    const sessionId = of === undefined ? null : uuidv7()
    if (sessionId !== null && of !== undefined) {
      const closedAt = ['inside', 'waiting'].includes(of) ? null : '2026-01-01T00:00:00.000Z'
      store.shelves.sessions.set(sessionId, session({ id: sessionId, state: of, closedAt }))
    }
    const takenAt = new Date(clock.now() - daysAgo * dayMs).toISOString()
    store.shelves.photos.set(name, { id: name, machineId: 'gate_in', sessionId, reason, takenAt, file: name, bytes: mega, commandId: null })
  }
  const left = () => [...store.shelves.photos.keys()].toSorted()
  return { clock, upkeep, photo, left, world, told, store }
}

test('what is past its time goes, what people may argue about later, and what belongs to an open session not at all', async () => {
  const { upkeep, photo, left, world } = rig({ keep_days: 30, keep_disputed_days: 100 })
  photo('new', 29)
  photo('old', 31)
  photo('old-of-closed', 31, { of: 'closed' })
  photo('old-of-open', 500, { of: 'inside' })
  photo('override', 99, { reason: 'override' })
  photo('old-override', 101, { reason: 'override' })
  photo('forced', 99, { of: 'forced' })
  photo('lost', 99, { of: 'lost_ticket' })
  await upkeep.round()
  expect(left()).toEqual(['forced', 'lost', 'new', 'old-of-open', 'override'])
  expect(world.removed.toSorted()).toEqual(['old', 'old-of-closed', 'old-override'])
})

test('beyond the room they may take the oldest undisputed ones go, no more than need be', async () => {
  const { upkeep, photo, left, told } = rig({ max_gb: 0.004 })
  photo('a', 20, { reason: 'override' })
  photo('b', 19, { of: 'inside' })
  for (const [at, name] of ['c', 'd', 'e', 'f', 'g'].entries()) photo(name, 18 - at)
  await upkeep.round()
  expect(left()).toEqual(['a', 'b', 'f', 'g'])
  expect(told).toEqual([])
})

test('a disk that is nearly full is cleared of the oldest', async () => {
  const { upkeep, photo, left, world } = rig({ min_free_mb: 500 })
  world.free = 498 * mega
  for (const [at, name] of ['c', 'd', 'e'].entries()) photo(name, 18 - at)
  await upkeep.round()
  expect(left()).toEqual(['e'])
})

test('what may not go for room is an alarm, which clears itself', async () => {
  const { upkeep, photo, left, world, told } = rig()
  world.free = 0
  photo('fresh', 6)
  photo('stale', 8)
  photo('disputed', 20, { reason: 'passage_without_permission' })
  await upkeep.round()
  await upkeep.round()
  expect(left()).toEqual(['disputed', 'fresh'])
  expect(told).toEqual(['active'])
  world.free = 50e9
  await upkeep.round()
  expect(told).toEqual(['active', 'cleared'])
})

test('thousands go in pieces', async () => {
  const { upkeep, photo, left } = rig()
  for (let at = 0; at < 2_050; at++) photo(`p${at}`, 100)
  photo('kept', 1)
  await upkeep.round()
  expect(left()).toEqual(['kept'])
})

test('a file that cannot be deleted keeps its record, and is tried again', async () => {
  const { clock, upkeep, photo, left, world } = rig()
  photo('old', 100)
  world.refuses = true
  upkeep.start()
  await clock.advance(photoUpkeepDelays.first)
  expect(left()).toEqual(['old'])
  world.refuses = false
  await clock.advance(photoUpkeepDelays.again)
  expect(left()).toEqual([])
  photo('older', 100)
  await clock.advance(photoUpkeepDelays.every)
  expect(left()).toEqual([])
  upkeep.stop()
  photo('last', 100)
  await clock.advance(10 * photoUpkeepDelays.every)
  expect(left()).toEqual(['last'])
})
