/**
 * "A machine on another computer", as the README tells it: a hub whose gates are elsewhere, and a launcher of its own for
 * each of them, which could as well be on another computer.
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { freePorts } from '@palang/kit/testing/free-ports'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { adminToken, request, root, startSite, type RunningSite } from './running-site.ts'
import { until } from './until.ts'

const listedCode = 'listed-in-both-site-files'
const startedMs = Date.now()
const folders: string[] = []
const running = new Set<Launcher>()
let site: RunningSite

interface Launcher {
  output(): string
  /** Resolves to its exit code. */
  ended: Promise<number | null>
  stop(): Promise<number | null>
}

interface Computer {
  dataDir: string
  tokenFile: string
  token(): string
  /** `./start-all.sh` there, with what is typed after it. */
  start(...words: string[]): Launcher
}

/** Another computer: the example site file with the hub's address and ports entered, and a data folder of its own. */
async function computerFor(machineId: 'gate_in' | 'gate_out', edit: (yaml: string) => string = text => text): Promise<Computer> {
  const folder = mkdtempSync(path.join(tmpdir(), 'palang-elsewhere-'))
  folders.push(folder)
  const [panel, board, reader] = await freePorts(3)
  const example = readFileSync(path.join(root, 'config', 'examples', 'remote-controller.yaml'), 'utf8')
  const entered = example
    .replace('ws://192.168.1.10:8000', site.url.replace('http', 'ws'))
    .replace('port: 8002', `port: ${panel}`)
    .replace('COM7', `tcp://127.0.0.1:${board}`)
    .replace('COM8', `tcp://127.0.0.1:${reader}`)
  const ofMachine =
    machineId === 'gate_out' ? entered : entered.replace('id: gate_out', 'id: gate_in').replace('direction: out', 'direction: in')
  const siteFile = path.join(folder, 'site.yaml')
  writeFileSync(siteFile, edit(ofMachine))
  const dataDir = path.join(folder, 'data')
  const tokenFile = path.join(dataDir, 'secrets', 'machines', `${machineId}.token`)
  return {
    dataDir,
    tokenFile,
    token: () => readFileSync(tokenFile, 'utf8').trim(),
    start: (...words) => startLauncher(['--site', siteFile, '--data', dataDir, ...words]),
  }
}

function startLauncher(words: readonly string[]): Launcher {
  const parameters = ['--disable-warning=ExperimentalWarning', path.join(root, 'tools', 'launcher', 'main.ts'), ...words]
  const { PALANG_MACHINE_TOKEN: _, ...environment } = process.env
  const child = spawn(process.execPath, parameters, { cwd: root, env: environment, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (chunk: string) => (output += chunk))
  const ended = new Promise<number | null>(resolve => child.once('exit', resolve))
  const launcher: Launcher = {
    output: () => output,
    ended,
    stop() {
      child.kill('SIGTERM')
      return ended
    },
  }
  running.add(launcher)
  void ended.then(() => running.delete(launcher))
  return launcher
}

interface Presence {
  online: boolean
  since: string
}

async function presenceOf(machineId: string): Promise<Presence> {
  const { body } = await site.api('GET', '/status')
  return (body['controllers'] as Record<string, Presence>)[machineId] as Presence
}

function isOnline(machineId: string, wanted: boolean, launcher: Launcher): Promise<unknown> {
  const what = `${machineId} to be ${wanted ? 'linked' : 'away'}`
  return until(what, async () => (await presenceOf(machineId)).online === wanted, { timeoutMs: 60_000, describe: () => launcher.output() })
}

async function activationCode(): Promise<string> {
  const { status, body } = await site.api('POST', '/api/v1/machines/gate_out/activation')
  expect(status).toBe(201)
  return String(body['code'])
}

/** What the hub answers to the bearer of a token. */
const asBearer = (token: string) => request(`${site.url}/api/parking/capacity`, 'GET', undefined, { authorization: `Bearer ${token}` })

/** Files changed since this began in which one of `secrets` stands. */
function filesWith(folder: string, secrets: readonly string[]): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap(entry => {
    const file = path.join(folder, entry.name)
    if (entry.isDirectory()) return entry.name === '.git' || entry.name === 'node_modules' ? [] : filesWith(file, secrets)
    if (!entry.isFile() || statSync(file).mtimeMs < startedMs) return []
    const bytes = readFileSync(file)
    return secrets.some(secret => bytes.includes(secret)) ? [file] : []
  })
}

beforeAll(async () => {
  site = await startSite({
    edit: yaml =>
      yaml
        .replace('- id: gate_in\n', `- id: gate_in\n    elsewhere: true\n    activation_code: ${listedCode}\n`)
        .replace('- id: gate_out\n', '- id: gate_out\n    elsewhere: true\n'),
  })
})

afterAll(async () => {
  await Promise.all([...running].map(launcher => launcher.stop()))
  await site.stop()
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

test('a machine elsewhere is started nowhere here and has no token here', async () => {
  expect(site.pid('gate_out')).toBeUndefined()
  expect((await presenceOf('gate_out')).online).toBe(false)
  const { body } = await site.api('GET', '/api/tokens')
  expect((body['items'] as { kind: string }[]).filter(({ kind }) => kind === 'machine')).toEqual([])
})

test('without a token or a code nothing is started, and it says how to come by one', async () => {
  const launcher = (await computerFor('gate_out')).start()
  expect(await launcher.ended).toBe(2)
  expect(launcher.output()).toContain('--activate <code>')
})

test('with a code a machine elsewhere comes in, keeps its place through restart and renewal, and is out once revoked', async () => {
  const code = await activationCode()
  const computer = await computerFor('gate_out')
  // As a person types what was read to him.
  const first = computer.start('--activate', code.toUpperCase())
  await isOnline('gate_out', true, first)
  const token = computer.token()
  if (process.platform !== 'win32') {
    expect(statSync(computer.tokenFile).mode & 0o777).toBe(0o600)
    expect(statSync(path.dirname(computer.tokenFile)).mode & 0o777).toBe(0o700)
  }
  expect(filesWith(computer.dataDir, [token])).toEqual([computer.tokenFile])
  expect([...filesWith(root, [token, code]), ...filesWith(site.dataDir, [token, code])]).toEqual([])
  expect(first.output() + site.output()).not.toContain(token)

  // Somebody else with the same words on another computer.
  const thief = (await computerFor('gate_out')).start('--activate', code)
  expect(await thief.ended).toBe(2)
  expect(thief.output()).toContain('the hub does not enrol gate_out')
  expect(thief.output()).toContain('used before')
  expect((await presenceOf('gate_out')).online).toBe(true)

  expect(await first.stop()).toBe(0)
  await isOnline('gate_out', false, first)
  const again = computer.start('--activate', code)
  await isOnline('gate_out', true, again)
  expect(computer.token()).toBe(token)
  expect((await asBearer(token)).status).toBe(200)

  const { since } = await presenceOf('gate_out')
  expect((await site.api('POST', '/api/v1/machines/gate_out/renew-token')).status).toBe(200)
  const renewed = computer.token()
  expect(renewed).not.toBe(token)
  if (process.platform !== 'win32') expect(statSync(computer.tokenFile).mode & 0o777).toBe(0o600)
  expect(await presenceOf('gate_out')).toMatchObject({ online: true, since })
  expect([(await asBearer(token)).status, (await asBearer(renewed)).status]).toEqual([401, 200])

  expect(await again.stop()).toBe(0)
  await isOnline('gate_out', false, again)
  const alone = computer.start()
  await isOnline('gate_out', true, alone)

  const { body } = await site.api('GET', '/api/tokens')
  const mine = (body['items'] as { id: string; machine_id: string | null; created_by: string }[]).filter(
    each => each.machine_id === 'gate_out',
  )
  expect(mine).toMatchObject([{ created_by: 'token:first-administrator' }])
  expect((await site.api('DELETE', `/api/tokens/${mine[0]?.id}`)).status).toBe(204)
  await isOnline('gate_out', false, alone)
  expect((await asBearer(renewed)).status).toBe(401)
  // Put out, it tries again, is refused, and stays out.
  const refusals = () =>
    readFileSync(path.join(computer.dataDir, 'logs', 'gate_out.log'), 'utf8').split('the hub refuses this machine').length - 1
  await until('another try of the revoked machine', () => refusals() >= 2, { timeoutMs: 60_000, describe: alone.output })
  expect((await presenceOf('gate_out')).online).toBe(false)
  expect(await alone.stop()).toBe(0)
})

test('a machine whose code both site files list comes in by itself, once', async () => {
  const listed = (yaml: string) => yaml.replace('id: gate_in\n', `id: gate_in\n    activation_code: ${listedCode}\n`)
  const computer = await computerFor('gate_in', listed)
  const first = computer.start()
  await isOnline('gate_in', true, first)
  expect(await first.stop()).toBe(0)
  await isOnline('gate_in', false, first)
  const again = computer.start()
  await isOnline('gate_in', true, again)
  const thief = (await computerFor('gate_in', listed)).start()
  expect(await thief.ended).toBe(2)
  expect(thief.output()).toContain('site.yaml')
  expect(thief.output()).toContain('the hub does not enrol gate_in')
  expect((await presenceOf('gate_in')).online).toBe(true)
  expect(await again.stop()).toBe(0)
})

test('a given machine token is not thrown away for a code', async () => {
  const computer = await computerFor('gate_out')
  const code = await activationCode()
  const parameters = ['--disable-warning=ExperimentalWarning', path.join(root, 'controllers', 'src', 'main.ts'), '--machine', 'gate_out']
  const child = spawn(
    process.execPath,
    [...parameters, '--site', path.join(path.dirname(computer.dataDir), 'site.yaml'), '--data', computer.dataDir, '--activate', code],
    { cwd: root, env: { ...process.env, PALANG_MACHINE_TOKEN: adminToken }, stdio: ['ignore', 'ignore', 'pipe'] },
  )
  let told = ''
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (told += chunk))
  expect(await new Promise(resolve => child.once('close', resolve))).toBe(2)
  expect(told).toContain('PALANG_MACHINE_TOKEN')
  // The code was not used up.
  expect((await site.api('POST', '/api/enroll', { code })).status).toBe(201)
})
