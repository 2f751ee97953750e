import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type Log, silentLog, systemClock, uuidv7 } from '@palang/kit'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { CameraPort, Capture } from '../devices/camera/port.ts'
import { PhotoBox } from './photo-box.ts'
import { type PhotoNote, uploadPhoto, type UploadOutcome } from './photo-upload.ts'

const jpeg = new Uint8Array([0xff, 0xd8, 0xff, 0xd9])
const session = '019be7a0-0000-7000-8000-00000000aaaa'

let folder = ''
let shot: Capture = { ok: true, jpeg }
let outcomes: UploadOutcome[] = []
let uploads: PhotoNote[] = []
let uploaded: () => void
let nextUpload: Promise<void>

const camera: CameraPort = {
  start: () => {},
  stop: () => Promise.resolve(),
  status: () => ({ state: 'ready', model: 'test', serial: null }),
  subscribe: () => () => {},
  capture: () => Promise.resolve(shot),
  watch: () => () => {},
}

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'palang-photos-'))
  shot = { ok: true, jpeg }
  outcomes = []
  uploads = []
  hasRoom = true
  weighed = []
  expectUpload()
})

function expectUpload(): void {
  nextUpload = new Promise(resolve => {
    uploaded = resolve
  })
}

afterEach(() => rmSync(folder, { recursive: true, force: true }))

let hasRoom = true
let weighed: number[] = []
const room = {
  hasRoom: (heldBytes: number) => {
    weighed.push(heldBytes)
    return Promise.resolve(hasRoom)
  },
}

const box = (port: CameraPort | undefined = camera, log: Log = silentLog()) =>
  new PhotoBox({
    folder,
    camera: port,
    room,
    clock: systemClock,
    nowMs: () => Date.UTC(2026, 0, 20),
    log,
    upload: note => {
      uploads.push(note)
      uploaded()
      return Promise.resolve(outcomes.shift() ?? 'kept')
    },
  })

test('a picture goes to the hub with its session and is deleted once it is there', async () => {
  const photos = box()
  await photos.start()
  const taken = await photos.take('entry', { session_id: session })
  await nextUpload
  await photos.stop()
  expect(uploads).toEqual([
    { imageId: taken?.imageId, sessionId: session, commandId: null, reason: 'entry', takenAt: '2026-01-20T00:00:00.000Z' },
  ])
  expect(readdirSync(folder)).toEqual([])
})

test('a picture the hub cannot take now survives a restart', async () => {
  outcomes = ['retry']
  const photos = box()
  await photos.start()
  const taken = await photos.take('entry', {})
  await nextUpload
  await photos.stop()
  expect(readdirSync(folder)).toContain(`${taken?.imageId}.jpg`)
  expectUpload()
  const again = box()
  await again.start()
  await nextUpload
  await again.stop()
  expect(uploads.map(note => note.imageId)).toEqual([taken?.imageId, taken?.imageId])
  expect(readdirSync(folder)).toEqual([])
})

test('a stop does not wait for a hub that takes a picture and never answers; the picture stays', async () => {
  const server = createServer(request => {
    request.resume()
    uploaded()
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const url = `http://127.0.0.1:${port}`
  const photos = new PhotoBox({
    folder,
    camera,
    room,
    clock: systemClock,
    nowMs: () => Date.UTC(2026, 0, 20),
    log: silentLog(),
    upload: (note, picture, signal) => uploadPhoto({ url, token: 'machine-token', signal }, note, picture),
  })
  await photos.start()
  const taken = await photos.take('entry', {})
  await nextUpload
  await photos.stop()
  expect(readdirSync(folder)).toContain(`${taken?.imageId}.jpg`)
  await new Promise<void>(resolve => server.close(() => resolve()))
})

test('a picture the hub will never take is given up', async () => {
  outcomes = ['refused']
  const photos = box()
  await photos.start()
  await photos.take('entry', {})
  await nextUpload
  await photos.stop()
  expect(readdirSync(folder)).toEqual([])
})

test('a picture whose note the disk does not give now stays and goes later', async () => {
  const photos = box()
  await photos.start()
  await photos.stop()
  const taken = await photos.take('entry', {})
  const file = path.join(folder, `${taken?.imageId}.json`)
  const text = readFileSync(file, 'utf8')
  rmSync(file)
  // Reading a folder as a file fails on every system, and not because it is absent.
  mkdirSync(file)
  const failed = Promise.withResolvers<void>()
  const again = box(camera, { ...silentLog(), error: () => failed.resolve() })
  await again.start()
  await failed.promise
  await again.stop()
  expect(uploads).toEqual([])
  expect(readdirSync(folder)).toContain(`${taken?.imageId}.jpg`)
  rmdirSync(file)
  writeFileSync(file, text)
  expectUpload()
  const later = box()
  await later.start()
  await nextUpload
  await later.stop()
  expect(uploads.map(note => note.imageId)).toEqual([taken?.imageId])
})

test('what a crash left of a picture is removed at the start, and a picture nobody knows of is given up', async () => {
  writeFileSync(path.join(folder, 'half.part'), jpeg)
  writeFileSync(path.join(folder, 'half.json'), '{}')
  writeFileSync(path.join(folder, 'alone.jpg'), jpeg)
  writeFileSync(path.join(folder, 'strange.jpg'), jpeg)
  writeFileSync(path.join(folder, 'strange.json'), '{"reason":')
  const photos = box()
  await photos.start()
  await vi.waitUntil(() => readdirSync(folder).length === 0)
  await photos.stop()
  expect(uploads).toEqual([])
})

test('what waits goes oldest first, and counts until the hub has it', async () => {
  const ids = Array.from({ length: 5 }, (_, n) => uuidv7(n))
  for (const imageId of ids) {
    const about: PhotoNote = { imageId, sessionId: null, commandId: null, reason: 'entry', takenAt: '2026-01-20T00:00:00.000Z' }
    writeFileSync(path.join(folder, `${imageId}.json`), JSON.stringify(about))
    writeFileSync(path.join(folder, `${imageId}.jpg`), jpeg)
  }
  outcomes = ['kept', 'kept', 'retry']
  const photos = box()
  await photos.start()
  await vi.waitUntil(() => uploads.length === 3)
  await photos.take('entry', {})
  await photos.stop()
  expect(uploads.slice(0, 3).map(({ imageId }) => imageId)).toEqual(ids.slice(0, 3))
  expect(weighed).toEqual([4 * jpeg.byteLength])
})

test('without room the new picture is not kept, and none that the hub has not got is given up for it', async () => {
  outcomes = ['retry']
  const photos = box()
  await photos.start()
  const taken = await photos.take('entry', {})
  await nextUpload
  hasRoom = false
  expect(await photos.take('exit', {})).toBeNull()
  await photos.stop()
  expect(readdirSync(folder).toSorted()).toEqual([`${taken?.imageId}.jpg`, `${taken?.imageId}.json`])
})

test('a picture the disk does not take leaves nothing behind', async () => {
  const told = Promise.withResolvers<void>()
  const photos = box(camera, { ...silentLog(), error: () => told.resolve() })
  await photos.start()
  rmSync(folder, { recursive: true })
  expect(await photos.take('entry', {})).toBeNull()
  await told.promise
  await photos.stop()
  mkdirSync(folder)
  expect(weighed).toEqual([jpeg.byteLength])
})

test('no picture is no error', async () => {
  shot = { ok: false, message: 'dark' }
  const photos = box()
  await photos.start()
  expect(await photos.take('entry', {})).toBeNull()
  await photos.stop()
  const without = new PhotoBox({
    folder,
    camera: undefined,
    room,
    clock: systemClock,
    nowMs: () => 0,
    log: silentLog(),
    upload: () => Promise.resolve('kept'),
  })
  expect(await without.take('entry', {})).toBeNull()
})

test.each([
  [200, 'kept'],
  [409, 'kept'],
  [400, 'refused'],
  [413, 'refused'],
  [401, 'retry'],
  [429, 'retry'],
  [503, 'retry'],
])('the hub’s answer %i means %s', async (status, outcome) => {
  const heard: { request?: IncomingMessage; bytes: number } = { bytes: 0 }
  const server = createServer((request, response) => {
    heard.request = request
    request.on('data', (chunk: Buffer) => {
      heard.bytes += chunk.byteLength
    })
    request.on('end', () => response.writeHead(status).end())
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const note = { imageId: session, sessionId: session, commandId: 'c-1', reason: 'entry', takenAt: '2026-01-20T00:00:00.000Z' }
  expect(await uploadPhoto({ url: `http://127.0.0.1:${port}`, token: 'machine-token' }, note, jpeg)).toBe(outcome)
  expect(heard.request).toMatchObject({ method: 'PUT', url: `/api/photos/${session}?reason=entry&session_id=${session}&command_id=c-1` })
  expect(heard.request?.headers).toMatchObject({
    authorization: 'Bearer machine-token',
    'content-type': 'image/jpeg',
  })
  expect(heard.bytes).toBe(jpeg.byteLength)
  await new Promise<void>(resolve => server.close(() => resolve()))
})

test('a hub that is away means later', async () => {
  const note = { imageId: session, sessionId: null, commandId: null, reason: 'entry', takenAt: '2026-01-20T00:00:00.000Z' }
  expect(await uploadPhoto({ url: 'http://127.0.0.1:1', token: 'x' }, note, jpeg)).toBe('retry')
})

test('a picture that is handed in goes the way of one that was taken, without a camera too', async () => {
  const photos = box(undefined)
  await photos.start()
  const kept = await photos.keep('receipt_signature', jpeg)
  await nextUpload
  await photos.stop()
  expect(uploads).toMatchObject([{ imageId: kept?.imageId, sessionId: null, reason: 'receipt_signature' }])
  hasRoom = false
  expect(await photos.keep('receipt_photo', jpeg)).toBeNull()
})
