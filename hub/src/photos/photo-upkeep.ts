/**
 * Lets pictures go: those past their time, and while they take more room than they may the oldest of the rest. Pictures of an open
 * session stay, and those people may argue about go by their age only. What cannot be brought below the limit is an alarm.
 */
import { isCoded, isoNow, type Clock, type Timer } from '@palang/kit'
import { alarmMessage, clear, raise } from '../domain/alarms.ts'
import type { Live } from '../services.ts'
import { photoRound, type RoundParts } from './photo-round.ts'

/** Milliseconds. */
export const photoUpkeepDelays = { first: 2 * 60_000, every: 3_600_000, again: 10 * 60_000 } as const

const photoAlarm = { code: 'photos_no_room', machineId: 'hub' } as const

export interface PhotoUpkeep {
  start(): void
  stop(): void
  /** One round now; resolves once it is done. */
  round(): Promise<void>
}

type Parts = Omit<RoundParts, 'rest' | 'isStopped'> & Partial<Pick<RoundParts, 'rest'>> & { live: Pick<Live, 'publish'> }

/** Not looking after anything yet. */
export function photoUpkeep({ store, clock, log, live, files, keeping, rest = pauseOn(clock) }: Parts): PhotoUpkeep {
  let timer: Timer | undefined
  let isStopped = false

  const round = async () => tell(await photoRound({ store, clock, log, files, keeping, rest, isStopped: () => isStopped }))

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

const restMs = 50

function pauseOn(clock: Clock): () => Promise<void> {
  return () => new Promise(resolve => clock.after(restMs, resolve))
}
