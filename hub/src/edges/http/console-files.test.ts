import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { Hono } from 'hono'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { consoleFiles } from './console-files.ts'
import type { AppEnv } from './context.ts'

const script = 'export const words = "air minum"\n'.repeat(100)
const directory = mkdtempSync(path.join(tmpdir(), 'palang-console-'))

beforeAll(() => {
  mkdirSync(path.join(directory, 'assets'))
  writeFileSync(path.join(directory, 'index.html'), '<!doctype html><title>Palang</title>')
  writeFileSync(path.join(directory, 'assets', 'app-1a2b.js'), script)
  writeFileSync(path.join(directory, 'assets', 'app-1a2b.js.gz'), gzipSync(script))
  writeFileSync(path.join(directory, 'assets', 'plain-1a2b.js'), script)
})
afterAll(() => rmSync(directory, { recursive: true, force: true }))

const ask = (url: string, headers: Record<string, string> = {}) =>
  new Hono<AppEnv>().use(consoleFiles(directory)).request(`http://hub.local${url}`, { headers })

test('a browser that takes gzip is sent the packed script, still as a script', async () => {
  const answer = await ask('/assets/app-1a2b.js', { 'accept-encoding': 'gzip, deflate' })
  expect(answer.headers.get('content-encoding')).toBe('gzip')
  expect(answer.headers.get('content-type')).toMatch(/^text\/javascript/)
  expect(answer.headers.get('vary')).toMatch(/accept-encoding/i)
  expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
  expect(gunzipSync(Buffer.from(await answer.arrayBuffer())).toString()).toBe(script)
})

test.each([
  ['whoever takes none', '/assets/app-1a2b.js', {}],
  ['whoever asks for a file that was not packed', '/assets/plain-1a2b.js', { 'accept-encoding': 'gzip' }],
])('%s is sent it as it is', async (_who, url, headers) => {
  const answer = await ask(url, headers)
  expect(answer.headers.get('content-encoding')).toBeNull()
  expect(await answer.text()).toBe(script)
})

test('every address without an ending is the page, asked for anew each time; a missing file is none', async () => {
  const answer = await ask('/water/vending-1')
  expect(answer.headers.get('cache-control')).toBe('no-cache')
  expect(await answer.text()).toContain('<title>Palang</title>')
  expect((await ask('/assets/gone.js')).status).toBe(404)
})
