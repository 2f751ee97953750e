import { silentLog } from '@palang/kit'
import { expect, test } from 'vitest'
import { photoRoom, roomBytes } from './photo-room.ts'

function rig() {
  const world = { free: 50e9, isFull: false, told: [] as string[], diskWorks: true }
  const room = photoRoom({
    folder: '/photos',
    log: silentLog(),
    remembered: { get: () => world.isFull, set: isFull => void (world.isFull = isFull) },
    tell(fact) {
      if (!world.diskWorks) throw new Error('disk full')
      world.told.push(`${fact.type} ${String(fact.payload['code'])}`)
    },
    freeBytes: () => (Number.isNaN(world.free) ? Promise.reject(new Error('no such folder')) : Promise.resolve(world.free)),
  })
  return { world, room }
}

test('pictures that wait beyond the limit keep out new ones until enough are gone, with one alarm', async () => {
  const { world, room } = rig()
  expect(await room.hasRoom(roomBytes.held.most)).toBe(true)
  expect(await room.hasRoom(roomBytes.held.most + 1)).toBe(false)
  expect(await room.hasRoom(roomBytes.held.most - 1)).toBe(false)
  expect(await room.hasRoom(roomBytes.held.again)).toBe(true)
  expect(world.told).toEqual(['alarm_raised photos_no_room', 'alarm_cleared photos_no_room'])
})

test('a disk that gets full is left to the journal', async () => {
  const { world, room } = rig()
  world.free = roomBytes.free.least - 1
  expect(await room.hasRoom(0)).toBe(false)
  world.free = roomBytes.free.again
  expect(await room.hasRoom(0)).toBe(true)
})

test('a disk that takes no writes, or tells nothing of itself, is no error', async () => {
  const { world, room } = rig()
  world.diskWorks = false
  expect(await room.hasRoom(roomBytes.held.most + 1)).toBe(false)
  world.free = Number.NaN
  expect(await room.hasRoom(0)).toBe(true)
})
