import { appendFile, mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { ManualClock, silentLog } from '@palang/kit'
import { mostFrames } from '@palang/protocol'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { FakePort } from '../io/fake-stream.ts'
import { FrameRing, type FrameRingOptions } from './frame-ring.ts'
import { tapped } from '../io/tapped-stream.ts'

let folder = ''
let clock: ManualClock
let ring: FrameRing

const ringOf = (given: Partial<FrameRingOptions> = {}) =>
  new FrameRing({ folder, clock, time: { nowMs: () => clock.now(), quality: () => 'synced' }, log: silentLog(), ...given })
const all = async () => await ring.read(0, clock.now() + 1)
const said = async () => (await all()).frames.map(({ direction, hex }) => `${direction} ${hex}`)

/** Notes `hex` and lets so much time pass that the next is a frame of its own. */
async function came(hex: string, device = 'board'): Promise<void> {
  ring.sinkOf(device).begin('in')(hex)
  await clock.advance(100)
}

async function bytesOf(device: string): Promise<number> {
  const names = await readdir(path.join(folder, device))
  const sizes = await Promise.all(names.map(async name => (await stat(path.join(folder, device, name))).size))
  return sizes.reduce((sum, size) => sum + size, 0)
}

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'palang-frames-'))
  clock = new ManualClock()
  ring = ringOf()
})
afterEach(async () => {
  await ring.stop()
  await rm(folder, { recursive: true, force: true })
})

test('bytes in and out are kept as they were on the wire, with time, device and direction', async () => {
  const port = new FakePort()
  const stream = tapped(port.streams, ring.sinkOf('reader'))()
  await stream.open()
  const at = new Date(clock.now()).toISOString()
  const bytes = Buffer.from('?\r')
  await stream.write(bytes)
  bytes.fill(0)
  port.send(Uint8Array.of(0x02, 0xff))
  expect((await all()).frames).toEqual([
    { at, clock: 'synced', device: 'reader', direction: 'out', hex: '3f0d' },
    { at, clock: 'synced', device: 'reader', direction: 'in', hex: '02ff' },
  ])
  await stream.close()
})

test('bytes that never left are not kept, and the driver hears why as without the ring', async () => {
  const port = new FakePort()
  const stream = tapped(port.streams, ring.sinkOf('reader'))()
  await stream.open()
  port.congest(true)
  await expect(stream.write(Buffer.from('lost'))).rejects.toMatchObject({ code: 'port_congested' })
  port.congest(false)
  const half = stream.write(Buffer.from('half'))
  port.unplug()
  await expect(half).rejects.toMatchObject({ code: 'port_failed' })
  expect(await said()).toEqual(['out 68616c66'])
})

test('what a port hands over in pieces is one frame, and what is longer than one continues in the next', async () => {
  ring.sinkOf('board').begin('in')('41')
  await clock.advance(5)
  await came('42')
  await came('00'.repeat(1_500))
  expect((await all()).frames.map(({ hex }) => hex.length / 2)).toEqual([2, 1_024, 476])
})

test('what passes a payment terminal is kept nowhere, not even in memory', async () => {
  await came('34313131', 'terminal')
  await came('aa')
  expect((await all()).frames.map(({ device }) => device)).toEqual(['board'])
  expect(await readdir(folder)).toEqual(['board'])
})

test('a restart goes on where it was, and a line torn by a power cut costs only itself', async () => {
  await came('aa')
  await ring.stop()
  const [name = ''] = await readdir(path.join(folder, 'board'))
  await appendFile(path.join(folder, 'board', name), `${clock.now()} s i bbcc`)
  ring = ringOf()
  await came('dd')
  expect(await said()).toEqual(['in aa', 'in dd'])
  expect(await readdir(path.join(folder, 'board'))).toEqual([name])
})

test('each device has its bound in bytes: the oldest goes first, and a talkative board takes nothing from a reader', async () => {
  ring = ringOf({ limits: { bytes: 4_000 } })
  await came('c0ffee', 'reader')
  for (let count = 0; count < 300; count++) {
    ring.sinkOf('board').begin('in')(count.toString(16).padStart(40, '0'))
    await clock.advance(100)
    if (count % 3 === 0) await all()
  }
  expect(await bytesOf('board')).toBeLessThanOrEqual(4_000)
  const { frames } = await all()
  expect(frames.filter(({ device }) => device === 'reader')).toHaveLength(1)
  expect(frames.at(-1)?.hex).toBe((299).toString(16).padStart(40, '0'))
  expect(frames.length).toBeGreaterThan(20)
})

test('nothing is kept for longer than its age, also of a line that is silent since', async () => {
  ring = ringOf({ limits: { ageMs: 1_000_000, sweepEveryMs: 100_000 } })
  ring.start()
  ring.start()
  await came('aa')
  expect(await said()).toEqual(['in aa'])
  await clock.advance(1_100_000)
  expect(await said()).toEqual([])
  await expect.poll(() => readdir(path.join(folder, 'board'))).toEqual([])
  await came('bb')
  expect(await said()).toEqual(['in bb'])
  expect(await readdir(path.join(folder, 'board'))).toHaveLength(1)
})

test('a full disk loses frames, says how many of which time, and keeps again when there is room', async () => {
  let isFull = true
  const append = async (file: string, text: string) => {
    if (!isFull) return appendFile(file, text)
    await appendFile(file, text.slice(0, 12))
    throw new Error('ENOSPC')
  }
  ring = ringOf({ append })
  await came('aa')
  await came('bb')
  expect(await all()).toEqual({ frames: [], cut: false, lost: 2 })
  isFull = false
  await came('cc')
  const { frames, lost } = await all()
  expect([frames.map(({ hex }) => hex), lost]).toEqual([['cc'], 2])
  ring = ringOf({ append })
  expect((await all()).lost).toBe(2)
  expect((await ring.read(clock.now() - 50, clock.now())).lost).toBe(0)
})

test('a disk that hangs costs frames beyond a bound, never memory, and does not keep the machine from stopping', async () => {
  const disk = Promise.withResolvers<void>()
  const append = async (file: string, text: string) => {
    await disk.promise
    await appendFile(file, text)
  }
  ring = ringOf({ append, limits: { waiting: 100 } })
  await came('aa')
  await clock.advance(5_000)
  for (let count = 0; count < 20; count++) await came('00'.repeat(10))
  const stopping = ring.stop()
  await clock.advance(1_000)
  await stopping
  disk.resolve()
  expect((await all()).lost).toBe(15)
})

test('of a window the newest are given, and that older ones are left out is said', async () => {
  const sink = ring.sinkOf('board')
  for (let count = 0; count < mostFrames + 5; count++) sink.begin(count % 2 === 0 ? 'in' : 'out')(count.toString(16).padStart(4, '0'))
  const { frames, cut } = await all()
  expect([frames.length, cut, frames.at(-1)?.hex]).toEqual([mostFrames, true, (mostFrames + 4).toString(16).padStart(4, '0')])
  const early = await ring.read(0, clock.now())
  expect(early).toEqual({ frames: [], cut: false, lost: 0 })
})
