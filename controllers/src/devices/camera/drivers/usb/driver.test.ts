import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { decode } from 'jpeg-js'
import { ManualClock, silentLog, systemClock } from '@palang/kit'
import { expect, onTestFinished, test, vi } from 'vitest'
import { cameraContract, type CameraRig } from '../../contract.ts'
import { picture } from '../../ip-camera-rig.test-support.ts'
import { pollDelays } from '../../polled-camera.ts'
import { stepBoth } from '../../real-rig.test-support.ts'
import { deviceOf, fswebcam, oneAtATime, usbCamera, type WriteShot } from './driver.ts'

const hasProgram = process.platform === 'linux' && spawnSync('fswebcam', ['--version'], { stdio: 'ignore' }).error === undefined
if (!hasProgram) process.stdout.write('USB camera through fswebcam: skipped, fswebcam is not installed\n')

vi.setConfig({ testTimeout: 30_000 })

function started(source: number | string, writeShot?: WriteShot) {
  const camera = usbCamera({ source, clock: systemClock, log: silentLog(), ...(writeShot === undefined ? {} : { writeShot }) })
  onTestFinished(() => camera.stop())
  camera.start()
  return camera
}

test.each(['; rm -rf /', '/dev/video0 -S 5', '$(id)', '-d', '../x', '/dev/../etc/passwd', '', '100', '/dev/video0\n'])(
  '%j is not a camera',
  source => {
    expect(() => usbCamera({ source, clock: systemClock, log: silentLog() })).toThrow(expect.objectContaining({ code: 'port_malformed' }))
  },
)

test('an index names the camera as its system does', () => {
  expect(deviceOf(0, 'linux')).toBe('/dev/video0')
  expect(deviceOf('2', 'win32')).toBe('2')
  expect(deviceOf('/dev/v4l/by-id/usb-Logitech_0', 'linux')).toBe('/dev/v4l/by-id/usb-Logitech_0')
})

test.skipIf(!hasProgram)('takes a picture', async () => {
  const capture = await started('TEST').capture(10_000)
  if (!capture.ok) throw new Error(capture.message)
  expect(decode(capture.jpeg).width).toBe(640)
})

test.skipIf(!hasProgram)('a missing camera is no picture, although the program says that all went well', async () => {
  const camera = started('/dev/palang-no-such-camera')
  expect(await camera.capture(10_000)).toMatchObject({ ok: false, message: expect.stringContaining('/dev/palang-no-such-camera') })
  expect(camera.status().state).toBe('disconnected')
})

test('a missing program is a fault that says what to install', async () => {
  const camera = started('TEST', fswebcam('palang-no-such-program'))
  expect(await camera.capture(10_000)).toMatchObject({ ok: false, message: expect.stringContaining('fswebcam is not installed') })
  expect(camera.status().state).toBe('fault')
})

test.skipIf(process.platform === 'win32')('a program that hangs is killed when its time is over, and leaves no folder behind', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'palang-hang-'))
  const program = path.join(folder, 'hang')
  writeFileSync(
    program,
    `#!${process.execPath}\nrequire('node:fs').writeFileSync(${JSON.stringify(path.join(folder, 'pid'))}, String(process.pid)); setInterval(() => undefined, 1000)\n`,
  )
  chmodSync(program, 0o755)
  const clock = new ManualClock()
  const camera = usbCamera({ source: 'TEST', clock, log: silentLog(), writeShot: fswebcam(program) })
  camera.start()
  await vi.waitUntil(() => existsSync(path.join(folder, 'pid')) && readFileSync(path.join(folder, 'pid'), 'utf8') !== '')
  await clock.advance(pollDelays.shotMs)
  await vi.waitUntil(() => camera.status().state === 'disconnected')
  expect(camera.status()).toMatchObject({ reason: `no picture within ${pollDelays.shotMs} ms` })
  const pid = Number(readFileSync(path.join(folder, 'pid'), 'utf8'))
  await vi.waitUntil(() => !isAlive(pid))
  await camera.stop()
  rmSync(folder, { recursive: true })
})

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

test('a program that cannot be killed is never run twice at a time', async () => {
  const clock = new ManualClock()
  let runs = 0
  const end = Promise.withResolvers<void>()
  const writeShot = oneAtATime((_device, file) => {
    runs += 1
    return runs === 1 ? end.promise : Promise.resolve(writeFileSync(file, picture))
  })
  const camera = usbCamera({ source: 0, clock, log: silentLog(), writeShot })
  camera.start()
  await vi.waitUntil(() => runs === 1)
  await clock.advance(pollDelays.shotMs + 10)
  await vi.waitUntil(() => camera.status().state === 'disconnected')
  expect(await camera.capture(60_000)).toMatchObject({ ok: false, message: expect.stringContaining('hangs') })
  expect(runs).toBe(1)
  end.resolve()
  await vi.waitUntil(async () => (await camera.capture(60_000)).ok)
  expect(runs).toBe(2)
  await camera.stop()
})

cameraContract('usb, with a file for a camera', () => {
  const clock = new ManualClock()
  const world = { isPlugged: true, atOnce: 0, most: 0 }
  const writeShot: WriteShot = async (_device, file) => {
    world.most = Math.max(world.most, ++world.atOnce)
    if (world.isPlugged) writeFileSync(file, picture)
    world.atOnce -= 1
  }
  return {
    camera: usbCamera({ source: 0, clock, log: silentLog(), writeShot }),
    step: () => stepBoth(clock),
    plug: on => void (world.isPlugged = on),
    mostProducers: () => world.most,
  }
})

/** Its own test picture is the nearest to a camera that a computer without one has; a device that is not there is the unplugging. */
function testPictureRig(): CameraRig {
  const clock = new ManualClock()
  const world = { isPlugged: true, atOnce: 0, most: 0 }
  const take = fswebcam()
  const writeShot: WriteShot = async (device, file, signal) => {
    world.most = Math.max(world.most, ++world.atOnce)
    await take(world.isPlugged ? device : '/dev/palang-no-such-camera', file, signal).finally(() => (world.atOnce -= 1))
  }
  return {
    camera: usbCamera({ source: 'TEST', clock, log: silentLog(), writeShot }),
    step: () => stepBoth(clock),
    plug: on => void (world.isPlugged = on),
    mostProducers: () => world.most,
  }
}
if (hasProgram) cameraContract('usb, with fswebcam and its test picture', testPictureRig)
