/**
 * Plays a day against a hub: everything in its order and at its time, as fast as it was asked for. The day waits for a slow hub: what
 * happened after something was also told after it, so that a scan whose clock is wrong is still put between those it happened between.
 */
import { CodedError } from '@palang/kit/errors'
import type { DayAct, PlayedDay } from './played-day.ts'
import { createPlayedGateway, type PlayedGateway } from './played-gateway.ts'

/** Says whether the hub answered 200. Never rejects. */
export type SendScans = (gatewayId: string, items: readonly object[]) => Promise<boolean>

export interface DayClock {
  now(): number
  /** Resolves when it is so late, at once where it is later; rejects to end the day. */
  until(ms: number): Promise<void>
}

export interface PlayDayOptions {
  clock: DayClock
  /** Seconds of the day in one of the clock. */
  speed: number
  send: SendScans
  /** A kitchen has cooked. */
  cooked(kitchen: string, atMs: number): Promise<void>
}

/** What the gateways wrote and how often they had to send. */
export interface DayTold {
  gateways: readonly PlayedGateway[]
  syncs: number
  /** Syncs whose answer was lost. */
  lostAnswers: number
}

/** A hub that does not take the last of it in so many tries never will. */
const lastTries = 30
const betweenTriesMs = 1_000

/** Resolves once everything was told. Throws `unreachable` when the hub does not take it. */
export async function playDay(day: PlayedDay, { clock, speed, send, cooked }: PlayDayOptions): Promise<DayTold> {
  const startMs = clock.now()
  const gateways = new Map(day.gateways.map(make => [make.id, createPlayedGateway(make, startMs)]))
  let [syncs, lostAnswers, lastMs] = [0, 0, startMs]

  async function sync(gateway: PlayedGateway, isAnswerLost: boolean): Promise<void> {
    const items = [...gateway.waiting()]
    if (items.length === 0) return
    // Nothing is heard in the millisecond in which it was scanned: which was first would be anybody's guess.
    await clock.until(lastMs + 1)
    const isTaken = await send(gateway.make.id, items)
    lastMs = clock.now()
    syncs += 1
    if (isTaken && isAnswerLost) lostAnswers += 1
    else if (isTaken) gateway.mark(items)
  }

  async function play(act: Exclude<DayAct, { kind: 'cooked' }>): Promise<void> {
    const gateway = gateways.get(act.gateway)
    if (gateway === undefined) return
    if (act.kind === 'sync') return sync(gateway, act.isAnswerLost)
    await clock.until(lastMs + 1)
    lastMs = clock.now()
    if (act.kind === 'scan') gateway.scan(act, lastMs)
    else gateway.blunder(act.as, lastMs)
  }

  for (const act of day.acts) {
    await clock.until(startMs + (act.atS * 1_000) / speed)
    if (act.kind === 'cooked') await cooked(act.kitchen, clock.now())
    else await play(act)
  }
  for (const gateway of gateways.values()) {
    for (let tries = 0; gateway.waiting().length > 0; tries += 1) {
      if (tries === lastTries) throw new CodedError('unreachable', `the hub does not take the scans of ${gateway.make.id}`)
      if (tries > 0) await clock.until(clock.now() + betweenTriesMs)
      await sync(gateway, false)
    }
  }
  return { gateways: [...gateways.values()], syncs, lostAnswers }
}
