import { mkdtempSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { loadSite, simulatorPorts } from '@palang/config'
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

test('what is played for two hundred machines is on ports of its own that no system lends out', () => {
  const root = mkdtempSync(path.join(os.tmpdir(), 'palang-written-'))
  const file = path.join(root, 'site.yaml')
  writeFileSync(file, writtenSite(200))
  const { machines } = loadSite({ root, file, environment: {} })
  const ports = machines.flatMap(machine => [
    machine.panel.port,
    ...Object.values(simulatorPorts(machine)).map(at => Number(new URL(at).port)),
  ])
  expect(new Set(ports).size).toBe(200 * 5)
  expect(Math.max(...ports)).toBeLessThan(32_768)
})
