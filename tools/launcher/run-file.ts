/**
 * `<data>/run/launcher.json`: says that a launcher works on this data folder and with which processes. Tools and tests
 * read it; a second launcher on the same folder is refused by it. Removed on a clean stop.
 */
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { CodedError, messageOf } from '@palang/kit'
import { readJson } from '@palang/kit/json'
import { z } from 'zod'

const runInfo = z.object({
  pid: z.int(),
  started_at: z.string(),
  site: z.string(),
  /** Address of the hub's HTTP side, once it is ready. */
  hub_url: z.string().optional(),
  /** Address at which the simulator takes orders, once it is ready. */
  simulator_url: z.string().optional(),
  /** Kiosk address by machine id. */
  panels: z.record(z.string(), z.string()),
  processes: z.array(z.object({ name: z.string(), pid: z.int().optional(), state: z.string() })),
})
export type RunInfo = z.infer<typeof runInfo>

export interface RunFile {
  /** Never throws: only onlookers read it, and a disk that has become full must not end the site that runs. */
  update(info: RunInfo): void
  /** Never throws: what is left behind names a process that is gone. */
  remove(): void
}

/** The launcher that works on `dataDir` now, when there is one that is alive. */
export function readRunFile(dataDir: string, isAlive: (pid: number) => boolean = isAliveHere): RunInfo | undefined {
  let text: string
  try {
    text = readFileSync(fileOf(dataDir), 'utf8')
  } catch {
    return undefined
  }
  const read = runInfo.safeParse(readJson(text))
  return read.success && isAlive(read.data.pid) ? read.data : undefined
}

/** Takes the data folder for this process. Throws a `CodedError` `data_folder_not_writable` when nothing can be written there. */
export function openRunFile(dataDir: string, info: RunInfo): RunFile {
  const file = fileOf(dataDir)
  try {
    mkdirSync(path.dirname(file), { recursive: true })
    write(file, info)
  } catch (error) {
    throw new CodedError('data_folder_not_writable', `the data folder ${dataDir} cannot be written: ${messageOf(error)}`, { cause: error })
  }
  return {
    update: now => tolerated(() => write(file, now)),
    remove: () => tolerated(() => rmSync(file, { force: true })),
  }
}

/** Written whole or not at all, so that a reader never sees half a file. */
function write(file: string, info: RunInfo): void {
  const draft = `${file}.${process.pid}`
  writeFileSync(draft, `${JSON.stringify(info, undefined, 2)}\n`)
  renameSync(draft, file)
}

function tolerated(change: () => void): void {
  try {
    change()
  } catch {
    // The next change tries again.
  }
}

function fileOf(dataDir: string): string {
  return path.join(dataDir, 'run', 'launcher.json')
}

/** Whether a process with this id lives; on Linux also whether it is a launcher, because ids are given out again. */
function isAliveHere(pid: number): boolean {
  if (pid === process.pid) return false
  try {
    process.kill(pid, 0)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return false
  }
  if (process.platform !== 'linux') return true
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('launcher')
  } catch {
    return true
  }
}
