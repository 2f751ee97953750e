/** A controller process as it is shipped: how soon it is ready, and how much memory it keeps. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { freePort } from '@palang/kit/testing/free-ports'
import { setTimeout as pause } from 'node:timers/promises'
import { startLoneController } from './planned-program.ts'
import { percentile, type Row } from './figures.ts'
import { memoryMbOf } from './programs.ts'
import { targets } from './targets.ts'

/** Starts one controller `starts` times; the last one is weighed after `quietMs`. There is no hub: it must work without. */
export async function benchController({ starts, quietMs }: { starts: number; quietMs: number }): Promise<Row[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'palang-bench-'))
  const site = siteYaml(await freePort(), await freePort())
  const ready: number[] = []
  let memory = Number.NaN
  for (let n = 0; n < starts; n++) {
    const controller = await startLoneController(folder, 'gate_in', site)
    ready.push(controller.readyMs)
    if (n === starts - 1) {
      await pause(quietMs)
      memory = memoryMbOf(controller.pid)
    }
    await controller.stop()
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
hub: { host: 127.0.0.1, port: ${hub}, mqtt: 'off' }
parking: { zones: [ { id: main, name: Main, capacity: { car: 100 } } ], tariff: config/tariffs/standard.yaml }
machines:
  - { id: gate_in, name: In, family: gate, direction: in, zone: main, panel: { port: ${panel} }, devices: { board: { driver: simulated }, reader: { driver: simulated }, camera: { driver: simulated }, printer: { driver: simulated } } }
`
}
