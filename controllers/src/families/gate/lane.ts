/** What the kiosk and the console see of the lane, derived from its state. */
import { openTo, type GateStatusPayload, type Lane, type LanePhase } from '@palang/protocol'
import type { BoardLack } from '../../devices/board/port.ts'
import { isCharged } from './card-charge.ts'
import { onlineSeen } from '../till/online-payment.ts'
import type { GateState } from './state.ts'

/** The one phase the lane is in. Out of service and faults come first, then the customer, then the barrier. */
export function phaseOf(state: GateState): LanePhase {
  const { barrier, visit } = state
  if (state.mode !== 'active') return 'disabled'
  if (state.isStation) return stationPhase(state)
  if (state.inputs.estop || barrier.at === 'failed' || state.devices.board === false) return 'fault'
  if (visit?.stage === 'authorizing' || visit?.stage === 'refused' || visit?.stage === 'paying') return visit.stage
  if (barrier.at === 'moving') return barrier.order.action === 'open' ? 'opening' : 'closing'
  if (isLeftToClose(state)) return visit?.seen === true ? 'vehicle_waiting' : 'closing'
  if (barrier.at === 'open')
    return state.inputs.barrier === 'closing' || (state.closeWanted && !state.closeHeldBack) ? 'closing' : 'passing'
  if (visit?.stage === 'admitted') return 'opening'
  return visit?.seen === true ? 'vehicle_waiting' : 'idle'
}

/** A pay station begins with what is shown to it. */
function stationPhase({ visit }: GateState): LanePhase {
  if (visit === null || visit.stage === 'waiting') return 'idle'
  return visit.stage === 'admitted' ? 'paid' : visit.stage
}

/** Nobody is let through any more, and the barrier closes without telling when: the next vehicle is served meanwhile. */
function isLeftToClose({ barrier, inputs, manual, visit, crossing }: GateState): boolean {
  return barrier.at === 'open' && inputs.barrier === 'unknown' && manual === null && crossing === null && visit?.stage !== 'admitted'
}

/** The lane as the protocol tells it. */
export function laneOf(state: GateState): Lane {
  const { visit } = state
  const reason = reasonOf(state)
  const base: Lane = {
    phase: phaseOf(state),
    since: new Date(state.phaseSinceMs).toISOString(),
    ...(reason === null ? {} : { reason }),
    ...holdOf(state),
    ...helpOf(state),
    ...placesShown(state),
  }
  if (visit === null) return base
  return {
    ...base,
    visit_id: visit.id,
    ...(visit.sessionId === null ? {} : { session_id: visit.sessionId }),
    ...(visit.credential?.kind === 'card' ? { card_id: visit.credential.cardId } : {}),
    ...ticketOf(visit),
    ...(visit.validDays === null ? {} : { valid_days: visit.validDays }),
    ...(visit.quote === null ? {} : priceOf(visit.quote)),
    ...(isCharged(state) ? {} : qrisOf(visit)),
    ...cardOf(state),
    ...(visit.changeAmount > 0 ? { change_amount: visit.changeAmount } : {}),
    ...leaveBy(state),
  }
}

function holdOf({ holds }: GateState): Pick<Lane, 'hold'> {
  const source = holds.hub === null ? 'machine' : 'hub'
  const hold = holds[source]
  if (hold === null) return {}
  const { id, sinceMs, reason } = hold
  return { hold: { hold_id: id, source, since: new Date(sinceMs).toISOString(), ...(reason === null ? {} : { reason }) } }
}

function helpOf({ help }: GateState): Pick<Lane, 'help'> {
  if (help === null) return {}
  const { id, calledAtMs, answeredAtMs, answeredBy, said } = help
  return {
    help: {
      call_id: id,
      called_at: new Date(calledAtMs).toISOString(),
      ...(answeredAtMs === null ? {} : { answered_at: new Date(answeredAtMs).toISOString() }),
      ...(answeredBy === null ? {} : { answered_by: answeredBy }),
      ...said,
    },
  }
}

function placesShown({ places }: GateState): Pick<Lane, 'places'> {
  return places === null ? {} : { places: { vehicle_class: places.vehicle_class, open_to: openTo(places) } }
}

function ticketOf(visit: NonNullable<GateState['visit']>): Pick<Lane, 'ticket' | 'ticket_code'> {
  const ticket = visit.ticket ?? (visit.credential?.kind === 'ticket' ? visit.credential.ticket : null)
  if (ticket === null) return {}
  return { ticket, ...(visit.ticketCode === null ? {} : { ticket_code: visit.ticketCode }) }
}

function qrisOf({ stage, takesQris, online, qrisReason }: NonNullable<GateState['visit']>): Pick<Lane, 'qris'> {
  if (stage !== 'paying') return {}
  return onlineSeen(online, takesQris ? 'offered' : 'none', qrisReason)
}

/** Offered wherever the terminal is ready and nothing else is under way; not while it owes an answer about somebody before. */
function cardOf(state: GateState): Pick<Lane, 'card'> {
  const { visit, charge, devices } = state
  if (visit?.stage !== 'paying') return {}
  if (charge !== null && isCharged(state))
    return { card: { state: charge.unknownSinceMs === null ? charge.stage : 'asking', amount: charge.amount } }
  if (charge !== null || devices.terminal !== true || visit.online !== null) return {}
  return { card: { state: 'offered', ...(visit.cardReason === null ? {} : { reason: visit.cardReason }) } }
}

function leaveBy({ isStation, visit, settledStays }: GateState): Pick<Lane, 'leave_by'> {
  const stay = isStation && visit?.stage === 'admitted' ? settledStays.find(({ sessionId }) => sessionId === visit.sessionId) : undefined
  return stay === undefined ? {} : { leave_by: new Date(stay.atMs + stay.graceMinutes * 60_000).toISOString() }
}

function priceOf(quote: NonNullable<NonNullable<GateState['visit']>['quote']>): Partial<Lane> {
  return {
    amount: quote.amount,
    paid_amount: quote.paidAmount,
    currency: quote.currency,
    lines: quote.lines,
    ...(quote.alone === undefined ? {} : { alone: true }),
    ...(quote.durationMinutes === null ? {} : { duration_minutes: quote.durationMinutes }),
  }
}

function reasonOf(state: GateState): string | null {
  if (state.devices.board === false) return 'device_unavailable'
  if (state.inputs.estop) return 'emergency_stop'
  if (state.barrier.at === 'failed') return 'barrier_fault'
  return state.visit?.reason ?? state.notice
}

function cannotOf(lacks: readonly BoardLack[]): Pick<GateStatusPayload, 'cannot'> {
  const cannot = [...(lacks.includes('close') ? ['close' as const] : []), ...(lacks.includes('halt') ? ['stop' as const] : [])]
  return cannot.length === 0 ? {} : { cannot }
}

/**
 * `gate_status` as the board tells it; one that is not connected tells nothing. Where the board does not say where the barrier
 * stands, it is what the lane takes it for. A sensor that is not fitted is left out.
 */
export function gateStatusOf(state: GateState, lacks: readonly BoardLack[] = []): GateStatusPayload {
  const connected = state.devices.board === true
  const { barrier, loop1, loop2, beam, positionKnown, estop } = state.inputs
  const failed = connected && state.barrier.at === 'failed' && barrier !== 'open' && barrier !== 'closed'
  const assumed = state.barrier.at === 'open' ? ('open' as const) : state.barrier.at === 'rest' ? ('closed' as const) : ('unknown' as const)
  const status = !connected ? 'unknown' : failed ? 'fault' : barrier === 'unknown' && !positionKnown ? assumed : barrier
  return {
    status,
    loop1,
    ...(lacks.includes('loop2') ? {} : { loop2 }),
    ...(lacks.includes('beam') ? {} : { beam }),
    position_known: positionKnown,
    ...cannotOf(lacks),
    ...(estop ? { estop } : {}),
  }
}
