import { encode } from 'jpeg-js'
import { ManualClock, silentLog } from '@palang/kit'
import { expect, test } from 'vitest'
import { cameraContract } from './contract.ts'
import { loginRefused, personNeededRetryMs } from './person-needed.ts'
import { PolledCamera, pollDelays } from './polled-camera.ts'

const picture = encode({ width: 16, height: 16, data: Buffer.alloc(16 * 16 * 4, 120) }, 50).data

function rig() {
  const clock = new ManualClock()
  const world = { isPlugged: true, isHanging: false, refusesLogin: false, shots: 0, atOnce: 0, most: 0 }
  const camera = new PolledCamera({
    clock,
    log: silentLog(),
    model: 'test',
    pauseMs: 200,
    async shoot(signal) {
      world.shots += 1
      world.atOnce += 1
      world.most = Math.max(world.most, world.atOnce)
      try {
        await new Promise<void>((resolve, reject) => {
          if (!world.isHanging) return void clock.after(20, resolve)
          signal.addEventListener('abort', () => reject(new Error('given up', { cause: signal.reason })))
        })
        if (world.refusesLogin) throw loginRefused('no')
        if (!world.isPlugged) throw new Error('no camera')
        return picture
      } finally {
        world.atOnce -= 1
      }
    },
  })
  return { clock, camera, world, advance: (byMs: number) => clock.advance(byMs) }
}

cameraContract('polled', () => {
  const { camera, world, advance } = rig()
  return { camera, step: () => advance(100), plug: on => void (world.isPlugged = on), mostProducers: () => world.most }
})

test('a camera that hangs is given up, and tried again', async () => {
  const { camera, world, advance } = rig()
  world.isHanging = true
  camera.start()
  const capture = camera.capture(1_000)
  await advance(1_000)
  expect(await capture).toMatchObject({ ok: false, message: expect.stringContaining('1000 ms') })
  await advance(pollDelays.shotMs)
  expect(camera.status()).toEqual({ state: 'disconnected', reason: `no picture within ${pollDelays.shotMs} ms` })
  world.isHanging = false
  await advance(pollDelays.retryMs + 100)
  expect(camera.status().state).toBe('ready')
  await camera.stop()
})

test('a shot under way does not hold up a stop', async () => {
  const { camera, world, advance } = rig()
  world.isHanging = true
  camera.start()
  await advance(10)
  await camera.stop()
  expect(world.atOnce).toBe(0)
})

test('nobody looking costs one shot in half a minute', async () => {
  const { camera, world, advance } = rig()
  camera.start()
  await advance(100)
  await advance((pollDelays.probeMs + 20) * 4)
  expect(world.shots).toBe(5)
  await camera.stop()
})

test('a camera that refuses the login is a fault, and is not asked so often that it locks the door', async () => {
  const { camera, world, advance } = rig()
  world.refusesLogin = true
  camera.start()
  await advance(100)
  expect(camera.status()).toEqual({ state: 'fault', reason: 'no' })
  await advance(personNeededRetryMs - 200)
  expect(world.shots).toBe(1)
  world.refusesLogin = false
  await advance(300)
  expect(camera.status().state).toBe('ready')
  await camera.stop()
})
