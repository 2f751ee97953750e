/**
 * Lets pictures go: those past their time, and while they take more room than they may the oldest of the rest. Pictures of an open
 * session stay, and those people may argue about go by their age only. What cannot be brought below the limit is an alarm.
 */
import type { PhotoKeeping } from '@palang/config'
import { isCoded, isoNow, type Clock, type Log, type Timer } from '@palang/kit'
import { alarmMessage, clear, raise } from '../domain/alarms.ts'
import { photoDispute } from '../domain/photos.ts'
import type { Live } from '../services.ts'
import type { PhotoRecord } from '../store/records.ts'
import type { Store } from '../store/store.ts'
import type { PhotoFiles } from './photo-files.ts'

/** Milliseconds. */
export const photoUpkeepDelays = { first: 2 * 60_000, every: 3_600_000, again: 10 * 60_000 } as const

/** Pictures in one transaction. */
const batch = 100
const dayMs = 24 * 3_600_000
/** None of these days goes for room: a disk that something else fills must not cost yesterday's evidence. */
const freshMs = 7 * dayMs

const photoAlarm = { code: 'photos_no_room', machineId: 'hub' } as const

export interface PhotoUpkeep {
  start(): void
  stop(): void
  /** One round now; resolves once it is done. */
  round(): Promise<void>
}

interface Parts {
  store: Store
  clock: Clock
  log: Log
  live: Pick<Live, 'publish'>
  files: Pick<PhotoFiles, 'remove' | 'freeBytes'>
  keeping: PhotoKeeping
  /** Between two batches the hub does its work. */
  rest?: () => Promise<void>
}

/** Not looking after anything yet. */
export function photoUpkeep({ store, clock, log, live, files, keeping, rest = pauseOn(clock) }: Parts): PhotoUpkeep {
  let timer: Timer | undefined
  let isStopped = false

  /** Removes the oldest that may go, no more than `bytes` need; resolves to how many went. */
  async function letGo({ isDisputed, olderThanMs, bytes }: { isDisputed: boolean; olderThanMs: number; bytes: number }): Promise<number> {
    let gone = 0
    let left = bytes
    const takenBefore = new Date(clock.now() - olderThanMs).toISOString()
    while (left > 0 && !isStopped) {
      const found = await store.photos.expendable({ takenBefore, isDisputed, dispute: photoDispute }, batch)
      const going = found.slice(0, countFor(found, left))
      // The file first: what a crash leaves is a record without a picture, which the next round finds again.
      for (const { file } of going) await files.remove(file)
      await store.transact(tx => tx.photos.remove(going.map(({ id }) => id)))
      gone += going.length
      left -= going.reduce((sum, photo) => sum + photo.bytes, 0)
      if (found.length < batch) return gone
      await rest()
    }
    return gone
  }

  async function round(): Promise<void> {
    const { keep_days: days, keep_disputed_days: disputedDays } = keeping
    const ofAge = { bytes: Number.POSITIVE_INFINITY }
    const old =
      (await letGo({ ...ofAge, isDisputed: false, olderThanMs: days * dayMs })) +
      (await letGo({ ...ofAge, isDisputed: true, olderThanMs: disputedDays * dayMs }))
    const bytes = await excess()
    const crowded = bytes > 0 ? await letGo({ isDisputed: false, olderThanMs: freshMs, bytes }) : 0
    if (old + crowded > 0) log.info({ old, crowded }, 'pictures were deleted')
    await tell(bytes > 0 && (await excess()) > 0)
  }

  /** Bytes that have to go; below zero there is room. */
  async function excess(): Promise<number> {
    const beyond = (await store.photos.totalBytes()) - keeping.max_gb * 1e9
    const free = await files.freeBytes()
    return Math.max(beyond, free === undefined ? beyond : keeping.min_free_mb * 1e6 - free)
  }

  async function tell(isCrowded: boolean): Promise<void> {
    const changed = await store.transact(async tx => {
      const active = (await tx.alarms.active([photoAlarm.machineId])).find(alarm => alarm.code === photoAlarm.code)
      const message = 'Pictures take more room than they may, and none of the rest may go; see photos in the site file'
      const at = isoNow(clock)
      const next = isCrowded ? raise(active, { ...photoAlarm, severity: 'warning', message, at }) : clear(active, at)
      if (next !== undefined) await tx.alarms.putMany([next])
      return next
    })
    if (changed !== undefined) live.publish({ type: 'alarm', machineId: changed.machineId, payload: alarmMessage(changed) })
  }

  async function roundAndTell(): Promise<number> {
    try {
      await round()
      return photoUpkeepDelays.every
    } catch (error) {
      if (!isCoded(error, 'database_unavailable')) log.error({ err: error }, 'the pictures could not be looked after')
      return photoUpkeepDelays.again
    }
  }

  function roundIn(delayMs: number): void {
    timer = clock.after(delayMs, () => {
      void roundAndTell().then(delay => {
        if (!isStopped) roundIn(delay)
      })
    })
  }

  return {
    round,
    start() {
      isStopped = false
      roundIn(photoUpkeepDelays.first)
    },
    stop() {
      isStopped = true
      timer?.cancel()
    },
  }
}

/** How many of the oldest have so many bytes together. */
function countFor(photos: readonly PhotoRecord[], bytes: number): number {
  let sum = 0
  const enough = photos.findIndex(photo => (sum += photo.bytes) >= bytes)
  return enough < 0 ? photos.length : enough + 1
}

const restMs = 50

function pauseOn(clock: Clock): () => Promise<void> {
  return () => new Promise(resolve => clock.after(restMs, resolve))
}
