import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { loadSite } from '@palang/config'
import { ManualClock } from '@palang/kit'
import { expect, onTestFinished, test } from 'vitest'
import { fakeChild, type FakeChild } from './fake-child.ts'
import { launch, type Launch } from './launch.ts'

const root = path.resolve(import.meta.dirname, '..', '..')

function running(overrides: Partial<Launch> = {}) {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'palang-launch-'))
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }))
  const said: string[] = []
  const children = new Map<string, FakeChild>()
  const waiting = new Map<string, () => void>()
  const stop = new AbortController()
  const site = loadSite({ root, file: 'config/examples/parking-simulated.yaml', dataDir, environment: { SIMULATION_MODE: 'true' } })
  const result = launch({
    root,
    site,
    environment: {},
    simulator: true,
    traffic: true,
    dev: false,
    clock: new ManualClock(),
    random: () => 0,
    say: text => said.push(text),
    prepare: () => Promise.resolve(),
    checkPorts: () => Promise.resolve([]),
    spawn(plan) {
      const child = fakeChild()
      children.set(plan.name, child)
      waiting.get(plan.name)?.()
      return child
    },
    stop: stop.signal,
    force: new AbortController().signal,
    ...overrides,
  })
  const started = async (name: string): Promise<FakeChild> => {
    if (!children.has(name)) await new Promise<void>(resolve => waiting.set(name, resolve))
    const child = children.get(name)
    if (child === undefined) throw new Error(`${name} was not started`)
    return child
  }
  return { dataDir, said, result, stop, started, children, file: path.join(dataDir, 'run', 'launcher.json') }
}

async function bringUp(site: ReturnType<typeof running>, firstLogin?: { email: string; password: string }) {
  ;(await site.started('simulator')).becomeReady({ controlUrl: 'http://127.0.0.1:20001/' })
  ;(await site.started('hub')).becomeReady({ url: 'http://0.0.0.0:8000', firstLogin })
  ;(await site.started('gate_in')).becomeReady({ url: 'http://127.0.0.1:8001/' })
  ;(await site.started('gate_out')).becomeReady({ url: 'http://127.0.0.1:8002/' })
  expect(site.said.join('\n')).not.toContain('is running')
  ;(await site.started('simulator')).say({ kind: 'watching' })
  await expect.poll(() => site.said.join('\n')).toContain('is running')
}

test('the addresses and the first login are told once everything serves', async () => {
  const site = running()
  await bringUp(site, { email: 'admin@palang.local', password: 'rahasia' })
  const text = site.said.join('\n')
  for (const part of [
    'http://localhost:8000/',
    'http://localhost:8000/api/docs',
    'http://127.0.0.1:8001/',
    'http://127.0.0.1:8002/',
    'http://127.0.0.1:20001/',
    site.dataDir,
  ]) {
    expect(text).toContain(part)
  }
  expect(text.match(/rahasia/g)).toHaveLength(1)
  site.stop.abort()
  expect(await site.result).toBe(0)
})

test('an order to stop ends every process and removes the run file', async () => {
  const site = running()
  await bringUp(site)
  const info = JSON.parse(readFileSync(site.file, 'utf8')) as { processes: { name: string; state: string }[] }
  expect(info.processes.map(({ name, state }) => `${name} ${state}`)).toEqual([
    'simulator ready',
    'hub ready',
    'gate_in ready',
    'gate_out ready',
  ])
  site.stop.abort()
  expect(await site.result).toBe(0)
  for (const child of site.children.values()) expect(child.received).toEqual(['{"kind":"stop"}'])
  expect(existsSync(site.file)).toBe(false)
})

test.each([2, 3])('a hub that ends with %i while starting ends the launch with the same code', async code => {
  const site = running()
  ;(await site.started('simulator')).becomeReady()
  ;(await site.started('hub')).exit({ code })
  expect(await site.result).toBe(code)
  expect(site.said.join('\n')).toContain('hub could not be started')
  expect((await site.started('simulator')).received).toEqual(['{"kind":"stop"}'])
})

test('an order to stop while starting is obeyed at once', async () => {
  const site = running()
  await site.started('simulator')
  site.stop.abort()
  expect(await site.result).toBe(0)
  expect([...site.children.keys()]).toEqual(['simulator', 'hub'])
})

test('a taken port starts nothing and ends with 3', async () => {
  const site = running({ checkPorts: wanted => Promise.resolve(wanted.map(({ for: who, port }) => `port ${port} (${who}) is taken`)) })
  expect(await site.result).toBe(3)
  expect(site.said.join('\n')).toContain(
    'port 8000 (hub) is taken\nport 1883 (MQTT broker) is taken\nport 8001 (panel of gate_in) is taken\nport 8002 (panel of gate_out) is taken',
  )
  expect(site.said.join('\n')).toContain('choose another port')
  expect(site.said.join('\n')).toContain('WEBSOCKET_PORT')
  expect(site.children.size).toBe(0)
})

test.runIf(process.platform === 'linux')('a second start on the same data is told where the first one runs', async () => {
  const site = running()
  await bringUp(site)
  const info = JSON.parse(readFileSync(site.file, 'utf8')) as object
  // Somebody who lives and whose command line names a launcher: the file's reader looks at both.
  const other = spawn(process.execPath, ['-e', 'process.stdin.resume()', 'launcher'], { stdio: ['pipe', 'ignore', 'ignore'] })
  onTestFinished(() => void other.kill())
  writeFileSync(site.file, JSON.stringify({ ...info, pid: other.pid }))
  const second = running({
    site: loadSite({ root, file: 'config/examples/parking-simulated.yaml', dataDir: site.dataDir, environment: {} }),
  })
  expect(await second.result).toBe(3)
  expect(second.said.join('\n')).toContain(`process ${other.pid}`)
  expect(second.said.join('\n')).toContain('console at http://localhost:8000/')
  site.stop.abort()
  await site.result
})

test('a failing preparation is told and starts nothing', async () => {
  const site = running({ prepare: () => Promise.reject(new Error('the frontend does not build')) })
  expect(await site.result).toBe(1)
  expect(site.said).toEqual(['the frontend does not build'])
  expect(existsSync(site.file)).toBe(false)
})

test('a data folder that cannot be written is named, with what to do, and nothing is started', async () => {
  const occupied = path.join(mkdtempSync(path.join(tmpdir(), 'palang-launch-')), 'data')
  onTestFinished(() => rmSync(path.dirname(occupied), { recursive: true, force: true }))
  writeFileSync(occupied, 'a file where the folder should be')
  const site = running({ site: loadSite({ root, file: 'config/examples/parking-simulated.yaml', dataDir: occupied, environment: {} }) })
  expect(await site.result).toBe(1)
  expect(site.said.join('\n')).toContain(`the data folder ${occupied} cannot be written: `)
  expect(site.said.join('\n')).toContain('give --data another folder')
  expect(site.children.size).toBe(0)
})

test('a running site outlives a disk on which nothing can be written any more', async () => {
  const site = running()
  await bringUp(site)
  rmSync(path.dirname(site.file), { recursive: true })
  writeFileSync(path.dirname(site.file), 'no folder any more')
  ;(await site.started('gate_in')).exit({ code: 1 })
  await expect.poll(() => site.said.join('\n')).toContain('gate_in: ended with exit code 1; starting again')
  site.stop.abort()
  expect(await site.result).toBe(0)
})

test('a run file left by a launcher that died does not stand in the way', async () => {
  const first = running()
  await bringUp(first)
  const left = readFileSync(first.file, 'utf8').replace(/"pid": \d+/, '"pid": 4194305')
  first.stop.abort()
  await first.result
  writeFileSync(first.file, left)
  const { readRunFile } = await import('./run-file.ts')
  expect(readRunFile(first.dataDir)).toBeUndefined()
  expect(readRunFile(first.dataDir, () => true)?.pid).toBe(4194305)
})
