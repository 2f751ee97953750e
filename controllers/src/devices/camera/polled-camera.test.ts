import { encode } from 'jpeg-js'
import { ManualClock, silentLog } from '@palang/kit'
import { expect, test } from 'vitest'
import { cameraContract } from './contract.ts'
import { PolledCamera, pollDelays } from './polled-camera.ts'

const picture = encode({ width: 16, height: 16, data: Buffer.alloc(16 * 16 * 4, 120) }, 50).data

function rig() {
  const clock = new ManualClock()
  const world = { isPlugged: true, isHanging: false, shots: 0 }
  const camera = new PolledCamera({
    clock,
    log: silentLog(),
    model: 'test',
    pauseMs: 200,
    async shoot(signal) {
      world.shots += 1
      if (world.isHanging) await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)))
      if (!world.isPlugged) throw new Error('no camera')
      return picture
    },
  })
  return { clock, camera, world, advance: (byMs: number) => clock.advance(byMs) }
}

cameraContract('polled', () => {
  const { camera, world, advance } = rig()
  camera.watch(() => undefined)
  return { camera, advance, plug: on => (world.isPlugged = on), connectMs: pollDelays.retryMs + 1_000 }
})

test('a camera that hangs is given up, and tried again', async () => {
  const { camera, world, advance } = rig()
  world.isHanging = true
  camera.start()
  const capture = camera.capture(1_000)
  await advance(1_000)
  expect(await capture).toMatchObject({ ok: false, message: expect.stringContaining('1000 ms') })
  await advance(pollDelays.shotMs)
  expect(camera.status().state).toBe('disconnected')
  world.isHanging = false
  await advance(pollDelays.retryMs)
  expect(camera.status().state).toBe('ready')
  await camera.stop()
})

test('one shot serves all who ask at the same time, and nobody looking costs one shot in half a minute', async () => {
  const { camera, world, advance } = rig()
  camera.start()
  const captures = await Promise.all([camera.capture(1_000), camera.capture(1_000), camera.capture(1_000)])
  expect(captures.every(capture => capture.ok)).toBe(true)
  expect(world.shots).toBe(1)
  await advance(pollDelays.probeMs * 4)
  expect(world.shots).toBe(5)
  await camera.stop()
})
