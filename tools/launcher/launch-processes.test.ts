import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { loadSite } from '@palang/config'
import { systemClock } from '@palang/kit'
import { expect, onTestFinished, test } from 'vitest'
import { spawnChild } from './child.ts'
import { launch } from './launch.ts'

const root = path.resolve(import.meta.dirname, '..', '..')

const program = `
  process.on('message', message => { if (message.kind === 'stop') process.exit(0) })
  process.on('disconnect', () => process.exit(0))
  process.send({ kind: 'ready', url: 'http://127.0.0.1:1/', reader: process.env.GATE_IN_CARD_READER_PORT, ports: { gate_in: { reader: 'COM9' } } })
  process.send({ kind: 'watching' })
`

interface RunInfo {
  processes: { name: string; pid: number; state: string }[]
}

/** A launch of the simulated site with a tiny real process in place of every program. */
function start() {
  const folder = mkdtempSync(path.join(tmpdir(), 'palang-processes-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const file = path.join(folder, 'program.mjs')
  writeFileSync(file, program)
  const stop = new AbortController()
  const said: string[] = []
  const result = launch({
    root,
    site: loadSite({
      root,
      file: 'config/examples/parking-simulated.yaml',
      dataDir: path.join(folder, 'data'),
      environment: { SIMULATION_MODE: 'true' },
    }),
    environment: process.env,
    simulator: true,
    traffic: true,
    dev: false,
    clock: systemClock,
    random: () => 0,
    say: text => said.push(text),
    prepare: () => Promise.resolve(),
    checkPorts: () => Promise.resolve([]),
    spawn: (plan, environment) => spawnChild({ ...plan, file, environment, onLine: line => said.push(line) }),
    stop: stop.signal,
    force: new AbortController().signal,
  })
  const processes = () => (JSON.parse(readFileSync(path.join(folder, 'data', 'run', 'launcher.json'), 'utf8')) as RunInfo).processes
  return { said, stop, result, processes, pidOf: (name: string) => processes().find(one => one.name === name)?.pid ?? 0 }
}

const patient = { timeout: 20_000 }

test(
  'a process killed with -9 runs again under a new id, the others are left alone, and a stop leaves none',
  { timeout: 60_000 },
  async () => {
    const site = start()
    await expect.poll(() => site.said.join('\n'), patient).toContain('is running')
    const before = site.processes()
    process.kill(site.pidOf('hub'), 'SIGKILL')
    await expect.poll(() => site.said.join('\n'), patient).toContain('hub: running again')
    const after = site.processes()
    expect(after.map(({ name, state }) => `${name} ${state}`)).toEqual(['simulator ready', 'hub ready', 'gate_in ready', 'gate_out ready'])
    expect(after.filter(({ pid }) => !before.some(one => one.pid === pid)).map(({ name }) => name)).toEqual(['hub'])
    site.stop.abort()
    expect(await site.result).toBe(0)
    for (const { pid } of after) expect(() => process.kill(pid, 0)).toThrow(/ESRCH/)
  },
)
