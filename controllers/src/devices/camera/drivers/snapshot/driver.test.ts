import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import http, { type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { encode } from 'jpeg-js'
import { closeLog, openLog, silentLog, systemClock } from '@palang/kit'
import { expect, onTestFinished, test } from 'vitest'
import { snapshotCamera } from './driver.ts'

const picture = encode({ width: 16, height: 16, data: Buffer.alloc(16 * 16 * 4, 120) }, 50).data

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

test('takes the picture at its address, with the login of the URL as a header', async () => {
  const seen: (string | undefined)[] = []
  const camera = await cameraAt((request, response) => {
    seen.push(request.url, request.headers.authorization)
    response.end(picture)
  }, 'admin:p%40ss@')
  expect(await camera.capture(5_000)).toEqual({ ok: true, jpeg: picture })
  expect(camera.status()).toMatchObject({ state: 'ready', model: 'snapshot' })
  expect(seen.slice(0, 2)).toEqual(['/snap.jpg', `Basic ${Buffer.from('admin:p@ss').toString('base64')}`])
})

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
  ['an error page', (response: http.ServerResponse) => response.writeHead(401).end('<html>'), 'answered 401'],
  ['a page instead of a picture', (response: http.ServerResponse) => response.end('<html>hello</html>'), 'not a JPEG'],
  ['half a picture', (response: http.ServerResponse) => response.end(picture.subarray(0, 200)), 'not a JPEG'],
  ['an endless answer', (response: http.ServerResponse) => response.end(Buffer.alloc(9 * 1024 * 1024)), 'more than'],
  ['a hang-up', (response: http.ServerResponse) => response.destroy(), ''],
])('%s is no picture', async (_, answer, message) => {
  const camera = await cameraAt((_request, response) => void answer(response))
  expect(await camera.capture(5_000)).toMatchObject({ ok: false, message: expect.stringContaining(message) })
  expect(camera.status().state).toBe('disconnected')
})
