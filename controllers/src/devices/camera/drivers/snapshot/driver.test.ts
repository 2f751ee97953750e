import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import http, { type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { closeLog, openLog, silentLog, systemClock } from '@palang/kit'
import { expect, onTestFinished, test } from 'vitest'
import { cameraContract } from '../../contract.ts'
import { ipCameraRig, picture } from '../../ip-camera-rig.test-support.ts'
import { snapshotCamera } from './driver.ts'

async function cameraAt(answer: RequestListener, login = '', log = silentLog()) {
  const server = http.createServer(answer).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const camera = snapshotCamera({
    url: `http://${login}127.0.0.1:${(server.address() as AddressInfo).port}/snap.jpg`,
    clock: systemClock,
    log,
  })
  onTestFinished(async () => {
    await camera.stop()
    server.closeAllConnections()
    server.close()
  })
  camera.start()
  return camera
}

cameraContract('snapshot', () => ipCameraRig('snapshot', (url, clock) => snapshotCamera({ url, clock, log: silentLog() })))

test('takes the picture at its address, and says the login of the URL once it is asked for it', async () => {
  const seen: (string | undefined)[] = []
  const camera = await cameraAt((request, response) => {
    seen.push(request.url, request.headers.authorization)
    if (request.headers.authorization === undefined) response.writeHead(401, { 'www-authenticate': 'Basic realm="camera"' }).end()
    else response.end(picture)
  }, 'admin:p%40ss@')
  const capture = await camera.capture(5_000)
  expect(capture.ok && new Uint8Array(capture.jpeg)).toEqual(picture)
  expect(camera.status()).toMatchObject({ state: 'ready', model: 'snapshot' })
  expect(seen.slice(0, 4)).toEqual(['/snap.jpg', undefined, '/snap.jpg', `Basic ${Buffer.from('admin:p@ss').toString('base64')}`])
})

test('a camera that forgets its Digest logins is given a new one in the same shot', async () => {
  const login = { scheme: 'digest', user: 'admin', password: 'p@ss' } as const
  const rig = await ipCameraRig('snapshot', (url, clock) => snapshotCamera({ url, clock, log: silentLog() }), login)
  rig.camera.start()
  await rig.until(() => rig.camera.status().state === 'ready')
  for (let round = 0; round < 3; round++) {
    expect(await rig.capture()).toMatchObject({ ok: true })
    rig.played.forgetLogins()
  }
  await rig.camera.stop()
  await rig.end?.()
})

test('a camera that does not take the login is a fault, and one that wants none of it is told so', async () => {
  const camera = await cameraAt((_request, response) => void response.writeHead(401).end(), 'admin:wrong@')
  expect(await camera.capture(5_000)).toEqual({ ok: false, message: 'the camera refuses the login in its url' })
  expect(camera.status().state).toBe('fault')
})

test.each(['ftp://10.0.0.9/x', 'rtsp://10.0.0.9/x', '/etc/passwd', 'file:///etc/passwd', 'http://'])(
  '%s is no address of a camera',
  url => {
    expect(() => snapshotCamera({ url, clock: systemClock, log: silentLog() })).toThrow(expect.objectContaining({ code: 'port_malformed' }))
  },
)

test('the login of the URL stands in no line of the log and in no status', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'palang-camera-'))
  const log = openLog({ name: 'gate_in', level: 'debug', directory: folder })
  const camera = await cameraAt((_request, response) => void response.writeHead(401).end(), 'admin:hunter2@', log)
  expect(await camera.capture(5_000)).toMatchObject({ ok: false })
  log.debug({ url: 'http://admin:hunter2@192.168.1.9/snap.jpg' }, 'as it is configured')
  await closeLog(log)
  expect(readFileSync(path.join(folder, 'gate_in.log'), 'utf8')).toContain('as it is configured')
  expect(readFileSync(path.join(folder, 'gate_in.log'), 'utf8') + JSON.stringify(camera.status())).not.toContain('hunter2')
  rmSync(folder, { recursive: true })
})

test.each([
  ['an error page', (response: http.ServerResponse) => response.writeHead(503).end('<html>'), 'answered 503'],
  ['another address', (response: http.ServerResponse) => response.writeHead(302, { location: '/login' }).end(), 'answered 302'],
  ['a page instead of a picture', (response: http.ServerResponse) => response.end('<html>hello</html>'), 'not a JPEG'],
  ['half a picture', (response: http.ServerResponse) => response.end(picture.subarray(0, 200)), 'not a JPEG'],
  ['an endless answer', (response: http.ServerResponse) => response.end(Buffer.alloc(3 * 1024 * 1024)), 'more than'],
  ['a hang-up', (response: http.ServerResponse) => response.destroy(), ''],
])('%s is no picture', async (_, answer, message) => {
  const camera = await cameraAt((_request, response) => void answer(response))
  expect(await camera.capture(5_000)).toMatchObject({ ok: false, message: expect.stringContaining(message) })
  expect(camera.status().state).toBe('disconnected')
})
