/** A controller process as it is shipped: how soon it is ready, and how much memory it keeps. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { percentile, type Row } from './figures.ts'
import { freePort, memoryMbOf, root } from './programs.ts'
import { targets } from './targets.ts'

/** Starts one controller `starts` times; the last one is weighed after `quietMs`. There is no hub: it must work without. */
export async function benchController({ starts, quietMs }: { starts: number; quietMs: number }): Promise<Row[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'palang-bench-'))
  const siteFile = path.join(folder, 'site.yaml')
  writeFileSync(siteFile, siteYaml(await freePort(), await freePort()))
  const ready: number[] = []
  let memory = Number.NaN
  for (let n = 0; n < starts; n++) {
    const startMs = performance.now()
    const child = spawn(
      process.execPath,
      [
        '--disable-warning=ExperimentalWarning',
        path.join(root, 'controllers', 'src', 'main.ts'),
        '--machine',
        'gate_in',
        '--site',
        siteFile,
        '--data',
        folder,
      ],
      {
        stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
        env: { ...process.env, LOG_LEVEL: 'error', PALANG_MACHINE_TOKEN: 'bench-machine-token-0123456789abcdef' },
      },
    )
    await Promise.race([
      once(child, 'message'),
      once(child, 'exit').then(([code]) => Promise.reject(new Error(`the controller ended with ${code}`))),
    ])
    ready.push(performance.now() - startMs)
    if (n === starts - 1) {
      await pause(quietMs)
      memory = memoryMbOf(child.pid)
    }
    child.kill('SIGTERM')
    await once(child, 'exit')
  }
  rmSync(folder, { recursive: true, force: true })
  return [
    { what: 'controller: ready, median', measured: percentile(ready, 0.5) / 1000, unit: 's', target: targets.controllerReady },
    { what: 'controller: resident memory', measured: memory, unit: 'MB', target: targets.controllerMemory },
  ]
}

function siteYaml(hub: number, panel: number): string {
  return `outlet: { id: bench, name: Bench, timezone: UTC, currency: IDR }
simulation: true
hub: { host: 127.0.0.1, port: ${hub} }
parking: { zones: [ { id: main, name: Main, capacity: { car: 100 } } ], tariff: config/tariffs/standard.yaml }
machines:
  - { id: gate_in, name: In, family: gate, direction: in, zone: main, panel: { port: ${panel} }, devices: { board: { driver: simulated }, reader: { driver: simulated }, camera: { driver: simulated }, printer: { driver: simulated } } }
`
}
