/** Cameras at the real hub and a real controller: a live picture for many, in nobody's way, and a gate that works without one. */
import { systemClock } from '@palang/kit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { picture } from '../../controllers/src/devices/camera/ip-camera-rig.test-support.ts'
import { jpegSplitter } from '../../controllers/src/devices/camera/jpeg.ts'
import { rawClient } from '../../hub/src/edges/testing/raw-client.ts'
import { IpCamera } from '../../simulator/src/cameras/ip-camera.ts'
import { handsAt, sessionOf } from '../site/gate-hands.ts'
import { adminToken, startSite, type RunningSite } from '../site/running-site.ts'
import { until } from '../site/until.ts'

let site: RunningSite
let camera: IpCamera
let drawn = 0

/** As large as a camera of 1080 lines sends them, which is several messages of the link; each with another number inside. */
function largePicture(): Uint8Array {
  drawn += 1
  const comment = Buffer.concat([Buffer.of(0xff, 0xfe, 0xea, 0x62), Buffer.alloc(0xea60, String(drawn))])
  return Buffer.concat([picture.subarray(0, 2), ...Array<Buffer>(5).fill(comment), picture.subarray(2)])
}

beforeAll(async () => {
  const login = { scheme: 'digest', user: 'palang', password: 'only-to-watch' } as const
  camera = new IpCamera({ name: 'gate_in', clock: systemClock, port: 0, draw: largePicture, login, changed: () => undefined })
  await camera.start()
  const device = `camera: { driver: mjpeg, url: '${camera.url('mjpeg')}', simulated: false }`
  site = await startSite({ edit: yaml => yaml.replace('camera: { driver: simulated }', device) })
})
afterAll(async () => {
  expect(await site.stop()).toBe(0)
  await camera.stop()
})

const known = { authorization: `Bearer ${adminToken}` }

/** Pictures as a viewer gets them, until `count` came. */
async function watch(count: number, signal?: AbortSignal): Promise<Uint8Array[]> {
  const abort = new AbortController()
  const answer = await fetch(`${site.url}/api/camera/stream/gate_in`, {
    headers: known,
    signal: signal === undefined ? abort.signal : AbortSignal.any([signal, abort.signal]),
  })
  expect(answer.headers.get('content-type')).toContain('multipart/x-mixed-replace')
  const split = jpegSplitter()
  const pictures: Uint8Array[] = []
  for await (const chunk of answer.body ?? []) {
    pictures.push(...split(chunk))
    if (pictures.length >= count) break
  }
  abort.abort()
  return pictures
}

const cameraState = async () => {
  const { body } = await site.api('GET', '/api/status')
  const gates = body['gates'] as Record<string, { controller_status?: { camera?: { connected?: boolean } } }>
  return JSON.stringify(gates['gate_in'])
}

test('a large picture comes whole through the hub, and the camera streams only while somebody watches', async () => {
  const [one, two] = await Promise.all([watch(3), watch(3)])
  for (const large of [...one, ...two]) expect(large.length).toBeGreaterThan(300_000)
  expect(new Set(one.map(large => Buffer.from(large).toString('base64'))).size).toBe(one.length)
  await until('the camera to rest', () => camera.view().streams === 0, { timeoutMs: 60_000 })
})

test('viewers that take nothing hold up neither the others nor the gate', async () => {
  const port = Number(new URL(site.url).port)
  const request = `GET /api/camera/stream/gate_in HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${adminToken}\r\n\r\n`
  const stuck = await Promise.all(Array.from({ length: 20 }, () => rawClient(port, request)))
  for (const { socket } of stuck) socket.pause()
  const over = new AbortController()
  const watching = watch(Number.POSITIVE_INFINITY, over.signal).catch(() => undefined)
  for (let round = 0; round < 3; round++) {
    const opened = await site.api('POST', '/api/gate/control/gate_in', { action: 'open', duration: 1, reason: 'while many watch' })
    expect(opened).toMatchObject({ status: 200, body: { state: 'succeeded' } })
    await site.simulate('/wait', { gate: 'gate_in', barrier: 'closed' })
  }
  expect(await watch(3)).toHaveLength(3)
  expect(camera.view().streams).toBe(1)
  over.abort()
  await watching
  for (const { socket } of stuck) socket.destroy()
  await until('the camera to rest', () => camera.view().streams === 0, { timeoutMs: 60_000 })
})

test('a capture is kept whole, and shown', async () => {
  const { status, body } = await site.api('POST', '/api/camera/capture/gate_in')
  expect(status).toBe(200)
  const photo = await until('the picture at the hub', async () => {
    const answer = await fetch(`${site.url}${String(body['url'])}`, { headers: known })
    return answer.ok ? new Uint8Array(await answer.arrayBuffer()) : undefined
  })
  expect(photo.length).toBeGreaterThan(300_000)
})

test('without its camera a gate lets in as before, and with it again photos are taken', async () => {
  const gate = handsAt(site, 'gate_in')
  await camera.unplug()
  await until('the camera to be missed', async () => (await site.api('POST', '/api/camera/capture/gate_in')).status !== 200)
  await gate.arrive()
  await gate.tap('DARK_001')
  await gate.driveThrough()
  const dark = await sessionOf(site, 'DARK_001', session => session.state === 'inside')
  await camera.plug()
  await until('the camera to be back', async () => (await cameraState()).includes('"camera":{"connected":true'), {
    timeoutMs: 60_000,
    describe: cameraState,
  })
  await gate.arrive()
  await gate.tap('LIGHT_001')
  await gate.driveThrough()
  const light = await sessionOf(site, 'LIGHT_001', session => session.state === 'inside')
  const photosOf = async (id: string) => {
    const { body } = await site.api('GET', `/api/sessions/${id}`)
    return (body['timeline'] as { kind: string }[]).filter(entry => entry.kind === 'photo').length
  }
  await until('the photo on the time line', async () => (await photosOf(light.id)) > 0)
  expect(await photosOf(dark.id)).toBe(0)
})

test('nobody is told the login of the camera', async () => {
  for (const where of ['/api/status', '/api/v1/machines/gate_in', '/api/config', '/api/logs?level=debug&limit=1000', '/api/devices/all/'])
    expect(JSON.stringify((await site.api('GET', where)).body)).not.toContain('only-to-watch')
  expect(site.output()).not.toContain('only-to-watch')
})
