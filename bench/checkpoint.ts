/** A gateway as it is shipped takes scans over HTTP, each on the disk before it is answered; beside it a bare append with fsync. */
import { closeSync, fsyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { freePort } from '@palang/kit/testing/free-ports'
import { startLoneController } from './planned-program.ts'
import { percentile, type Row } from './figures.ts'
import { memoryMbOf } from './programs.ts'
import { targets } from './targets.ts'

/** Of these nothing is counted: the first calls of a process compile it. */
const warmUp = 50

/** `scans` one after the other; there is no hub, so all of them wait. */
export async function benchCheckpoint({ scans }: { scans: number }): Promise<Row[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'palang-bench-'))
  const port = await freePort()
  const controller = await startLoneController(folder, 'kitchen-1', siteYaml(await freePort(), port))
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  try {
    const [taken, bare]: [number[], number[]] = [[], []]
    const append = bareAppend(folder)
    for (let n = 0; n < warmUp + scans; n++) {
      const [tookMs, bareMs] = [await timed(() => scan(agent, port, n)), await timed(append.write)]
      if (n < warmUp) continue
      taken.push(tookMs)
      bare.push(bareMs)
    }
    append.close()
    const memory = memoryMbOf(controller.pid)
    const of = (share: number) => ({ measured: percentile(taken, share), unit: 'ms', reference: percentile(bare, share) })
    return [
      { what: `log_scan, p50 of ${scans}`, ...of(0.5) },
      { what: 'log_scan, p99', ...of(0.99), target: targets.logScan },
      { what: 'log_scan, slowest', ...of(1) },
      { what: 'gateway: resident memory with all of them waiting', measured: memory, unit: 'MB' },
    ]
  } finally {
    agent.destroy()
    await controller.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function timed(work: () => unknown): Promise<number> {
  const startMs = performance.now()
  await work()
  return performance.now() - startMs
}

/** Resolves once it is answered 201. */
function scan(agent: Agent, port: number, n: number): Promise<void> {
  const body = JSON.stringify({ nfc_tag_id: `NFC_TAG_${n}`, status_scan: 'makanan_keluar' })
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }
  return new Promise((resolve, reject) => {
    const call = request({ agent, host: '127.0.0.1', port, path: '/api/log_scan', method: 'POST', headers }, response => {
      response.resume().once('end', () => {
        if (response.statusCode === 201) resolve()
        else reject(new Error(`log_scan answered ${response.statusCode}`))
      })
    })
    call.once('error', reject)
    call.end(body)
  })
}

/** The least that could be called durable: a line of the same length at the end of a file, and fsync. */
function bareAppend(folder: string): { write(): void; close(): void } {
  const file = openSync(path.join(folder, 'bare.log'), 'a')
  const line = `${'x'.repeat(255)}\n`
  return {
    write() {
      writeSync(file, line)
      fsyncSync(file)
    },
    close: () => closeSync(file),
  }
}

function siteYaml(hub: number, panel: number): string {
  return `outlet: { id: bench, name: Bench, timezone: Asia/Jakarta, currency: IDR }
simulation: true
hub: { host: 127.0.0.1, port: ${hub}, mqtt: 'off' }
machines:
  - { id: kitchen-1, family: checkpoint, panel: { port: ${panel} }, devices: { reader: { driver: simulated } } }
`
}
