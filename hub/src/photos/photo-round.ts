/** One round over the pictures: those past their time go, and while they take more room than they may the oldest of the rest. */
import type { PhotoKeeping } from '@palang/config'
import type { Clock, Log } from '@palang/kit'
import { photoDispute } from '../domain/photos.ts'
import type { PhotoRecord } from '../store/records.ts'
import type { Store } from '../store/store.ts'
import type { PhotoFiles } from './photo-files.ts'

/** Pictures in one transaction. */
const batch = 100
const dayMs = 24 * 3_600_000
/** None of these days goes for room: a disk that something else fills must not cost yesterday's evidence. */
const freshMs = 7 * dayMs

export interface RoundParts {
  store: Store
  clock: Clock
  log: Log
  files: Pick<PhotoFiles, 'remove' | 'freeBytes'>
  keeping: PhotoKeeping
  /** Between two batches the hub does its work. */
  rest: () => Promise<void>
  isStopped: () => boolean
}

/** Deletes what may go; resolves to whether what is left still takes more room than it may. */
export async function photoRound(parts: RoundParts): Promise<boolean> {
  const { keep_days: days, keep_disputed_days: disputedDays } = parts.keeping
  const ofAge = { bytes: Number.POSITIVE_INFINITY }
  const old =
    (await letGo(parts, { ...ofAge, isDisputed: false, olderThanMs: days * dayMs })) +
    (await letGo(parts, { ...ofAge, isDisputed: true, olderThanMs: disputedDays * dayMs }))
  const bytes = await excess(parts)
  const crowded = bytes > 0 ? await letGo(parts, { isDisputed: false, olderThanMs: freshMs, bytes }) : 0
  if (old + crowded > 0) parts.log.info({ old, crowded }, 'pictures were deleted')
  return bytes > 0 && (await excess(parts)) > 0
}

/** Removes the oldest that may go, no more than `bytes` need; resolves to how many went. */
async function letGo(
  { store, clock, files, rest, isStopped }: RoundParts,
  { isDisputed, olderThanMs, bytes }: { isDisputed: boolean; olderThanMs: number; bytes: number },
): Promise<number> {
  let gone = 0
  let left = bytes
  const takenBefore = new Date(clock.now() - olderThanMs).toISOString()
  while (left > 0 && !isStopped()) {
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

/** Bytes that have to go; below zero there is room. */
async function excess({ store, files, keeping }: RoundParts): Promise<number> {
  const beyond = (await store.photos.totalBytes()) - keeping.max_gb * 1e9
  const free = await files.freeBytes()
  return free === undefined ? beyond : Math.max(beyond, keeping.min_free_mb * 1e6 - free)
}

/** How many of the oldest have so many bytes together. */
function countFor(photos: readonly PhotoRecord[], bytes: number): number {
  let sum = 0
  const enough = photos.findIndex(photo => (sum += photo.bytes) >= bytes)
  return enough < 0 ? photos.length : enough + 1
}
