import { decode } from 'jpeg-js'
import { ManualClock } from '@palang/kit'
import { expect, test, vi } from 'vitest'
import { SimulatedBoard } from '../board/simulated.ts'
import { cameraContract } from './contract.ts'
import { laneMotion } from './motion.ts'
import type { Capture } from './port.ts'
import { emptyScene, sceneOf, type LaneScene } from './scene.ts'
import { framePeriodMs, SimulatedCamera } from './simulated.ts'

// Drawing is slow on a busy machine.
vi.setConfig({ testTimeout: 30_000 })

function rig() {
  const clock = new ManualClock()
  const board = new SimulatedBoard({ clock })
  const camera = new SimulatedCamera({ clock, scene: sceneOf(board, clock), label: 'Gerbang masuk', timeZone: 'Asia/Jakarta' })
  return { clock, board, camera, plug: (on: boolean) => camera.plug(on), advance: (byMs: number) => clock.advance(byMs) }
}

cameraContract('simulated', () => {
  const { camera, plug, advance } = rig()
  return { camera, plug, step: () => advance(framePeriodMs), mostProducers: () => 1 }
})

function pixels(capture: Capture): { bytes: number; data: Uint8Array } {
  if (!capture.ok) throw new Error(capture.message)
  const picture = decode(capture.jpeg)
  expect([picture.width, picture.height]).toEqual([480, 270])
  return { bytes: capture.jpeg.length, data: picture.data }
}

/** Mean difference of the colours of two pictures inside a box. */
function difference(a: Uint8Array, b: Uint8Array, [left, top, right, bottom]: readonly [number, number, number, number]): number {
  let sum = 0
  for (let y = top; y < bottom; y++) {
    for (let at = (y * 480 + left) * 4; at < (y * 480 + right) * 4; at++) sum += Math.abs((a[at] ?? 0) - (b[at] ?? 0))
  }
  return sum / ((right - left) * (bottom - top) * 3)
}

const boomArea = [200, 134, 300, 150] as const
const waitingArea = [180, 170, 300, 230] as const
const stampArea = [0, 252, 240, 270] as const

test('shows the barrier, the vehicle and the time as they are, in frames below 25 kB', async () => {
  const { board, camera, advance } = rig()
  board.start()
  camera.start()
  await advance(5_000)
  const empty = pixels(await camera.capture())
  board.model.set('loop1', true)
  await advance(10_000)
  const waiting = pixels(await camera.capture())
  board.model.set('loop1', false)
  void board.open(0)
  await advance(60_000)
  const open = pixels(await camera.capture())
  expect(difference(empty.data, waiting.data, waitingArea)).toBeGreaterThan(20)
  expect(difference(empty.data, open.data, boomArea)).toBeGreaterThan(20)
  expect(difference(empty.data, open.data, waitingArea)).toBeLessThan(5)
  expect(difference(empty.data, open.data, stampArea)).toBeGreaterThan(1)
  for (const { bytes } of [empty, waiting, open]) expect(bytes).toBeLessThan(25_000)
})

test('draws five frames a second, and none while nobody looks', async () => {
  const { clock, camera, advance } = rig()
  let asked = 0
  const counted = new SimulatedCamera({ clock, label: '', timeZone: 'Asia/Jakarta', scene: () => (asked++, emptyScene) })
  counted.start()
  await advance(10_000)
  expect(asked).toBe(0)
  let frames = 0
  const stop = counted.watch(() => (frames += 1))
  await advance(framePeriodMs * 5)
  expect([frames, asked]).toEqual([5, 5])
  stop()
  await advance(10_000)
  expect(asked).toBe(5)
  await camera.stop()
})

test('a vehicle rolls in, waits braking, drives through under the open barrier and is gone', () => {
  const follow = laneMotion()
  const at = (nowMs: number, scene: Partial<LaneScene>) => follow({ ...emptyScene, barrier: 'closed', ...scene }, nowMs)
  expect(at(0, {}).way).toBeUndefined()
  const rolling = at(200, { loop1: true })
  expect(rolling.way).toBeLessThan(0)
  expect(at(3_000, { loop1: true })).toMatchObject({ way: 0, isBraking: true, lift: 0 })
  expect(at(4_000, { loop1: true, barrier: 'opening', barrierSinceMs: 3_400 }).lift).toBeCloseTo(0.5)
  expect(at(5_000, { barrier: 'open' }).way).toBeCloseTo(0.6)
  expect(at(6_000, { barrier: 'open', loop2: true }).way).toBeCloseTo(1)
  expect(at(7_000, { barrier: 'open' }).way).toBeGreaterThan(1.5)
  expect(at(15_000, { barrier: 'closed' }).way).toBeUndefined()
})

test('a vehicle that leaves the first loop before a closed barrier rolls back', () => {
  const follow = laneMotion()
  const at = (nowMs: number, loop1: boolean) => follow({ ...emptyScene, barrier: 'closed', loop1 }, nowMs).way
  expect(at(5_000, true)).toBe(0)
  expect(at(5_200, false)).toBeLessThan(0)
  expect(at(9_000, false)).toBeUndefined()
})

test('a boom that hangs or is at fault is drawn halfway, and none is drawn up before its switch says so', () => {
  const follow = laneMotion()
  const lift = (nowMs: number, barrier: LaneScene['barrier']) => follow({ ...emptyScene, barrier, barrierSinceMs: 0 }, nowMs).lift
  expect(lift(0, 'closed')).toBe(0)
  expect(lift(1_300, 'opening')).toBe(0.9)
  expect(lift(9_000, 'opening')).toBe(0.5)
  expect(lift(9_500, 'fault')).toBe(0.5)
  expect(lift(9_600, 'open')).toBe(1)
})
