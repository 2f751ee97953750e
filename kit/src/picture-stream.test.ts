import { expect, test } from 'vitest'
import { ManualClock } from './clock.ts'
import { pictureStream, stuckAfterMs } from './picture-stream.ts'

function rig() {
  const clock = new ManualClock()
  const world = { show: (_jpeg: Uint8Array) => undefined as void, end: () => undefined as void, watching: 0, forgotten: 0, cuts: 0 }
  const stream = pictureStream({
    clock,
    boundary: 'x',
    watch(show) {
      world.show = show
      world.watching += 1
      return () => void (world.watching -= 1)
    },
    until(end) {
      world.end = end
      return () => void (world.forgotten += 1)
    },
    cut: () => void (world.cuts += 1),
  })
  const reader = stream.getReader()
  return { clock, world, reader, read: async () => Buffer.from((await reader.read()).value ?? []).toString() }
}

const picture = (text: string) => Buffer.from(text)

test('a reader gets the newest picture when it asks, and waits when there is none', async () => {
  const { world, read } = rig()
  for (const text of ['one', 'two', 'three']) world.show(picture(text))
  expect(await read()).toBe('--x\r\nContent-Type: image/jpeg\r\nContent-Length: 5\r\n\r\nthree\r\n')
  const next = read()
  world.show(picture('four'))
  expect(await next).toContain('four')
})

test('a reader that leaves is watched for no more', async () => {
  const { world, reader } = rig()
  expect(world.watching).toBe(1)
  await reader.cancel()
  expect([world.watching, world.forgotten, world.cuts]).toEqual([0, 1, 0])
})

test('a stream that is ended ends, and forgets who would end it', async () => {
  const { world, reader } = rig()
  const waiting = reader.read()
  world.end()
  expect(await waiting).toMatchObject({ done: true })
  expect([world.watching, world.forgotten]).toEqual([0, 1])
})

test('a reader that takes nothing is cut off; one that waits for pictures is not', async () => {
  const { clock, world, read } = rig()
  await clock.advance(10 * stuckAfterMs)
  world.show(picture('one'))
  expect(await read()).toContain('one')
  await clock.advance(10 * stuckAfterMs)
  world.show(picture('two'))
  await clock.advance(stuckAfterMs)
  world.show(picture('three'))
  expect([world.watching, world.cuts]).toEqual([1, 0])
  await clock.advance(1)
  world.show(picture('four'))
  expect([world.watching, world.cuts]).toEqual([0, 1])
})

test('a stream that is over before it began is not watched for', async () => {
  let watching = 0
  const stream = pictureStream({
    clock: new ManualClock(),
    boundary: 'x',
    watch: () => {
      watching += 1
      return () => undefined
    },
    until(end) {
      end()
      return () => undefined
    },
  })
  expect(await stream.getReader().read()).toMatchObject({ done: true })
  expect(watching).toBe(0)
})
