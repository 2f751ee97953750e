import { spawnSync } from 'node:child_process'
import { decode } from 'jpeg-js'
import { silentLog, systemClock } from '@palang/kit'
import { expect, onTestFinished, test, vi } from 'vitest'
import { deviceOf, usbCamera } from './driver.ts'

const hasProgram = process.platform === 'linux' && spawnSync('fswebcam', ['--version'], { stdio: 'ignore' }).error === undefined
if (!hasProgram) process.stdout.write('USB camera through fswebcam: skipped, fswebcam is not installed\n')

vi.setConfig({ testTimeout: 30_000 })

function started(source: number | string) {
  const camera = usbCamera({ source, clock: systemClock, log: silentLog() })
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
