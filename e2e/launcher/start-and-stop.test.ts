/** `./start-all.sh` as a person uses it: what it says when something is wrong, and what it leaves behind. */
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { freePorts } from '@palang/kit/testing/free-ports'
import { expect, onTestFinished, test } from 'vitest'
import { root, startSite } from '../site/running-site.ts'
import { until } from '../site/until.ts'

function folder(): string {
  const made = mkdtempSync(path.join(tmpdir(), 'palang-start-'))
  onTestFinished(() => rmSync(made, { recursive: true, force: true }))
  return made
}

const windows = process.platform === 'win32'
const startScript = path.join(root, windows ? 'start-all.bat' : 'start-all.sh')

/** Runs the start script of this system to its end. */
function startAll(args: readonly string[], { script = startScript, cwd = root } = {}): Promise<{ code: number | null; output: string }> {
  const child = spawn(script, args, { cwd, shell: windows, env: { ...process.env, PALANG_SITE: '' } })
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()))
  return new Promise(resolve => child.once('exit', code => resolve({ code, output })))
}

test('a wrong site file ends with 2 and names every mistake with file and path', async () => {
  const file = path.join(folder(), 'site.yaml')
  writeFileSync(
    file,
    `outlet: { id: pusat, name: Parkir, timezone: Asia/Jakartaa, currency: IDR }
parking: { zones: [ { id: main, capacity: { car: 10 } } ], tariff: config/tariffs/none.yaml }
machines:
  - { id: gate_in, family: gate, direction: sideways, panel: { port: 8001 }, devices: { reader: { driver: em81, port: COM3 } } }
`,
  )
  const { code, output } = await startAll(['--site', file, '--data', path.join(folder(), 'data')])
  expect(code).toBe(2)
  for (const word of ['site.yaml', 'outlet.timezone', 'machines.0.direction', 'machines.0.devices.reader.driver'])
    expect(output).toContain(word)
})

test('an unknown option ends with 2 and says which', async () => {
  const { code, output } = await startAll(['--sight', 'x.yaml'])
  expect(code).toBe(2)
  expect(output).toContain('--sight')
})

test.skipIf(windows)('the start script works from any folder, also through a symbolic link', async () => {
  const script = path.join(folder(), 'palang')
  symlinkSync(startScript, script)
  const { code, output } = await startAll(['--help'], { script, cwd: tmpdir() })
  expect(code).toBe(0)
  expect(output).toContain('usage: ./start-all.sh')
})

test('a taken port ends with 3 and says which and for what, before anything starts', async () => {
  const [hub, gateIn, mqtt] = await freePorts(3)
  for (const port of [gateIn, mqtt]) {
    const other = createServer().listen(port, '127.0.0.1')
    onTestFinished(() => void other.close())
  }
  const dir = folder()
  const file = path.join(dir, 'site.yaml')
  writeFileSync(
    file,
    `outlet: { id: pusat, name: Parkir, timezone: Asia/Jakarta, currency: IDR }
simulation: true
hub: { host: 127.0.0.1, port: ${hub}, mqtt: 'embedded:${mqtt}' }
parking: { zones: [ { id: main, capacity: { car: 10 } } ] }
machines: [ { id: gate_in, family: gate, direction: in, panel: { port: ${gateIn} }, devices: { board: { driver: simulated } } } ]
`,
  )
  const { code, output } = await startAll(['--site', file, '--data', path.join(dir, 'data')])
  expect(code).toBe(3)
  expect(output).toContain(String(gateIn))
  expect(output).toContain('gate_in')
  expect(output).toContain(`port ${mqtt} (MQTT broker) is taken by process ${process.pid}`)
  expect(existsSync(path.join(dir, 'data', 'hub.db'))).toBe(false)
})

test('a stop leaves no process behind, and the data is there for the next start', async () => {
  const site = await startSite({ traffic: true })
  const pids = ['simulator', 'hub', 'gate_in', 'gate_out'].map(name => site.pid(name))
  const children = descendants(pids)
  expect(pids.every(pid => pid !== undefined)).toBe(true)
  expect(existsSync(path.join(site.dataDir, 'logs', 'central_hub.log'))).toBe(true)
  expect(existsSync(path.join(site.dataDir, 'logs', 'gate_in.log'))).toBe(true)
  expect(await site.stop()).toBe(0)
  await until('every process to be gone', () => [...pids, ...children].every(pid => pid === undefined || !alive(pid)))
})

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** Programs started by our programs, such as socat; known on Linux only. */
function descendants(pids: readonly (number | undefined)[]): number[] {
  if (process.platform !== 'linux') return []
  return pids.flatMap(pid => {
    if (pid === undefined) return []
    const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim()
    return text === '' ? [] : text.split(' ').map(Number)
  })
}
