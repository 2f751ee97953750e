/**
 * The car park's use cases, behind the gate's own requests, the HTTP API and the screens. Decisions are taken one after
 * the other, so that two gates cannot both admit the same card.
 */
import { CodedError, isoNow } from '@palang/kit'
import { capacityOf } from '../../domain/capacity.ts'
import type { Actor, Parking } from '../../services.ts'
import type { SessionRecord } from '../../store/records.ts'
import type { ParkingParts } from './decision.ts'
import { decisionsOf } from './decisions.ts'
import { enter } from './entry.ts'
import { leave } from './exit.ts'
import { endByForce, tellForced } from './forced-exit.ts'
import { parkedAt } from './places.ts'
import { proposeRecount, recount } from './recount.ts'
import { giveValidation } from './validations.ts'
import { fineUnknownStay, loseTicket } from './lost-ticket.ts'

/** The parking use cases of one outlet. */
export function createParking(options: Omit<ParkingParts, 'decisions' | 'openings'>): Parking {
  const parts: ParkingParts = { ...options, decisions: decisionsOf(options.store), openings: new Map() }
  const { site, store, clock, decisions } = parts
  const outletId = site.outlet.id

  return {
    enter: (request, actor) => enter(parts, request, actor),
    exit: (request, actor) => leave(parts, request, actor),
    giveValidation: (request, actor) => giveValidation(parts, request, actor),
    loseTicket: (found, actor) => loseTicket(parts, found, actor),
    fineUnknownStay: (given, actor) => fineUnknownStay(parts, given, actor),
    async forceExit({ session_id: sessionId, card_id: cardId, reason }, actor) {
      const at = isoNow(clock)
      const ended = await decisions.decide(async tx => {
        const found =
          sessionId === undefined ? await tx.sessions.findOpen(outletId, { cardId }) : (await tx.sessions.getMany([sessionId]))[0]
        if (found === undefined || found.closedAt !== null) throw new CodedError('no_open_session', 'there is no open session to end')
        return endByForce(tx, found, { at, actor, reason })
      })
      tellForced(parts, ended, reason)
      photographExit(parts, ended, actor, reason)
      return ended
    },
    async capacity() {
      return capacityOf(await store.zones.list(outletId), await parkedAt(store, site, clock.now()))
    },
    recount: (request, actor) => recount(parts, request, actor),
    proposeRecount: (zoneId, vehicleClass) => proposeRecount(parts, zoneId, vehicleClass),
  }
}

/** Keeps a picture of the exit when a stay is ended by hand. A camera that is away keeps nobody from ending it. */
function photographExit({ site, fleet }: ParkingParts, { id: sessionId }: SessionRecord, actor: Actor, reason: string): void {
  const exit = site.machines.find(({ id, direction, devices }) => direction === 'out' && devices.camera !== undefined && fleet.isOnline(id))
  if (exit === undefined) return
  const payload = { action: 'capture', gate_id: exit.id, session_id: sessionId }
  fleet.send({ machineId: exit.id, type: 'camera_control', payload, actor, reason, sessionId }).catch(() => undefined)
}
