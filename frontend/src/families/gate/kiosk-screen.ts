/** Which screen a gate shows: a pure function of what the panel last said. */
import type { GateRole, GateStatus, PriceLine } from '@palang/protocol'
import { type Due, dueOf, type Money, type PayByCard, payByCardOf, type PayByCode, payByCodeOf } from '../../kiosk/pay/ways.ts'
import type { PanelLane } from '../../kiosk/snapshot.ts'
import { type Refusal, refusalOf } from './kiosk-reasons.ts'

/** The part of the panel's snapshot a gate needs. */
export interface GateView {
  direction: GateRole
  barrier: GateStatus
  /** False where no sensor at the barrier says so: then nobody is told that it is open. */
  isBarrierProven: boolean
  /** A vehicle stands on the loop before the barrier. */
  vehicleWaiting: boolean
  lane: PanelLane
  currency: string
  /** The printer is there and its last ticket came out. */
  ticketPrinted: boolean
  /** Change is owed and the machine could not prove that it came out. */
  changeMissing: boolean
  /** Which money the machine takes now; null when it takes none. */
  takes: Money | null
  /** The hub is there, so that QRIS may be offered. */
  hubOnline: boolean
  /** Notes the acceptor takes, in the smallest unit; empty when the machine does not say. */
  acceptedNotes: readonly number[]
}

export interface Bill extends Due {
  /** Given back, or 0. */
  change: number
  durationMinutes: number | undefined
  /** The gate worked it out without its hub. */
  alone: boolean
  lines: readonly PriceLine[]
}

/** Why nobody is served. */
export type WhyNot = 'fault' | 'disabled' | 'emergency_stop'

export type GateScreen =
  | { kind: 'welcome'; direction: GateRole }
  | { kind: 'present'; direction: GateRole }
  | { kind: 'full'; vehicleClass: string; members: boolean }
  | { kind: 'checking'; direction: GateRole }
  | { kind: 'refused'; direction: GateRole; refusal: Refusal }
  | { kind: 'pay'; bill: Bill; takes: Money | null; acceptedNotes: readonly number[]; qris: PayByCode | null; card: PayByCard | null }
  | { kind: 'ticket'; ticket: string; printed: boolean; open: boolean }
  | {
      kind: 'go'
      direction: GateRole
      open: boolean
      lookUp: boolean
      bill: Bill | undefined
      changeMissing: boolean
      /** Days the membership is still valid, when these are few. */
      validDays: number | undefined
    }
  | PaidScreen
  | { kind: 'closing'; direction: GateRole; nextWaits: boolean }
  | { kind: 'held'; direction: GateRole; open: boolean }
  | { kind: 'out_of_order'; direction: GateRole; why: WhyNot }

/** A pay station has what it wants. */
export interface PaidScreen {
  kind: 'paid'
  /** Paid just now, paid before, or nothing was owed. */
  how: 'now' | 'before' | 'free'
  bill: Bill | undefined
  changeMissing: boolean
  /** Until when to leave, and the whole minutes there were for it when this was shown first. */
  leave: { by: string; minutes: number } | undefined
}

/** The one screen for `view`. */
export function gateScreen(view: GateView): GateScreen {
  const { lane, direction } = view
  if (lane.reason === 'emergency_stop' && lane.phase === 'fault') return { kind: 'out_of_order', direction, why: 'emergency_stop' }
  // Nothing is asked of anybody while the gate is held open, whatever the lane does meanwhile.
  if (lane.hold !== undefined) return { kind: 'held', direction, open: view.barrier === 'open' }
  switch (lane.phase) {
    case 'idle':
      if (direction === 'pay' && lane.reason === undefined) return { kind: 'present', direction }
      // A notice, such as a card held to the reader while nobody stands on the line.
      if (lane.reason !== undefined) return { kind: 'refused', direction, refusal: refusalOf(lane.reason) }
      return fullScreen(view) ?? { kind: 'welcome', direction }
    case 'vehicle_waiting':
      if (lane.reason !== undefined) return { kind: 'refused', direction, refusal: refusalOf(lane.reason) }
      return fullScreen(view) ?? { kind: 'present', direction }
    case 'authorizing':
      return { kind: 'checking', direction }
    case 'refused':
      return { kind: 'refused', direction, refusal: refusalOf(lane.reason) }
    case 'paying':
      return {
        kind: 'pay',
        bill: billOf(view),
        takes: view.takes,
        acceptedNotes: view.acceptedNotes,
        qris: payByCodeOf(lane.qris, view.hubOnline),
        card: payByCardOf(lane.card),
      }
    case 'paid':
      return paidScreen(view)
    case 'opening':
    case 'passing':
      return letThrough(view)
    case 'closing':
      return { kind: 'closing', direction, nextWaits: view.vehicleWaiting }
    case 'fault':
      return { kind: 'out_of_order', direction, why: 'fault' }
    case 'disabled':
      return { kind: 'out_of_order', direction, why: 'disabled' }
  }
}

/** No place for everybody: said before anybody presses the button. */
function fullScreen({ lane: { places } }: GateView): GateScreen | undefined {
  if (places === undefined || places.open_to === 'everyone') return undefined
  return { kind: 'full', vehicleClass: places.vehicle_class, members: places.open_to === 'members' }
}

function letThrough(view: GateView): GateScreen {
  const open = view.barrier === 'open' && view.isBarrierProven
  if (view.direction === 'in' && view.lane.ticket !== undefined) {
    return { kind: 'ticket', ticket: view.lane.ticket, printed: view.ticketPrinted, open }
  }
  const bill = view.direction === 'out' && view.lane.amount !== undefined ? billOf(view) : undefined
  const lookUp = view.barrier === 'open' && !view.isBarrierProven
  const changeMissing = view.changeMissing && bill !== undefined && bill.change > 0
  const validDays = view.direction === 'in' ? view.lane.valid_days : undefined
  return { kind: 'go', direction: view.direction, open, lookUp, bill, changeMissing, validDays }
}

function paidScreen(view: GateView): PaidScreen {
  const { lane, changeMissing } = view
  const how = lane.reason === 'already_paid' ? 'before' : lane.reason === 'nothing_to_pay' ? 'free' : 'now'
  const bill = lane.amount === undefined ? undefined : billOf(view)
  return { kind: 'paid', how, bill, changeMissing: changeMissing && (bill?.change ?? 0) > 0, leave: leaveOf(lane) }
}

/** The machine's own times are compared, whatever the clock of the screen says. */
function leaveOf({ leave_by: by, since }: PanelLane): PaidScreen['leave'] {
  if (by === undefined || since === undefined) return undefined
  return { by, minutes: Math.max(0, Math.floor((Date.parse(by) - Date.parse(since)) / 60_000)) }
}

function billOf({ lane, currency }: GateView): Bill {
  return {
    ...dueOf(lane.amount ?? 0, lane.paid_amount ?? 0, lane.currency ?? currency),
    change: lane.change_amount ?? 0,
    durationMinutes: lane.duration_minutes,
    alone: lane.alone === true,
    lines: lane.lines ?? [],
  }
}
