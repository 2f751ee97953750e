import { ManualClock } from '@palang/kit'
import type { ParkingPlaces } from '@palang/protocol'
import { expect, test } from 'vitest'
import { placesMemory } from './places-memory.ts'

const left = (count: number): ParkingPlaces => ({
  lane: { vehicle_class: 'car', left: count, reserved: 0, members_guaranteed: false },
  rows: [{ zone_id: 'main', vehicle_class: 'car', total: 9, free: count }],
})

function journal() {
  const kept = new Map<string, string>()
  let writes = 0
  return {
    meta: (key: string) => kept.get(key) ?? null,
    setMeta(key: string, value: string) {
      writes++
      kept.set(key, value)
    },
    writes: () => writes,
    kept,
  }
}

test('the disk is written only when other vehicles may come in than before', () => {
  const disk = journal()
  const memory = placesMemory(disk, new ManualClock())
  for (const count of [9, 8, 7, 1, 0, -1, 2]) memory.told(left(count))
  expect(disk.writes()).toBe(3)
})

test('after a restart without the hub the last word stands, as old as it is', async () => {
  const [disk, clock] = [journal(), new ManualClock()]
  placesMemory(disk, clock).told(left(0))
  const toldAt = clock.now()
  await clock.advance(60_000)
  expect(placesMemory(disk, clock).word()).toEqual({ places: left(0), awaySinceMs: toldAt })
})

test('told on a link the word is confirmed while that stands; once it is lost, it ages', async () => {
  const clock = new ManualClock()
  const memory = placesMemory(journal(), clock)
  let heard = 0
  const stop = memory.listen(() => heard++)
  memory.told(left(4))
  expect(memory.word().awaySinceMs).toBeNull()
  await clock.advance(5_000)
  memory.unlinked()
  expect(memory.word()).toEqual({ places: left(4), awaySinceMs: clock.now() })
  stop()
  memory.told(left(3))
  expect(heard).toBe(2)
})

test('a hub that says nothing of places confirms none: the word of the one before goes on ageing', async () => {
  const clock = new ManualClock()
  const memory = placesMemory(journal(), clock)
  memory.told(left(0))
  memory.unlinked()
  const lostAt = clock.now()
  await clock.advance(60_000)
  memory.unlinked()
  expect(memory.word()).toEqual({ places: left(0), awaySinceMs: lostAt })
})

test('what an older version kept in another form is no word', () => {
  const disk = journal()
  disk.kept.set('parking_places', '{"free":3}')
  expect(placesMemory(disk, new ManualClock()).word().places).toBeNull()
})
