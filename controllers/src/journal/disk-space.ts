/** Warns before the disk of a machine is full: then nothing moves any more, and a person has to come. */
import { statfs } from 'node:fs/promises'
import { type Clock, type Log, messageOf, type Timer } from '@palang/kit'
import type { FactDraft } from './journal.ts'

/** Free bytes under which the alarm is raised, and from which it is cleared; the gap keeps it from flickering. */
export const diskSpaceBytes = { low: 200e6, enough: 300e6 } as const
/** How often is looked. Milliseconds. */
export const lookEveryMs = 5 * 60_000

const code = 'disk_low'

export interface DiskSpaceOptions {
  folder: string
  clock: Clock
  log: Log
  /** Whether the alarm stood when the machine stopped; remembered because only a change is told. */
  remembered: { get(): boolean; set(isLow: boolean): void }
  tell(fact: FactDraft): void
  /** Free bytes in a folder for this user. */
  freeBytes?: (folder: string) => Promise<number>
}

/** Looks at once and then again and again; resolves after the first look to what stops it. Never throws. */
export async function watchDiskSpace(options: DiskSpaceOptions): Promise<Timer> {
  let isStopped = false
  const look = async () => {
    const free = await freeOrUnknown(options)
    if (free !== undefined && !isStopped) judge(options, free)
  }
  await look()
  const timer = options.clock.every(lookEveryMs, () => void look())
  return {
    cancel() {
      isStopped = true
      timer.cancel()
    },
  }
}

async function freeOrUnknown({ folder, log, freeBytes = freeFor }: DiskSpaceOptions): Promise<number | undefined> {
  try {
    return await freeBytes(folder)
  } catch (error) {
    log.debug({ err: messageOf(error) }, 'the free space of the disk is not known')
    return undefined
  }
}

function judge({ remembered, tell, log }: DiskSpaceOptions, free: number): void {
  const message = `${Math.round(free / 1e6)} MB are free on the machine’s disk; when it is full the machine stops`
  try {
    const wasLow = remembered.get()
    const isLow = free < (wasLow ? diskSpaceBytes.enough : diskSpaceBytes.low)
    if (isLow === wasLow) return
    tell(isLow ? { type: 'alarm_raised', payload: { code, severity: 'warning', message } } : { type: 'alarm_cleared', payload: { code } })
    remembered.set(isLow)
  } catch (error) {
    // A disk that takes no writes any more is found, and told, by whoever writes next.
    log.warn({ err: messageOf(error) }, 'the disk takes no writes')
  }
}

async function freeFor(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder)
  return bavail * bsize
}
