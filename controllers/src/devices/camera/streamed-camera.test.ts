import { encode } from 'jpeg-js'
import { ManualClock, silentLog } from '@palang/kit'
import { expect, test } from 'vitest'
import { cameraContract } from './contract.ts'
import { personNeededRetryMs, programMissing } from './person-needed.ts'
import { StreamedCamera, streamDelays } from './streamed-camera.ts'

const picture = new Uint8Array(encode({ width: 16, height: 16, data: Buffer.alloc(16 * 16 * 4, 120) }, 50).data)

function rig() {
  const clock = new ManualClock()
  const world = { isPlugged: true, isSilent: false, isMissing: false, opened: 0, open: 0, most: 0 }
  const camera = new StreamedCamera({
    clock,
    log: silentLog(),
    model: 'test',
    async produce(deliver, signal) {
      world.opened += 1
      if (world.isMissing) throw programMissing('not installed')
      world.open += 1
      world.most = Math.max(world.most, world.open)
      const pulse = clock.every(200, () => {
        if (!world.isPlugged) over.reject(new Error('cable out'))
        else if (!world.isSilent) deliver(picture)
      })
      const over = Promise.withResolvers<void>()
      signal.addEventListener('abort', () => over.resolve())
      await over.promise.finally(() => {
        pulse.cancel()
        world.open -= 1
      })
    },
  })
  return { clock, camera, world, advance: (byMs: number) => clock.advance(byMs) }
}

cameraContract('streamed', () => {
  const { camera, world, advance } = rig()
  return { camera, step: () => advance(100), plug: on => void (world.isPlugged = on), mostProducers: () => world.most }
})

test('the stream ends a while after the last look, and nobody looking costs one picture a minute', async () => {
  const { camera, world, advance } = rig()
  camera.start()
  await advance(1_000)
  expect([camera.status().state, world.open, world.opened]).toEqual(['ready', 0, 1])
  const leave = camera.watch(() => undefined)
  await advance(5_000)
  leave()
  await advance(streamDelays.lingerMs - 500)
  expect(world.open).toBe(1)
  await advance(1_000)
  expect([world.open, world.opened]).toEqual([0, 2])
  await advance(3 * streamDelays.probeMs + 2_000)
  expect([camera.status().state, world.open, world.opened]).toEqual(['ready', 0, 5])
  await camera.stop()
})

test('woken it runs before it is asked, and is there at once', async () => {
  const { camera, world, advance } = rig()
  camera.start()
  await advance(1_000)
  camera.wake()
  await advance(1_000)
  expect(world.open).toBe(1)
  const capture = camera.capture(3_000)
  await advance(200)
  expect(await capture).toMatchObject({ ok: true })
  await advance(streamDelays.wakeMs)
  expect([world.open, world.opened]).toEqual([0, 2])
  await camera.stop()
})

test('a stream that hangs is begun anew, and the captures that wait hear of it', async () => {
  const { camera, world, advance } = rig()
  camera.start()
  await advance(1_000)
  camera.watch(() => undefined)
  await advance(1_000)
  world.isSilent = true
  const capture = camera.capture(60_000)
  await advance(streamDelays.silenceMs)
  const reason = `no picture for ${streamDelays.silenceMs} ms`
  expect(await capture).toEqual({ ok: false, message: reason })
  expect(camera.status()).toEqual({ state: 'disconnected', reason })
  world.isSilent = false
  await advance(streamDelays.retryMinMs + 1_000)
  expect([camera.status().state, world.most]).toEqual(['ready', 1])
  await camera.stop()
})

test('a camera that is gone is tried less and less often, and at once for who asks for a picture', async () => {
  const { camera, world, advance } = rig()
  world.isPlugged = false
  camera.start()
  await advance(60 * 60_000)
  expect(world.opened).toBeGreaterThan(100)
  expect(world.opened).toBeLessThan(500)
  const before = world.opened
  world.isPlugged = true
  const capture = camera.capture(1_000)
  await advance(400)
  expect([await capture, world.opened]).toMatchObject([{ ok: true }, before + 1])
  await camera.stop()
})

test('what only a person can mend is a fault, and is tried again later', async () => {
  const { camera, world, advance } = rig()
  world.isMissing = true
  camera.start()
  await advance(1_000)
  expect(camera.status()).toEqual({ state: 'fault', reason: 'not installed' })
  await advance(personNeededRetryMs - 2_000)
  expect(world.opened).toBe(1)
  world.isMissing = false
  await advance(3_000)
  expect(camera.status().state).toBe('ready')
  await camera.stop()
})

test('a picture nobody gets in time is no picture, and the stream goes on', async () => {
  const { camera, world, advance } = rig()
  camera.start()
  await advance(1_000)
  world.isSilent = true
  const capture = camera.capture(2_000)
  await advance(2_000)
  expect(await capture).toEqual({ ok: false, message: 'no picture within 2000 ms' })
  expect(world.open).toBe(1)
  await camera.stop()
  expect(world.open).toBe(0)
})
