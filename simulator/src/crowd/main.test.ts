import { fork, type ChildProcess } from 'node:child_process'
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { freePorts } from '@palang/kit/testing/free-ports'
import { expect, onTestFinished, test } from 'vitest'
import { z } from 'zod'

const main = path.join(import.meta.dirname, 'main.ts')
const readyMessage = z.object({ kind: z.literal('ready'), urls: z.record(z.string(), z.string()) })
const status = z.looseObject({ machine: z.looseObject({ id: z.string() }) })

/** A site of two machines whose hub is away, and the process that runs them. */
async function crowd(machines: string, known: readonly number[] = [1, 2]) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'palang-crowd-'))
  const ports = await freePorts(2)
  const file = path.join(folder, 'site.yaml')
  const line = (port: number, n: number) =>
    `  - { id: vending-${n + 1}, family: water, panel: { port: ${port} }, devices: { board: { driver: simulated } } }\n`
  writeFileSync(
    file,
    `simulation: true\nhub: { url: 'ws://127.0.0.1:9' }\noutlet: { id: a, name: A, timezone: Asia/Jakarta, currency: IDR }\nmachines:\n${ports.map(line).join('')}`,
  )
  const secrets = path.join(folder, 'secrets', 'machines')
  mkdirSync(secrets, { recursive: true })
  for (const n of known) writeFileSync(path.join(secrets, `vending-${n}.token`), `token-of-${n}`, { mode: 0o600 })
  const child: ChildProcess = fork(main, ['--machines', machines, '--site', file, '--data', folder], {
    env: { ...process.env, SIMULATION_MODE: 'true', PALANG_SITE: '' },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    execArgv: [],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  let errors = ''
  child.stderr?.on('data', chunk => (errors += String(chunk)))
  return {
    child,
    ready: new Promise(resolve => child.once('message', resolve)),
    exited: new Promise(resolve => child.once('exit', resolve)),
    errors: () => errors,
  }
}

test('two machines in one process have a kiosk each, and stop together when told to', async () => {
  const { child, ready, exited } = await crowd('vending-1,vending-2')
  const { urls } = readyMessage.parse(await ready)
  const shown = await Promise.all(Object.values(urls).map(async url => status.parse(await (await fetch(`${url}/api/status`)).json())))
  expect(shown.map(({ machine }) => machine.id)).toEqual(['vending-1', 'vending-2'])
  child.send({ kind: 'stop' })
  expect(await exited).toBe(0)
}, 30_000)

test('a machine without a token ends it as a wrong configuration, as it does a process of its own', async () => {
  const { exited, errors } = await crowd('vending-1,vending-2', [1])
  expect(await exited).toBe(2)
  expect(errors()).toContain('vending-2')
}, 30_000)

test('a machine that the site does not play is refused', async () => {
  const { exited, errors } = await crowd('vending-1,vending-9')
  expect(await exited).toBe(2)
  expect(errors()).toContain('vending-9')
}, 30_000)
