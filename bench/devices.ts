/** What stands between a controller and its metal: the round trip of one order over a serial line, and what idle machines cost. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { silentLog, systemClock } from '@palang/kit'
import { freePorts } from '@palang/kit/testing/free-ports'
import { PalangLineGate } from '../controllers/src/devices/board/drivers/palang-line/gate-driver.ts'
import type { ByteStream } from '../controllers/src/io/byte-stream.ts'
import { streamsFor } from '../controllers/src/io/open-stream.ts'
import { buildEmulator, buildFirmware } from '../firmware/build.ts'
import { boards, missingPackages } from '../firmware/toolchain.ts'
import { percentile, type Row } from './figures.ts'
import { cpuSecondsOf, root } from './programs.ts'
import { targets } from './targets.ts'

const baud = 115_200
/** Long enough for the driver's own question after each order to be answered. */
const betweenOrdersMs = 25
const machines = 8

export interface DevicesRequest {
  orders: number
  idleSeconds: number
}

export async function benchDevices({ orders, idleSeconds }: DevicesRequest): Promise<Row[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'palang-bench-'))
  try {
    return [...(await lines(folder, orders)), await idle(folder, idleSeconds)]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function lines(folder: string, orders: number): Promise<Row[]> {
  const echo = await atPty(folder, 'echo', tty => echoes(tty, orders))
  const pty = await atPty(folder, 'board', tty => roundTrips(tty, orders))
  const rows: Row[] = [
    { what: 'order → answer over a pty, median', measured: percentile(pty, 0.5), unit: 'ms', reference: percentile(echo, 0.5) },
    {
      what: 'order → answer over a pty, p99',
      measured: percentile(pty, 0.99),
      unit: 'ms',
      target: targets.linePty,
      reference: percentile(echo, 0.99),
    },
  ]
  const missing = missingPackages()
  if (missing.length > 0) {
    console.warn(`not on the emulated board: ${missing.join(', ')} not installed`)
    return rows
  }
  const simavr = await onEmulator(folder, tty => roundTrips(tty, orders))
  rows.push(
    { what: 'order → answer of the firmware in simavr, median', measured: percentile(simavr, 0.5), unit: 'ms' },
    { what: 'order → answer of the firmware in simavr, p99', measured: percentile(simavr, 0.99), unit: 'ms', target: targets.lineSimavr },
  )
  return rows
}

/** `orders` STOPs through the production driver, each when the line is quiet; milliseconds of each. */
async function roundTrips(tty: string, orders: number): Promise<number[]> {
  const board = new PalangLineGate({ streams: streamsFor(tty, { baud }), clock: systemClock, log: silentLog() })
  const ready = new Promise<void>(resolve => {
    board.subscribe(event => {
      if (event.kind === 'status' && event.status.state === 'ready') resolve()
    })
  })
  board.start()
  await ready
  const took: number[] = []
  for (let n = 0; n < orders; n++) {
    await pause(betweenOrdersMs)
    const startMs = performance.now()
    const result = await board.halt()
    if (!result.ok) throw new Error(`an order failed: ${result.message}`)
    took.push(performance.now() - startMs)
  }
  await board.stop()
  return took
}

/** The reference: a line of the same length there and back on the same kind of port, without driver and board. */
async function echoes(tty: string, times: number): Promise<number[]> {
  const port: ByteStream = streamsFor(tty, { baud })()
  await port.open()
  const line = Buffer.from('$12345,STOP*00\n', 'latin1')
  const took: number[] = []
  for (let n = 0; n < times; n++) {
    await pause(betweenOrdersMs)
    const startMs = performance.now()
    await new Promise<void>(resolve => {
      let missing = line.length
      const end = port.subscribe(event => {
        if (event.kind === 'data') missing -= event.bytes.length
        if (missing > 0) return
        end()
        resolve()
      })
      void port.write(line)
    })
    took.push(performance.now() - startMs)
  }
  await port.close()
  return took
}

async function atPty<T>(folder: string, what: 'echo' | 'board', work: (tty: string) => Promise<T>): Promise<T> {
  const [tty, socket] = [path.join(folder, `${what}-tty`), path.join(folder, `${what}.sock`)]
  const peer = spawn(process.execPath, [path.join(import.meta.dirname, 'line-peer.ts'), what, socket], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  await once(peer.stdout, 'data')
  const socat = spawn('socat', [`pty,raw,echo=0,link=${tty}`, `unix-connect:${socket}`], { stdio: 'ignore' })
  try {
    while (!existsSync(tty)) await pause(5)
    return await work(tty)
  } finally {
    await Promise.all([end(socat), end(peer)])
  }
}

async function onEmulator<T>(folder: string, work: (tty: string) => Promise<T>): Promise<T> {
  const [uno] = boards
  if (uno === undefined) throw new Error('no board')
  const [{ elf }, emulator] = [await buildFirmware(uno), await buildEmulator()]
  const tty = path.join(folder, 'simavr-tty')
  const child = spawn(emulator, [uno.processor, elf, tty], { stdio: ['pipe', 'pipe', 'inherit'] })
  // What the board does is of no interest here, but must not fill the pipe.
  child.stdout.resume()
  try {
    while (!existsSync(tty)) await pause(5)
    return await work(tty)
  } finally {
    await end(child)
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill('SIGTERM')
  await gone
}

/** A site of gates nobody uses: the share of the whole machine its controllers take. */
async function idle(folder: string, seconds: number): Promise<Row> {
  const [hub = 0, ...panels] = await freePorts(1 + machines)
  const siteFile = path.join(folder, 'site.yaml')
  writeFileSync(siteFile, siteYaml(hub, panels))
  const launcher = spawn(
    process.execPath,
    [path.join(root, 'tools', 'launcher', 'main.ts'), '--site', siteFile, '--data', folder, '--no-traffic'],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  try {
    await new Promise<void>((resolve, reject) => {
      launcher.stdout.on('data', (chunk: Buffer) => {
        if (chunk.toString('utf8').includes('Ctrl-C stops everything')) resolve()
      })
      launcher.once('exit', code => reject(new Error(`the launcher ended with ${code}`)))
    })
    await pause(2_000)
    const pids = controllers(folder)
    const used = () => pids.map(cpuSecondsOf).reduce((sum, one) => sum + one, 0)
    const [before, startMs] = [used(), performance.now()]
    await pause(seconds * 1_000)
    const share = (used() - before) / ((performance.now() - startMs) / 1_000) / availableParallelism()
    return { what: `${machines} idle controllers, of the whole machine`, measured: share * 100, unit: '%', target: targets.idleControllers }
  } finally {
    await end(launcher)
  }
}

function controllers(dataDir: string): number[] {
  const info = JSON.parse(readFileSync(path.join(dataDir, 'run', 'launcher.json'), 'utf8')) as {
    processes: { name: string; pid?: number }[]
  }
  const pids = info.processes.flatMap(({ name, pid }) => (name.startsWith('gate-') && pid !== undefined ? [pid] : []))
  if (pids.length !== machines) throw new Error(`expected ${machines} controllers, found ${pids.length}`)
  return pids
}

function siteYaml(hub: number, panels: readonly number[]): string {
  const devices =
    '{ board: { driver: simulated }, reader: { driver: simulated }, camera: { driver: simulated }, printer: { driver: simulated } }'
  return `outlet: { id: bench, name: Bench, timezone: UTC, currency: IDR }
simulation: true
hub: { host: 127.0.0.1, port: ${hub}, mqtt: 'off' }
parking: { zones: [ { id: main, name: Main, capacity: { car: 100 } } ], tariff: config/tariffs/standard.yaml }
machines:
${panels.map((port, n) => `  - { id: gate-${n + 1}, family: gate, direction: in, zone: main, panel: { port: ${port} }, devices: ${devices} }`).join('\n')}
`
}
