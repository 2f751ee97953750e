/**
 * The intake of treatment devices: every event is kept once, becomes a treatment of the machine its device was at, and is added up, all
 * in the transaction after which its device hears of it. What cannot be used is set aside, never refused: a device would send it for ever.
 */
import { mappingsOf, type Site } from '@palang/config'
import { CodedError, isoNow, type Clock, type Log } from '@palang/kit'
import type { DeviceReply } from '@palang/protocol'
import type { Live } from '../../services.ts'
import type { Outlets } from '../../outlets.ts'
import { groupCommit } from '../../store/group-commit.ts'
import type { DeadLetterRecord } from '../../store/records.ts'
import type { Store, Tx } from '../../store/store.ts'
import type { ClockSample } from '../../domain/clock-offset.ts'
import { createBucketStarts } from './buckets.ts'
import type { DeviceBook } from './device-book.ts'
import type { DeviceWord } from './device-word.ts'
import { rereadLetter } from './device-letters.ts'
import type { Heard } from './heard-words.ts'
import { writeWords, type Written } from './telemetry-batch.ts'

/** Words in one transaction: half a second of five thousand devices, and far below what makes others wait. */
const wordsPerCommit = 500

export interface Telemetry {
  /** Resolves after the commit; throws `database_unavailable`. The same word again changes nothing. */
  receive(word: DeviceWord): Promise<void>
  /**
   * Takes a message that was set aside once more, within the transaction that puts its letter away; what is returned is to be called after
   * the commit. Throws `conflict` when nobody can use it still.
   */
  retake(tx: Tx, letter: Pick<DeadLetterRecord, 'item'>): Promise<() => void>
  /** Tells the listener what a device answers to commands. */
  onReply(listener: (deviceId: string, reply: DeviceReply) => void): void
  /** Tells the listener which devices were heard, after the commit; returns how to stop. */
  onHeard(listener: (deviceIds: readonly string[]) => void): () => void
  idle(): Promise<void>
}

export interface TelemetryParts {
  site: Pick<Site, 'outlet' | 'telemetry'>
  store: Store
  clock: Clock
  log: Log
  live: Pick<Live, 'publish'>
  book: DeviceBook
  outlets: Pick<Outlets, 'get' | 'zoneOf'>
}

/** The intake of one hub; the book must have been started before the first word. */
export function createTelemetry(parts: TelemetryParts): Telemetry {
  const { site, store, clock, log, live, book } = parts
  const replyListeners = new Set<(deviceId: string, reply: DeviceReply) => void>()
  const heardListeners = new Set<(deviceIds: readonly string[]) => void>()
  const samples = new Map<string, ClockSample>()
  const bucketStarts = createBucketStarts()

  function remember(written: Written): void {
    book.note({ devices: written.devices })
    for (const [id, sample] of written.samples) samples.set(id, sample)
    for (const event of written.told) live.publish(event)
  }

  async function commit(heard: readonly Heard[]): Promise<true[]> {
    const written = await store.transact(tx => writeWords(tx, heard, { ...parts, samples, bucketStarts }))
    remember(written)
    for (const { deviceId: device, code, message: reason } of written.unreadable)
      log.warn({ device, code, reason }, 'a message of a device was set aside')
    const ids = [...new Set(heard.map(({ word }) => word.deviceId))]
    for (const listener of heardListeners) listener(ids)
    return heard.map(() => true)
  }

  const queue = groupCommit<Heard, true>({ commit, maxWeight: wordsPerCommit })

  return {
    async receive(word) {
      if (word.kind === 'reply') {
        for (const listener of replyListeners) listener(word.deviceId, word.reply)
        return
      }
      await queue.submit({ word, receivedAt: isoNow(clock) })
    },
    async retake(tx, letter) {
      const word = rereadLetter(letter, mappingsOf(site.telemetry))
      const written = await writeWords(tx, [{ word, receivedAt: isoNow(clock) }], { ...parts, samples, bucketStarts })
      const [refused] = written.unreadable
      if (refused !== undefined) throw new CodedError('conflict', `it is still refused: ${refused.message}`)
      return () => remember(written)
    },
    onReply: listener => void replyListeners.add(listener),
    onHeard(listener) {
      heardListeners.add(listener)
      return () => heardListeners.delete(listener)
    },
    idle: () => queue.idle(),
  }
}
