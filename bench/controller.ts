/** A controller process as it is shipped: how soon it is ready, and how much memory it keeps. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { freePort } from '@palang/kit/testing/free-ports'
import { setTimeout as pause } from 'node:timers/promises'
import { loadSite } from '@palang/config'
import { spawnChild } from '../tools/launcher/child.ts'
import { planPrograms, type ProgramPlan } from '../tools/launcher/programs.ts'
import type { Exit } from '../tools/launcher/supervisor.ts'
import { percentile, type Row } from './figures.ts'
import { memoryMbOf, root } from './programs.ts'
import { targets } from './targets.ts'

/** Starts one controller `starts` times; the last one is weighed after `quietMs`. There is no hub: it must work without. */
export async function benchController({ starts, quietMs }: { starts: number; quietMs: number }): Promise<Row[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'palang-bench-'))
  const siteFile = path.join(folder, 'site.yaml')
  writeFileSync(siteFile, siteYaml(await freePort(), await freePort()))
  const plan = planOf(siteFile, folder)
  const ready: number[] = []
  let memory = Number.NaN
  for (let n = 0; n < starts; n++) {
    const startMs = performance.now()
    const child = spawnChild({ ...plan, environment: plan.environment(new Map()), onLine: line => console.error(line) })
    const gone = new Promise<Exit>(resolve => child.onExit(resolve))
    await Promise.race([
      new Promise<void>(resolve => child.onMessage(() => resolve())),
      gone.then(({ code }) => Promise.reject(new Error(`the controller ended with ${code}`))),
    ])
    ready.push(performance.now() - startMs)
    if (n === starts - 1) {
      await pause(quietMs)
      memory = memoryMbOf(child.pid)
    }
    child.kill('SIGTERM')
    await gone
  }
  rmSync(folder, { recursive: true, force: true })
  return [
    { what: 'controller: ready, median', measured: percentile(ready, 0.5) / 1000, unit: 's', target: targets.controllerReady },
    { what: 'controller: resident memory', measured: memory, unit: 'MB', target: targets.controllerMemory },
  ]
}

/** The process as the launcher starts it. */
function planOf(siteFile: string, dataDir: string): ProgramPlan {
  const environment = { ...process.env, LOG_LEVEL: 'error', PALANG_MACHINE_TOKEN: 'bench-machine-token-0123456789abcdef' }
  const site = loadSite({ root, file: siteFile, dataDir, environment })
  const plan = planPrograms({ root, site, environment, simulator: false, traffic: false, dev: false }).find(
    ({ name }) => name === 'gate_in',
  )
  if (plan === undefined) throw new Error('the site has no gate_in')
  return plan
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
