/**
 * The car park's use cases, behind the gate's own requests, the HTTP API and the screens. Decisions are taken one after
 * the other, so that two gates cannot both admit the same card.
 */
import { CodedError, isoNow, mutex } from '@palang/kit'
import { capacityOf } from '../../domain/capacity.ts'
import { forced } from '../../domain/stays.ts'
import type { Parking } from '../../services.ts'
import { auditAct, type ParkingParts } from './decision.ts'
import { enter } from './entry.ts'
import { leave } from './exit.ts'

/** The parking use cases of one outlet. */
export function createParking(options: Omit<ParkingParts, 'decisions' | 'openings'>): Parking {
  const parts: ParkingParts = { ...options, decisions: mutex(), openings: new Map() }
  const { site, store, clock, live, decisions } = parts
  const outletId = site.outlet.id

  return {
    enter: (request, actor) => enter(parts, request, actor),
    exit: (request, actor) => leave(parts, request, actor),
    async forceExit({ session_id: sessionId, card_id: cardId, reason }, actor) {
      const at = isoNow(clock)
      const ended = await decisions.run(() =>
        store.transact(async tx => {
          const found =
            sessionId === undefined ? await tx.sessions.findOpen(outletId, { cardId }) : (await tx.sessions.getMany([sessionId]))[0]
          if (found === undefined || found.closedAt !== null) throw new CodedError('no_open_session', 'there is no open session to end')
          const next = forced(found, at, reason)
          await tx.sessions.putMany([next])
          await auditAct(tx, actor, {
            at,
            action: 'parking.force_exit',
            subject: found.id,
            before: { state: found.state },
            after: { state: next.state },
            reason,
          })
          return next
        }),
      )
      const result = { approved: true, session_id: ended.id, card_id: ended.cardId, reason, stage: 'closed' }
      live.publish({ type: 'parking_event', machineId: ended.machineId, payload: { event: 'forced', gate: ended.machineId, result } })
      return ended
    },
    async capacity() {
      return capacityOf(await store.zones.list(outletId), await store.sessions.occupancy(outletId))
    },
  }
}
