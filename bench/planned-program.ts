/** One program of a site as the launcher starts it, by itself. */
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { loadSite } from '@palang/config'
import { spawnChild } from '../tools/launcher/child.ts'
import { planPrograms } from '../tools/launcher/programs.ts'
import type { Exit } from '../tools/launcher/supervisor.ts'
import { root } from './programs.ts'

interface PlannedProgram {
  pid: number | undefined
  /** From the start until it said that it is ready. */
  readyMs: number
  /** Resolves when it has ended. */
  stop(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>
}

/** Starts `hub` or a machine's controller of the site `yaml`, with `folder` for its data; resolves when it is ready. */
export async function startPlanned(
  name: string,
  { folder, yaml, environment: own = {} }: { folder: string; yaml: string; environment?: Record<string, string> },
): Promise<PlannedProgram> {
  const siteFile = path.join(folder, 'site.yaml')
  writeFileSync(siteFile, yaml)
  const environment = { ...process.env, LOG_LEVEL: 'error', ...own }
  const site = loadSite({ root, file: siteFile, dataDir: folder, environment })
  const plan = planPrograms({ root, site, environment, simulator: false, traffic: false, dev: false }).find(one => one.name === name)
  if (plan === undefined) throw new Error(`the site has no ${name}`)
  const startMs = performance.now()
  const child = spawnChild({ ...plan, environment: plan.environment(new Map()), onLine: line => console.error(line) })
  const gone = new Promise<Exit>(resolve => child.onExit(resolve))
  await Promise.race([
    new Promise<void>(resolve => child.onMessage(() => resolve())),
    gone.then(({ code }) => Promise.reject(new Error(`${name} ended with ${code}`))),
  ])
  return {
    pid: child.pid,
    readyMs: performance.now() - startMs,
    async stop(signal = 'SIGTERM') {
      child.kill(signal)
      await gone
    },
  }
}

/** A controller that never gets to a hub. */
export function startLoneController(folder: string, machineId: string, yaml: string): Promise<PlannedProgram> {
  return startPlanned(machineId, { folder, yaml, environment: { PALANG_MACHINE_TOKEN: 'bench-machine-token-0123456789abcdef' } })
}
