import { mkdtempSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { loadSite } from '@palang/config'
import { expect, test } from 'vitest'
import { writtenSite } from './written-site.ts'

test.each([1, 20, 200])('a written site of %i water machines is a good one', count => {
  const root = mkdtempSync(path.join(os.tmpdir(), 'palang-written-'))
  const file = path.join(root, 'site.yaml')
  writeFileSync(file, writtenSite(count))
  const site = loadSite({ root, file, environment: {} })
  expect(site.simulation).toBe(true)
  expect(site.machines).toHaveLength(count)
  expect(site.machines.at(-1)).toMatchObject({ id: `vending-${count}`, panel: { port: 8_010 + count }, products: { length: 3 } })
})
