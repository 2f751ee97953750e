import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import net from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { closeLog, ManualClock, openLog, silentLog } from '@palang/kit'
import { expect, onTestFinished, test } from 'vitest'
import type { CameraFault, CameraLogin } from '../../../../../../simulator/src/cameras/ip-camera.ts'
import { cameraContract } from '../../contract.ts'
import { ipCameraRig, picture } from '../../ip-camera-rig.test-support.ts'
import { streamDelays } from '../../streamed-camera.ts'
import { stepBoth } from '../../real-rig.test-support.ts'
import { mjpegCamera } from './driver.ts'

const make = (url: string, clock: ManualClock) => mjpegCamera({ url, clock, log: silentLog() })
const basic: CameraLogin = { scheme: 'basic', user: 'admin', password: 'hunter2' }
const digest: CameraLogin = { scheme: 'digest', user: 'admin', password: 'p@ss:/?"word' }

cameraContract('mjpeg', () => ipCameraRig('mjpeg', make))
cameraContract('mjpeg with Basic', () => ipCameraRig('mjpeg', make, basic))
cameraContract('mjpeg with Digest', () => ipCameraRig('mjpeg', make, digest))

async function started(login?: CameraLogin) {
  const rig = await ipCameraRig('mjpeg', make, login)
  onTestFinished(async () => {
    await rig.camera.stop()
    await rig.end?.()
  })
  rig.camera.start()
  await rig.until(() => rig.camera.status().state === 'ready')
  return rig
}

test('parts without a length, under a boundary the camera did not name, are pictures all the same', async () => {
  const rig = await started()
  rig.played.break('bare')
  const seen: Uint8Array[] = []
  rig.camera.watch(jpeg => seen.push(jpeg))
  await rig.until(() => seen.length > 3)
  for (const jpeg of seen) expect(jpeg).toEqual(picture)
})

test.each([
  ['page', 'the camera answered with a page, not with pictures'],
  ['endless', expect.stringContaining('a picture has more than')],
  ['silent', `no picture for ${streamDelays.silenceMs} ms`],
  ['torn', `no picture for ${streamDelays.silenceMs} ms`],
] as const)('a camera that sends a %s answer is one that gives no picture, until it does', async (fault: CameraFault, reason) => {
  const rig = await started()
  rig.camera.watch(() => undefined)
  rig.played.break(fault)
  await rig.until(() => {
    const status = rig.camera.status()
    return 'reason' in status && expect.objectContaining({ reason }).asymmetricMatch(status)
  })
  rig.played.break('none')
  await rig.until(() => rig.camera.status().state === 'ready')
  expect(rig.mostProducers()).toBe(1)
})

test('the connection ends a while after the last viewer left', async () => {
  const rig = await started()
  const leave = rig.camera.watch(() => undefined)
  await rig.until(() => rig.played.view().streams === 1)
  leave()
  await rig.until(() => rig.played.view().streams === 0)
  expect(rig.camera.status().state).toBe('ready')
})

test('the login of the URL stands in no line of the log and in no status', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'palang-camera-'))
  const log = openLog({ name: 'gate_in', level: 'debug', directory: folder })
  const rig = await ipCameraRig(
    'mjpeg',
    (url, clock) => mjpegCamera({ url: url.replace('hunter2', 'hunter3').replace('stream.mjpeg', 'stream.mjpeg?pwd=hunter3'), clock, log }),
    basic,
  )
  rig.camera.start()
  await rig.until(() => rig.camera.status().state === 'fault')
  const capture = await rig.capture()
  await rig.camera.stop()
  await rig.end?.()
  await closeLog(log)
  const told = readFileSync(path.join(folder, 'gate_in.log'), 'utf8')
  expect(told).toContain('the camera refuses the login')
  expect(told + JSON.stringify([rig.camera.status(), capture])).not.toContain('hunter')
  rmSync(folder, { recursive: true })
})

/** What home-made web servers say before their pictures. */
test.each([
  ['bare line feeds', 'HTTP/1.0 200 OK\nContent-Type: multipart/x-mixed-replace;boundary=x\n\n'],
  ['no headers', 'HTTP/1.0 200 OK\r\n\r\n'],
  ['two lengths', 'HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\nTransfer-Encoding: identity\r\n\r\n'],
])('an answer with %s is read', async (_what, head) => {
  const server = net.createServer(socket => {
    socket.on('error', () => undefined)
    socket.on('data', () => {
      socket.write(head)
      socket.write(picture)
      socket.write(picture)
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const clock = new ManualClock()
  const camera = mjpegCamera({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, clock, log: silentLog() })
  camera.start()
  for (let steps = 0; camera.status().state !== 'ready' && steps < 400; steps++) await stepBoth(clock)
  expect(camera.status()).toMatchObject({ state: 'ready' })
  await camera.stop()
  await new Promise<void>(resolve => server.close(() => resolve()))
})
