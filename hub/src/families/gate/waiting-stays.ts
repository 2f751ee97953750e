/**
 * Ends stays that were let in but whose gate never told of a passage, although it had the time: one that was away may
 * still have the passage in its outbox. A passage told later still counts (see `entered`).
 */
import { isoNow, type Clock, type Log, type Timer } from '@palang/kit'
import { noPassageSeen, turnedBack } from '../../domain/stays.ts'
import type { Fleet } from '../../services.ts'
import type { Store } from '../../store/store.ts'

/** Milliseconds. */
export const waitingStayDelays = { lookEvery: 60_000, giveUpAfter: 10 * 60_000 } as const

export interface WaitingStays {
  start(): void
  stop(): void
}

/** Looks once a minute. A stay is given up when it, and its gate's connection, are older than `giveUpAfter`. */
export function watchWaitingStays({ store, clock, log, fleet }: { store: Store; clock: Clock; log: Log; fleet: Fleet }): WaitingStays {
  let timer: Timer | undefined

  async function look(): Promise<void> {
    const before = new Date(clock.now() - waitingStayDelays.giveUpAfter).toISOString()
    const settledIn = fleet.presence().filter(({ online, since }) => online && since !== null && since < before)
    const heard = new Set(settledIn.map(({ machineId }) => machineId))
    let cursor: string | null | undefined
    // Page by page: the stays of a gate that is away for days must not hide those of the others.
    while (heard.size > 0 && cursor !== null) {
      const waiting = await store.sessions.list({ open: true, state: 'waiting', to: before }, { limit: 200, cursor })
      cursor = waiting.nextCursor
      await giveUp(waiting.items.filter(stay => heard.has(stay.machineId)).map(stay => stay.id))
    }
  }

  async function giveUp(due: readonly string[]): Promise<void> {
    if (due.length === 0) return
    await store.transact(async tx => {
      const still = (await tx.sessions.getMany(due)).filter(stay => stay.state === 'waiting')
      await tx.sessions.putMany(still.map(stay => turnedBack(stay, isoNow(clock), noPassageSeen)))
    })
    log.info({ sessions: due }, 'stays ended: no passage seen')
  }

  return {
    start() {
      timer ??= clock.every(waitingStayDelays.lookEvery, () => {
        look().catch((error: unknown) => log.error({ err: error }, 'looking for waiting stays failed'))
      })
    },
    stop() {
      timer?.cancel()
      timer = undefined
    },
  }
}
