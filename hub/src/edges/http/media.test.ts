import { lstat, mkdir, mkdtemp, open, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { stuckAfterMs } from '@palang/kit'
import { largestPictureBytes } from '@palang/protocol'
import { expect, test } from 'vitest'
import { mostReaders, renewEveryMs } from '../../families/gate/camera-watch.ts'
import { tailLogs } from './log-tail.ts'
import { isJpeg, momentOf, photoFiles, photoPath } from '../../photos/photo-files.ts'
import { fakeHub, tokens } from './testing/fake-hub.ts'

const jpeg = new Uint8Array([0xff, 0xd8, 0xff, 0xe0, 0, 16, 1, 2, 3, 0xff, 0xd9])
const id = '019bda5e-9a40-7000-8000-00000000f070'
const asJpeg = { 'content-type': 'image/jpeg' }

test('a picture of a machine is stored under the day in its id, shown to people, and storing it again changes nothing', async () => {
  const { call, app, store, dataDir } = await fakeHub()
  const put = () =>
    call('PUT', `/api/photos/${id}?session_id=01920000-0000-7000-8000-000000000001&reason=entry`, {
      as: 'gate_in',
      body: jpeg,
      headers: asJpeg,
    })
  expect((await put()).json).toEqual({ image_id: id, url: `/api/photos/${id}` })
  const first = store.shelves.photos.get(id)
  expect(first).toMatchObject({
    machineId: 'gate_in',
    reason: 'entry',
    bytes: jpeg.length,
    sessionId: '01920000-0000-7000-8000-000000000001',
  })
  expect(first?.file).toBe(photoPath(id, momentOf(id) ?? 0))
  expect(new Uint8Array(await readFile(path.join(dataDir, 'photos', ...(first?.file ?? '').split('/'))))).toEqual(jpeg)
  expect((await put()).status).toBe(200)
  expect(store.shelves.photos.get(id)).toBe(first)
  const shown = await app.request(`/api/photos/${id}`, { headers: { authorization: `Bearer ${tokens.viewer}` } })
  expect(shown.headers.get('content-type')).toBe('image/jpeg')
  expect(new Uint8Array(await shown.arrayBuffer())).toEqual(jpeg)
  const folder = path.join(dataDir, 'photos', ...(first?.file ?? '').split('/').slice(0, -1))
  expect(await readdir(folder)).toEqual([`${id}.jpg`])
})

test('of two pictures that come under one id at the same moment one is kept, and the other is told of the conflict', async () => {
  const { call, app } = await fakeHub()
  const other = new Uint8Array([...jpeg.slice(0, -2), 7, 0xff, 0xd9])
  const put = async (body: Uint8Array<ArrayBuffer>) =>
    (await call('PUT', `/api/photos/${id}`, { as: 'gate_in', body, headers: asJpeg })).status
  const statuses = await Promise.all([put(jpeg), put(other)])
  expect(statuses.toSorted()).toEqual([200, 409])
  const shown = await app.request(`/api/photos/${id}`, { headers: { authorization: `Bearer ${tokens.viewer}` } })
  expect(new Uint8Array(await shown.arrayBuffer())).toEqual(statuses[0] === 200 ? jpeg : other)
})

test('a picture is told its session by the fact that came before it', async () => {
  const { call, store } = await fakeHub()
  store.shelves.facts.push({
    machineId: 'gate_in',
    epoch: 'e',
    seq: 1,
    id: 'f1',
    type: 'image_captured',
    sessionId: 's-1',
    occurredAt: '2026-01-20T10:00:00.000Z',
    receivedAt: '2026-01-20T10:00:00.000Z',
    clock: 'synced',
    payload: { image_id: id, reason: 'entry' },
    digest: 'd',
  })
  await call('PUT', `/api/photos/${id}`, { as: 'gate_in', body: jpeg, headers: asJpeg })
  expect(store.shelves.photos.get(id)).toMatchObject({ sessionId: 's-1', reason: 'entry' })
})

test('what is no JPEG, too large, from another machine, from a person or under a strange name is refused', async () => {
  const { call, dataDir } = await fakeHub()
  const put = (url: string, body: Uint8Array<ArrayBuffer>, as: keyof typeof tokens = 'gate_in', headers: Record<string, string> = asJpeg) =>
    call('PUT', url, { as, body, headers })
  expect((await put(`/api/photos/${id}`, new Uint8Array([1, 2, 3, 4, 5]))).json).toMatchObject({ code: 'unsupported_media_type' })
  expect((await put(`/api/photos/${id}`, jpeg, 'gate_in', { 'content-type': 'image/png' })).status).toBe(415)
  expect((await put(`/api/photos/${id}`, new Uint8Array(2 * 1024 * 1024 + 1).fill(0xff))).status).toBe(413)
  expect((await put(`/api/photos/${id}`, jpeg, 'admin')).status).toBe(403)
  for (const name of ['..%2F..%2Fhub.db', '..%5C..%5Chub.db', 'photo', '%00'])
    expect([name, (await put(`/api/photos/${name}`, jpeg)).status]).toEqual([name, 404])
  await put(`/api/photos/${id}`, jpeg)
  expect((await put(`/api/photos/${id}`, jpeg, 'gate_out')).json).toMatchObject({ code: 'conflict' })
  expect((await put(`/api/photos/${id}`, new Uint8Array([...jpeg, 0]))).json).toMatchObject({ code: 'conflict' })
  expect(await readdir(dataDir)).toEqual(['photos'])
  await expect(photoFiles(dataDir).read('../hub.db')).rejects.toThrow('leads out')
})

test.each([
  ['a whole picture', jpeg, true],
  ['one padded with zeros', [...jpeg, ...Array<number>(64).fill(0)], true],
  ['one padded without end', [...jpeg, ...Array<number>(65).fill(0)], false],
  ['half a picture', jpeg.subarray(0, 8), false],
  ['a picture with a page behind it', [...jpeg, ...Buffer.from('<script>')], false],
  ['a page with a picture behind it', [...Buffer.from('<script>'), ...jpeg], false],
  ['only the two ends', [0xff, 0xd8, 0xff, 0xd9], false],
  ['nothing', [], false],
])('%s is a JPEG or not', (_what, bytes, expected) => {
  expect(isJpeg(new Uint8Array(bytes))).toBe(expected)
})

test.skipIf(process.platform === 'win32')(
  'a link in the photo folder shows nothing that lies outside, and is not written through',
  async () => {
    const { call, dataDir } = await fakeHub()
    const put = (name: string) => call('PUT', `/api/photos/${name}`, { as: 'gate_in', body: jpeg, headers: asJpeg })
    await put(id)
    const file = path.join(dataDir, 'photos', ...photoPath(id, momentOf(id) ?? 0).split('/'))
    const secret = path.join(dataDir, 'secret')
    await writeFile(secret, 'secret')
    await rm(file)
    await symlink(secret, file)
    expect((await call('GET', `/api/photos/${id}`)).json).toMatchObject({ code: 'not_found' })
    expect((await put(id)).status).toBe(200)
    expect(await readFile(secret, 'utf8')).toBe('secret')
    expect((await lstat(file)).isFile()).toBe(true)
    await mkdir(path.join(dataDir, 'elsewhere'))
    await symlink(path.join(dataDir, 'elsewhere'), path.join(dataDir, 'photos', '2025'))
    const before = '0194e1f4-9a40-7000-8000-00000000f070'
    expect(photoPath(before, momentOf(before) ?? 0)).toMatch(/^2025/)
    expect((await put(before)).json).toMatchObject({ code: 'internal' })
    const led = await readdir(path.join(dataDir, 'elsewhere'), { recursive: true })
    expect(led.filter(name => name.includes(before))).toEqual([])
  },
)

test('a full disk is told as such, keeps no half picture and no record, and the next try succeeds', async () => {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'palang-photos-'))
  let isFull = true
  const files = photoFiles(dataDir, {
    async openFile(...given) {
      const handle = await open(...given)
      if (isFull) handle.sync = () => Promise.reject(Object.assign(new Error('no space left'), { code: 'ENOSPC' }))
      return handle
    },
  })
  await expect(files.write('2026/01/20/a.jpg', jpeg)).rejects.toMatchObject({ code: 'storage_full', retryable: true })
  expect(await readdir(path.join(dataDir, 'photos', '2026', '01', '20'))).toEqual([])
  isFull = false
  await files.write('2026/01/20/a.jpg', jpeg)
  expect(await files.read('2026/01/20/a.jpg')).toEqual(jpeg)
})

test('a disk that would be left with too little takes no picture; one that is deleted is gone, twice as well', async () => {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'palang-photos-'))
  let free = 1_000
  const files = photoFiles(dataDir, { keepFreeBytes: 990, freeIn: () => Promise.resolve(free) })
  await expect(files.write('2026/01/20/a.jpg', jpeg)).rejects.toMatchObject({ code: 'storage_full' })
  free = 2_000
  await files.write('2026/01/20/a.jpg', jpeg)
  await files.remove('2026/01/20/a.jpg')
  await files.remove('2026/01/20/a.jpg')
  expect(await files.read('2026/01/20/a.jpg')).toBeUndefined()
  await expect(files.remove('../hub.db')).rejects.toThrow('leads out')
})

test('a capture answers with the picture the machine names', async () => {
  const { call, fleet } = await fakeHub()
  fleet.outcome = () => ({ state: 'succeeded', evidence: { kind: 'image', image_id: id } })
  expect((await call('POST', '/api/camera/capture/gate_in')).json).toMatchObject({ image_id: id, url: `/api/photos/${id}` })
  fleet.outcome = () => ({ state: 'succeeded', evidence: { kind: 'assumed' } })
  expect((await call('POST', '/api/camera/capture/gate_in')).json).toMatchObject({ code: 'outcome_unknown', status: 504 })
  fleet.offline.add('gate_in')
  expect((await call('POST', '/api/camera/capture/gate_in')).json).toMatchObject({ code: 'machine_offline' })
  expect((await call('GET', '/api/camera/stream/gate_in')).json).toMatchObject({ code: 'machine_offline' })
  expect((await call('GET', '/api/camera/stream/gate_9')).json).toMatchObject({ code: 'unknown_machine' })
})

test('the camera streams while somebody watches, shows a slow reader the newest frame, and stops with the last one', async () => {
  const { app, fleet, live, clock } = await fakeHub()
  const watch = () => app.request('/api/camera/stream/gate_in', { headers: { authorization: `Bearer ${tokens.viewer}` } })
  const [first, second] = [await watch(), await watch()]
  expect(first.headers.get('content-type')).toBe('multipart/x-mixed-replace; boundary=palang-frame')
  const asked = () => fleet.sent.map(request => request.payload['action'])
  expect(asked()).toEqual(['start_stream'])
  expect(fleet.sent[0]?.payload['frame_bytes']).toBe(largestPictureBytes)
  for (const frame of ['one', 'two', 'three']) live.frame('gate_in', Buffer.from(frame))
  const reader = first.body?.getReader()
  const part = new TextDecoder().decode((await reader?.read())?.value)
  expect(part).toBe('--palang-frame\r\nContent-Type: image/jpeg\r\nContent-Length: 5\r\n\r\nthree\r\n')
  const waiting = reader?.read()
  live.frame('gate_in', Buffer.from('four'))
  expect(new TextDecoder().decode((await waiting)?.value)).toContain('four')
  await clock.advance(renewEveryMs)
  expect(asked()).toEqual(['start_stream', 'start_stream'])
  await reader?.cancel()
  expect(asked()).toHaveLength(2)
  await second.body?.cancel()
  expect(asked()).toEqual(['start_stream', 'start_stream', 'stop_stream'])
  await clock.advance(3 * renewEveryMs)
  expect(asked()).toHaveLength(3)
})

test('a viewer that takes nothing is cut off, and the camera stops when it was the last', async () => {
  const { app, fleet, live, clock } = await fakeHub()
  let cuts = 0
  const outgoing = { destroy: () => (cuts += 1) }
  const stream = await app.request('/api/camera/stream/gate_in', { headers: { authorization: `Bearer ${tokens.viewer}` } }, { outgoing })
  const reader = stream.body?.getReader()
  for (let at = 0; at < stuckAfterMs; at += 1_000) {
    live.frame('gate_in', Buffer.from('frame'))
    await clock.advance(1_000)
    if (at < stuckAfterMs / 2) await reader?.read()
  }
  expect([cuts, live.cameraViewers()]).toEqual([0, { gate_in: 1 }])
  for (let at = 0; at < stuckAfterMs; at += 1_000) {
    live.frame('gate_in', Buffer.from('frame'))
    await clock.advance(1_000)
  }
  expect([cuts, live.cameraViewers()]).toEqual([1, {}])
  expect(fleet.sent.at(-1)?.payload).toEqual({ action: 'stop_stream', gate_id: 'gate_in' })
})

test('a camera has so many viewers and no more', async () => {
  const { app, call, live } = await fakeHub()
  const watch = async () => app.request('/api/camera/stream/gate_in', { headers: { authorization: `Bearer ${tokens.viewer}` } })
  const streams = await Promise.all(Array.from({ length: mostReaders }, watch))
  expect(live.cameraViewers()).toEqual({ gate_in: mostReaders })
  expect((await call('GET', '/api/camera/stream/gate_in')).json).toMatchObject({ code: 'rate_limited', status: 429 })
  await streams[0]?.body?.cancel()
  expect((await watch()).status).toBe(200)
})

const line = (level: number, time: string, msg: string) =>
  JSON.stringify({ level, time: Date.parse(time), pid: 1, hostname: 'h', name: 'x', msg, port: 8000 })

test('log lines come newest first over rotated files, filtered by level, source and time', async () => {
  const { call, dataDir } = await fakeHub()
  const logs = path.join(dataDir, 'logs')
  await mkdir(logs)
  await writeFile(path.join(logs, 'central_hub.1.log'), `${line(30, '2026-01-20T10:00:00Z', 'old')}\n`)
  await writeFile(
    path.join(logs, 'central_hub.2.log'),
    `${line(50, '2026-01-20T10:02:00Z', 'bad')}\nnot json\n${line(20, '2026-01-20T10:03:00Z', 'detail')}\n{"cut`,
  )
  await writeFile(path.join(logs, 'gate_in.2026-01-20.1.log'), `${line(40, '2026-01-20T10:01:00Z', 'odd')}\n`)
  await writeFile(path.join(logs, 'passwords.txt'), 'secret')
  await symlink(path.join(logs, 'central_hub.2.log'), path.join(logs, 'current.log'))
  const messages = async (query: string) =>
    ((await call('GET', `/api/logs?${query}`)).json['items'] as { message: string; source: string }[]).map(
      item => `${item.source} ${item.message}`,
    )
  expect(await messages('')).toEqual(['central_hub detail', 'central_hub bad', 'gate_in odd', 'central_hub old'])
  expect(await messages('level=warn')).toEqual(['central_hub bad', 'gate_in odd'])
  expect(await messages('source=central_hub&since=2026-01-20T10:01:00Z&level=info')).toEqual(['central_hub bad'])
  expect(await messages('limit=1')).toEqual(['central_hub detail'])
  expect((await call('GET', '/api/logs?source=../../etc')).status).toBe(400)
  const { items } = (await call('GET', '/api/logs?limit=1&level=error')).json
  expect(items).toEqual([{ at: '2026-01-20T10:02:00.000Z', level: 'error', source: 'central_hub', message: 'bad', fields: { port: 8000 } }])
})

test('only the end of a large log is read, and a missing folder is an empty list', async () => {
  const directory = await mkdtemp(path.join(tmpdir(), 'palang-logs-'))
  const row = `${line(30, '2026-01-20T10:00:00Z', 'x'.repeat(900))}\n`
  await writeFile(path.join(directory, 'central_hub.1.log'), row.repeat(3000))
  const found = await tailLogs({ directory, limit: 1000, level: 'debug' })
  expect(found).toHaveLength(1000)
  expect((await tailLogs({ directory, limit: 5000, level: 'debug' })).length).toBeLessThan(1100)
  expect(await tailLogs({ directory: path.join(directory, 'none'), limit: 10 })).toEqual([])
})

test('the console is served with its page for every screen, but never in place of the API', async () => {
  const consoleDir = await mkdtemp(path.join(tmpdir(), 'palang-console-'))
  const empty = await fakeHub({ consoleDir })
  expect((await empty.app.request('/')).status).toBe(404)
  await mkdir(path.join(consoleDir, 'assets'))
  await writeFile(path.join(consoleDir, 'index.html'), '<!doctype html><title>Palang</title>')
  await writeFile(path.join(consoleDir, 'assets', 'app-3f2a.js'), 'export {}')
  const { app, call } = await fakeHub({ consoleDir })
  for (const screen of ['/', '/gates/gate_in', '/sessions/']) {
    const page = await app.request(screen)
    expect([screen, page.status, page.headers.get('cache-control')]).toEqual([screen, 200, 'no-cache'])
    expect(await page.text()).toContain('<title>Palang</title>')
  }
  const asset = await app.request('/assets/app-3f2a.js')
  expect(asset.headers.get('cache-control')).toContain('immutable')
  expect(asset.headers.get('content-type')).toContain('javascript')
  expect((await app.request('/assets/gone.js')).status).toBe(404)
  expect((await app.request('/ws/gate_in')).status).toBe(404)
  expect((await call('GET', '/api/none')).json).toMatchObject({ code: 'not_found' })
  expect((await app.request('/..%2F..%2Fpackage.json')).status).toBe(404)
})
