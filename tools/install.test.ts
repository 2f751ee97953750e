import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
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

/** A project of nothing but the starter, with an npm that has started another program and never ends. */
function startInstalling(starter: string) {
  const root = mkdtempSync(path.join(tmpdir(), 'palang-install-'))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  mkdirSync(path.join(root, 'tools'))
  for (const file of ['install.mjs', starter]) copyFileSync(path.join(import.meta.dirname, file), path.join(root, 'tools', file))
  const npm = `#!/bin/sh\nsleep 600 &\necho $$ $! >"${root}/started.new"\nmv "${root}/started.new" "${root}/started"\nwait\n`
  writeFileSync(path.join(root, 'npm'), npm, { mode: 0o755 })
  const child = spawn(process.execPath, [path.join(root, 'tools', starter)], {
    env: { ...process.env, PATH: `${root}${path.delimiter}${process.env['PATH'] ?? ''}` },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const ended = once(child, 'exit')
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
  const started = path.join(root, 'started')
  return {
    child,
    ended,
    said: () => said,
    untilStarted: () => expect.poll(() => existsSync(started), { timeout: 20_000 }).toBe(true),
    processes: () => readFileSync(started, 'utf8').trim().split(' ').map(Number),
  }
}

test.runIf(process.platform !== 'win32').each([
  ['start.mjs', 'SIGTERM', 0],
  ['start.mjs', 'SIGINT', 0],
  ['test.mjs', 'SIGINT', 130],
] as const)('%s told to stop by %s while installing ends npm and what npm started, and exits with %i', async (starter, signal, code) => {
  const run = startInstalling(starter)
  await run.untilStarted()
  run.child.kill(signal)
  expect(await run.ended).toEqual([code, null])
  expect(run.said()).toContain('Installing was stopped. The next start goes on with it.')
  for (const pid of run.processes()) await expect.poll(() => isAlive(pid), { timeout: 20_000 }).toBe(false)
})

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
