import { type ChildProcess, fork, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePort } from '@palang/kit/testing/free-ports'
import { afterEach, expect, test } from 'vitest'
import type { Ready } from './simulator.ts'

const main = path.join(path.dirname(fileURLToPath(import.meta.url)), 'main.ts')
const hasSocat = spawnSync('socat', ['-V']).status === 0
if (!hasSocat) process.stdout.write('simulator on ptys: skipped, socat is not installed\n')

let child: ChildProcess | undefined

afterEach(() => {
  child?.kill('SIGKILL')
})

interface Launched {
  process: ChildProcess
  dataDir: string
  ready: Promise<Ready>
  exited: Promise<number | null>
  errors: () => string
}

/** The ports of what it plays follow from the hub's: another site may be running on the usual ones. */
async function launch(...given: string[]): Promise<Launched> {
  const hubPort = await freePort()
  const dataDir = mkdtempSync(path.join(os.tmpdir(), 'palang-main-'))
  const started = fork(main, ['--data', dataDir, '--no-traffic', ...given], {
    env: { ...process.env, SIMULATION_MODE: 'true', PALANG_SITE: '', WEBSOCKET_PORT: String(hubPort) },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    execArgv: [],
  })
  child = started
  let errors = ''
  started.stderr?.on('data', chunk => (errors += String(chunk)))
  return {
    process: started,
    dataDir,
    ready: new Promise(resolve => started.once('message', message => resolve(message as Ready))),
    exited: new Promise(resolve => started.once('exit', resolve)),
    errors: () => errors,
  }
}

const simulated = ['--site', 'config/examples/parking-simulated.yaml']

test.runIf(hasSocat)(
  'tells its launcher the ports, serves its state, and leaves nothing behind when told to stop',
  async () => {
    const run = await launch(...simulated, '--transport', 'pty')
    const { ports, controlUrl } = await run.ready
    expect(ports['gate_out']).toEqual({
      board: path.join(run.dataDir, 'simulated-ports', 'gate_out-board'),
      reader: path.join(run.dataDir, 'simulated-ports', 'gate_out-reader'),
      cash: path.join(run.dataDir, 'simulated-ports', 'gate_out-cash'),
      terminal: path.join(run.dataDir, 'simulated-ports', 'gate_out-terminal'),
    })
    expect(existsSync(ports['gate_in']?.['board'] ?? '')).toBe(true)
    expect(await (await fetch(`${controlUrl}/state`)).json()).toMatchObject({ traffic: { on: false } })
    run.process.send({ kind: 'stop' })
    expect(await run.exited).toBe(0)
    expect(readdirSync(path.join(run.dataDir, 'simulated-ports'))).toEqual([])
  },
  30_000,
)

test.runIf(hasSocat)(
  'stops when its launcher is gone',
  async () => {
    const run = await launch(...simulated, '--transport', 'pty')
    await run.ready
    run.process.disconnect()
    expect(await run.exited).toBe(0)
    expect(readdirSync(path.join(run.dataDir, 'simulated-ports'))).toEqual([])
  },
  30_000,
)

test('wrong arguments, sites and scripts end it with code 2 and every mistake', async () => {
  const run = await launch('--speed', 'fast', '--seed', 'x')
  expect(await run.exited).toBe(2)
  expect(run.errors()).toContain('--speed')
  expect(run.errors()).toContain('--seed')
  const folder = mkdtempSync(path.join(os.tmpdir(), 'palang-main-'))
  const script = path.join(folder, 'story.yaml')
  writeFileSync(script, '- tap: { gate: gate_9, card_id: CARD_001 }\n')
  const scripted = await launch(...simulated, '--script', script)
  expect(await scripted.exited).toBe(2)
  expect(scripted.errors()).toContain('gate_9')
}, 30_000)
