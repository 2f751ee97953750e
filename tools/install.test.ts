import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { isInstalled, nodeMistake } from './install.mjs'

type Packages = Record<string, { version?: string; link?: boolean; optional?: boolean }>

function installed(wanted: Packages, there: Packages | undefined, { node = true } = {}): boolean {
  const root = mkdtempSync(path.join(tmpdir(), 'palang-install-'))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  mkdirSync(path.join(root, 'node_modules'))
  writeFileSync(path.join(root, 'package-lock.json'), JSON.stringify({ packages: { '': {}, hub: {}, ...wanted } }))
  if (there !== undefined) writeFileSync(path.join(root, 'node_modules', '.package-lock.json'), JSON.stringify({ packages: there }))
  const pinned = path.join(root, 'node')
  if (node) writeFileSync(pinned, '')
  return isInstalled(root, pinned)
}

test('nothing is installed again while the lock file and node_modules agree', () => {
  const packages = { 'node_modules/a': { version: '1.0.0' }, 'node_modules/@palang/hub': { link: true } }
  expect(installed(packages, packages)).toBe(true)
})

test.each([
  ['there is no node_modules', undefined, {}],
  ['a version differs', { 'node_modules/a': { version: '1.0.1' } }, {}],
  ['a package is missing', {}, {}],
  ['the pinned Node is missing', { 'node_modules/a': { version: '1.0.0' } }, { node: false }],
] as const)('packages are installed when %s', (_when, there, options) => {
  expect(installed({ 'node_modules/a': { version: '1.0.0' } }, there, options)).toBe(false)
})

test('packages for other platforms may be absent', () => {
  expect(installed({ 'node_modules/a-win32': { version: '1.0.0', optional: true } }, {})).toBe(true)
})

test('Node older than 20 is refused with where to get a newer one', () => {
  expect(nodeMistake('18.19.1')).toContain('needs Node 20 or newer to start; this is Node 18.19.1')
  expect(nodeMistake('20.0.0')).toBeUndefined()
})
