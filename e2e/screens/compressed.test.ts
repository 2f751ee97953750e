/** What the console's build packs for the way to the browser is what it packed. */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { builtScreens } from './kiosk-browser.ts'

test('every script and style of the console lies packed beside itself, of the same content', { timeout: 120_000 }, async () => {
  const folder = path.join(await builtScreens('console'), 'assets')
  const texts = readdirSync(folder).filter(name => /\.(js|css)$/.test(name) && statSync(path.join(folder, name)).size >= 2_048)
  expect(texts.length).toBeGreaterThan(20)
  for (const name of texts) {
    const packed = readFileSync(path.join(folder, `${name}.gz`))
    expect(gunzipSync(packed).equals(readFileSync(path.join(folder, name))), name).toBe(true)
  }
})
