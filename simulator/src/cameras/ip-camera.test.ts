import { ManualClock } from '@palang/kit'
import { expect, onTestFinished, test } from 'vitest'
import { wholeJpeg } from '../../../controllers/src/devices/camera/jpeg.ts'
import { drawnLane } from './drawn-lane.ts'
import { cameraPeriodMs, IpCamera, type CameraLogin } from './ip-camera.ts'

async function played(login?: CameraLogin) {
  const clock = new ManualClock()
  let draws = 0
  const lane = drawnLane({ clock, label: 'Gerbang masuk' })
  const draw = () => {
    draws += 1
    return lane()
  }
  const camera = new IpCamera({
    name: 'gate_in',
    clock,
    port: 0,
    draw,
    changed: () => undefined,
    ...(login === undefined ? {} : { login }),
  })
  await camera.start()
  onTestFinished(() => camera.stop())
  /** With the moment that every answer waits for. */
  const get = async (kind: 'snapshot' | 'mjpeg', authorization?: string) => {
    const url = new URL(camera.url(kind))
    url.username = ''
    url.password = ''
    const asking = fetch(url, authorization === undefined ? {} : { headers: { authorization } })
    let isThere = false
    void asking.finally(() => (isThere = true)).catch(() => undefined)
    while (!isThere) await clock.advance(10)
    return asking
  }
  return { camera, clock, get, draws: () => draws }
}

test('a snapshot is a picture of now', async () => {
  const { get, clock } = await played()
  const [empty, later] = [await get('snapshot'), await clock.advance(3_000).then(() => get('snapshot'))]
  const pictures = [new Uint8Array(await empty.arrayBuffer()), new Uint8Array(await later.arrayBuffer())]
  for (const picture of pictures) expect(wholeJpeg(picture)).toEqual(picture)
  expect(pictures[0]).not.toEqual(pictures[1])
})

test('a stream goes on for everybody who watches, each picture drawn once', async () => {
  const { camera, get, clock, draws } = await played()
  const readers = [await get('mjpeg'), await get('mjpeg')].map(answer => answer.body?.getReader())
  expect(camera.view()).toMatchObject({ connected: true, streams: 2 })
  const before = draws()
  await clock.advance(5 * cameraPeriodMs)
  expect(draws() - before).toBe(5)
  for (const reader of readers) {
    const { value } = (await reader?.read()) ?? {}
    expect(Buffer.from(value ?? []).toString('latin1')).toMatch(/^--frame\r\nContent-Type: image\/jpeg\r\nContent-Length: \d+\r\n\r\n/)
    await reader?.cancel()
  }
})

test('who has no login, or the wrong one, sees nothing', async () => {
  const { get } = await played({ scheme: 'basic', user: 'admin', password: 'x' })
  const refused = await get('snapshot')
  expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([401, 'Basic realm="gate_in"'])
  expect((await get('snapshot', `Basic ${Buffer.from('admin:y').toString('base64')}`)).status).toBe(401)
  expect((await get('snapshot', `Basic ${Buffer.from('admin:x').toString('base64')}`)).status).toBe(200)
})

test('unplugged it is not there, and back under the same address', async () => {
  const { camera, get } = await played()
  const address = camera.url('snapshot')
  await camera.unplug()
  await expect(get('snapshot')).rejects.toThrow('fetch failed')
  expect(camera.view()).toMatchObject({ connected: false, streams: 0 })
  await camera.plug()
  expect(camera.url('snapshot')).toBe(address)
  expect((await get('snapshot')).status).toBe(200)
})

test('it breaks as cameras do', async () => {
  const { camera, get } = await played()
  camera.break('page')
  expect((await get('snapshot')).headers.get('content-type')).toBe('text/html')
  camera.break('torn')
  const torn = new Uint8Array(await (await get('snapshot')).arrayBuffer())
  expect(wholeJpeg(torn)).toBeUndefined()
  camera.break('none')
  camera.slow(1_000)
  expect((await get('snapshot')).status).toBe(200)
})
