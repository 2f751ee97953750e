/** What a gate lane remembers, hears and does. Everything here is plain data, so that it can be stored and compared. */
import type {
  EntryRequest,
  EntryResult,
  ExitRequest,
  ExitResult,
  GateControl,
  GateDirection,
  GateFact,
  GateHold,
  GateRole,
  HelpReply,
  HoldSource,
  LanePlaces,
  MachineMode,
  OnlinePaymentRequest,
  OnlinePaymentResult,
  PassbackRule,
  PlateRead,
  PriceLine,
} from '@palang/protocol'
import type { BarrierPosition, BoardInput, BoardLack, GateInputs, MoveResult, Saying } from '../../devices/board/port.ts'
import type { ActResult, FailedAct } from '../../devices/status.ts'
import type { ChargeRequest, ChargeResult } from '../../devices/terminal/port.ts'
import type { LoopEffect } from '../loop-effect.ts'
import type { LoneKnowledge } from '../machine.ts'
import type { LonePassage } from './alone.ts'
import type { CardCharge } from './card-charge.ts'
import type { SettledStay } from './grace.ts'
import type { PlatesAround, SeenPlate } from './plate-seen.ts'
import type { CoinsBooked } from '../till/coin-count.ts'
import type { HelpCall } from './help-call.ts'
import type { LoneBooks, LonePrice } from './lone-books.ts'
import type { Paper } from './paper.ts'
import type { OnlinePayment } from '../till/online-payment.ts'
import type { GateDelays, PassageLimits, TimerName } from './delays.ts'

export interface GateConfig {
  id: string
  vehicleClass: string
  direction: GateRole
  currency: string
  offline: { entry: 'refuse' | 'members' | 'all'; exit: 'refuse' | 'signed-ticket' | 'all' }
  /** A printer is fitted: who pays here gets a receipt. */
  printsReceipts: boolean
  /** The reader scans tickets, so what it reads at an exit is a ticket number. */
  readerScansTickets: boolean
  /** What the board fitted here can never tell or do. */
  lacks: readonly BoardLack[]
  /** The board has a voice. */
  speaks: boolean
  /** A plate read with less certainty is noted and opens nothing. */
  minPlateConfidence: number
  passage: PassageLimits
  delays: GateDelays
}

/** What the machine cannot know by itself; handed in with every input. */
export interface GateContext {
  /** Best known time of day, milliseconds UTC. */
  nowMs: number
  /** Milliseconds that never go back. */
  steadyMs: number
  newId(): string
  /** Whether the hub can be heard now. */
  hubOnline(): boolean
  /** When the oldest fact was written that the hub has not taken yet, milliseconds UTC; null when it has them all. */
  untoldSinceMs(): number | null
  /** What the cached list says about a card. */
  cardStanding(cardId: string): 'member' | 'blocked' | 'unknown'
  /** Whether the cached list says that a plate is a member's. */
  isMembersPlate(plate: string): boolean
  /** The site's anti-passback rule as the hub last told it; null where its site file says nothing. */
  passbackRule(): PassbackRule | null
  readonly alone: LoneKnowledge
}

export type Credential =
  | { kind: 'card'; cardId: string }
  | { kind: 'ticket_button' }
  /** `code` is what its QR code said, where that was read. */
  | { kind: 'ticket'; ticket: string; code?: string }
  | { kind: 'plate'; plate: string }

/** What the hub asks for a stay; `paidAmount` counts what earlier visits and this one put in. */
export interface Quote {
  sessionId: string
  amount: number
  paidAmount: number
  currency: string
  durationMinutes: number | null
  lines: PriceLine[]
  /** This gate priced it without the hub. */
  alone?: LonePrice
}

export type VisitStage = 'waiting' | 'authorizing' | 'refused' | 'paying' | 'admitted'

/** One vehicle at this gate, from loop 1 to passage or turning back. */
export interface Visit {
  id: string
  stage: VisitStage
  /** Loop 1 saw it; false while an operator admitted a stay and nobody has come yet. */
  seen: boolean
  credential: Credential | null
  /** What the camera read of it. */
  plate: SeenPlate | null
  requestId: string | null
  /** The hub was asked before it had taken what this gate tells of the money for this stay. */
  isPaidUntold: boolean
  /** A caller of the panel waits for the decision under this id. */
  replyId: string | null
  sessionId: string | null
  commandId: string | null
  ticket: string | null
  /** What its QR code says, where the site seals tickets. */
  ticketCode: string | null
  /** Whole days its membership is still valid, when the hub finds them few. */
  validDays: number | null
  reason: string | null
  /** To leave after paying, as the hub said; null before it has. */
  graceMinutes: number | null
  quote: Quote | null
  /** The hub offers to take what is owed by QRIS. */
  takesQris: boolean
  online: OnlinePayment | null
  /** Why the payment by QRIS before came to nothing. */
  qrisReason: string | null
  /** Why the payment by card before came to nothing. */
  cardReason: string | null
  changeAmount: number
  /** Its change could not be proven to have come out; the driver is told as long as the vehicle is here. */
  changeMissing: boolean
  /** A credential was refused during this visit. */
  wasRefused: boolean
  /** How long the barrier is held for it, once admitted. */
  holdMs: number
  /** The order to open for it reached the board, or may have. */
  orderLeft: boolean
  /** The barrier was proven open for it. */
  opened: boolean
  /** The board went away then, or had been when this program started: nobody saw whether it drove through. */
  unwatchedSinceMs: number | null
}

/** Why something happened, as the facts name it. */
export interface Cause {
  visit_id?: string
  session_id?: string
  command_id?: string
  hold_id?: string
}

/** Held open until somebody lets go of it: everybody drives through, whatever happens to hub, cable or this program meanwhile. */
export interface Hold {
  id: string
  sinceMs: number
  reason: string | null
}

/** Each lets go only of its own: the hub of the site's, a person here of this lane's. */
export type Holds = Record<HoldSource, Hold | null>

export interface Order {
  id: number
  action: 'open' | 'close' | 'stop'
  holdMs: number
  cause: Cause
  /** Waits for the outcome of this order. */
  commandId: string | null
  orderedAtMs: number
  /** Found unfinished after a restart: nobody watched, so a missing proof means unknown, not failed. */
  restored: boolean
  /** It left, and the board did not answer: the board may never have heard it, so a missing proof means unknown, not failed. */
  unanswered: boolean
  /** Its time was over with the boom still on its way, and began once more. */
  extended: boolean
}

export type Barrier =
  | { at: 'rest' }
  | { at: 'moving'; order: Order }
  | { at: 'open'; cause: Cause }
  | { at: 'failed'; cause: Cause; action: Order['action'] }

/** A vehicle on loop 2. */
export interface Crossing {
  cause: Cause
  permitted: boolean
  direction: GateDirection
  /** It came through on the opening of the vehicle before it. */
  tailgated: boolean
  /** Nobody knows whose it is: the session of its cause begins with it. */
  unidentified: boolean
  /** When loop 2 felt it, on the steady clock; null when an earlier run did. */
  sinceMs: number | null
}

/** Times on the steady clock. */
export interface Flicker {
  /** Loop 2 let go of somebody, or of nothing. */
  endedAtMs: number | null
  /** The pulse under way belongs to the vehicle before. */
  isEcho: boolean
  /** Pulses that were no vehicle, of the last seconds. */
  atMs: number[]
}

/** A note that was told to go into the box, and whose money it is. */
export interface NoteInFlight {
  id: string
  amount: number
  visitId: string
  quote: Quote
}

export interface ChangeDue {
  paymentId: string
  sessionId: string
  visitId: string
  amount: number
  currency: string
}

export const deviceNames = ['board', 'reader', 'camera', 'cash', 'coins', 'printer', 'terminal', 'sign', 'plate_reader'] as const
export type DeviceName = (typeof deviceNames)[number]

export interface GateState {
  /** A pay station: there is no lane, and nothing of barrier and loops is ever looked at. Fixed by the site file, so never saved. */
  isStation: boolean
  mode: MachineMode
  phaseSinceMs: number
  inputs: GateInputs
  devices: Partial<Record<DeviceName, boolean>>
  visit: Visit | null
  crossing: Crossing | null
  /** Somebody who was allowed to has gone through since the barrier last stood closed. */
  isFollowable: boolean
  /** What loop 2 told that was no vehicle. */
  flicker: Flicker
  barrier: Barrier
  /** An operator's opening is in force: everybody may pass until the barrier is closed. */
  manual: { commandId: string; holdMs: number } | null
  holds: Holds
  /** The board was told to stay open since the hold began, or since the board came back. */
  holdOrdered: boolean
  /** Orders given for the hold that were not proven; each makes the next wait longer. */
  holdTries: number
  /** The next order for the hold waits for its time. */
  holdPaused: boolean
  /** The lane is done with the open barrier and closes it as soon as that is safe. */
  closeWanted: boolean
  /** A closing that found something in the way waits a moment before the next; not over a restart, which took longer. */
  closeHeldBack: boolean
  note: NoteInFlight | null
  /** What the card terminal was asked to charge, until it has said what became of it. */
  charge: CardCharge | null
  changeDue: ChangeDue | null
  /** Who paid and may still leave, as far as this gate knows. */
  settledStays: SettledStay[]
  /** Null before the acceptor has ever told its count. */
  coins: CoinsBooked | null
  /** Who was asked for money when the last run of this program ended, until the acceptor has told what it counted since. */
  coinPayer: { visitId: string; quote: Quote } | null
  /** Names of the papers given to a printer that has not said yet what became of them. */
  printing: string[]
  /** Codes of the alarms this machine has raised and not cleared; incidents are told and not kept. */
  alarms: string[]
  /** Oldest first; empty once a hub has answered. */
  alone: LonePassage[]
  lone: LoneBooks
  notice: string | null
  help: HelpCall | null
  /** What the hub last said of free places, while that holds; null at an exit. */
  places: LanePlaces | null
  plates: PlatesAround
  loop1SeenAtMs: number | null
  lastOrderId: number
  /** False from a restart until the board has told how things stand. */
  settled: boolean
}

/** The part of the state that survives a restart, written with the facts. */
export type SavedGate = Pick<
  GateState,
  | 'mode'
  | 'visit'
  | 'crossing'
  | 'barrier'
  | 'manual'
  | 'holds'
  | 'help'
  | 'closeWanted'
  | 'note'
  | 'charge'
  | 'changeDue'
  | 'settledStays'
  | 'coins'
  | 'coinPayer'
  | 'printing'
  | 'alarms'
  | 'alone'
  | 'lone'
  | 'lastOrderId'
>

export type Decision = { purpose: 'entry'; result: EntryResult } | { purpose: 'exit'; result: ExitResult }

export type GateInput =
  /** This program begins, with what an earlier run saved; nothing was heard of any device yet. */
  | { kind: 'started' }
  | { kind: 'device'; device: DeviceName; connected: boolean; reason: string }
  /** The board is connected and this is how it stands: after connecting, and after it restarted. */
  | { kind: 'board'; inputs: GateInputs }
  | { kind: 'input'; input: BoardInput; on: boolean }
  | { kind: 'barrier'; position: BarrierPosition; positionKnown: boolean }
  | { kind: 'card'; cardId: string; raw: string }
  | ({ kind: 'plate' } & PlateRead)
  /** Somebody at the panel presented a credential and waits for the decision. */
  | { kind: 'presented'; purpose: 'entry' | 'exit'; credential: Credential; replyId: string }
  /** About a ticket the driver says on the screen that he has lost. */
  | { kind: 'help'; about?: 'ticket' }
  | { kind: 'help_reply'; id: string; reply: HelpReply }
  /** Chosen at the kiosk. */
  | { kind: 'qris'; act: 'start' | 'cancel' }
  | { kind: 'pay_card'; act: 'start' | 'cancel' }
  | { kind: 'charged'; paymentId: string; result: ChargeResult }
  | { kind: 'online_answered'; requestId: string; result: OnlinePaymentResult }
  | { kind: 'online_unanswered'; requestId: string }
  | { kind: 'answered'; requestId: string; decision: Decision }
  | { kind: 'unanswered'; requestId: string }
  | { kind: 'moved'; orderId: number; result: MoveResult }
  | { kind: 'escrow'; amount: number }
  | { kind: 'stacked'; amount: number }
  | { kind: 'returned' }
  /** What became of a note nobody knows, says the device; not always how much it was. */
  | { kind: 'unproven'; amount: number | null; why: string }
  /** The order to take a note was not carried out, or nobody knows. */
  | { kind: 'not_accepted'; noteId: string; result: FailedAct }
  | ({ kind: 'counted' } & CoinsBooked)
  | { kind: 'change_paid'; paymentId: string; result: ActResult }
  | { kind: 'printed'; name: string; result: ActResult }
  /** A picture was taken, or could not be. */
  | { kind: 'photo'; imageId: string | null; reason: string; cause: Cause }
  | { kind: 'command'; id: string; control: GateControl }
  | { kind: 'set_mode'; id: string; mode: MachineMode }
  /** How the hub wants its gates to stand. */
  | { kind: 'hub_hold'; hold: GateHold }
  | { kind: 'lane_hold'; id: string; held: boolean; reason: string }
  | { kind: 'places'; places: LanePlaces | null; goodForMs: number | null }
  | { kind: 'timer'; name: TimerName }

/** What a caller of the panel learns. */
export type Reply =
  | { ok: true; decision: Decision }
  | {
      ok: false
      code: 'no_vehicle' | 'machine_busy' | 'device_unavailable' | 'barrier_fault' | 'emergency_stop' | 'wrong_direction' | 'not_supported'
    }

export type Effect = LoopEffect<GateFact, TimerName> | OwnEffect

export type OwnEffect =
  | { do: 'ask'; requestId: string; purpose: 'entry'; request: EntryRequest }
  | { do: 'ask'; requestId: string; purpose: 'exit'; request: ExitRequest }
  | { do: 'ask_online'; request: OnlinePaymentRequest & { request_id: string } }
  | { do: 'move'; orderId: number; action: Order['action']; holdMs: number }
  | { do: 'cash'; act: 'enable' | 'disable' | 'give_back' }
  | { do: 'cash'; act: 'accept'; noteId: string }
  | ({ do: 'charge' } & ChargeRequest)
  /** Refused once a card was read; the charge itself tells what became of it. */
  | { do: 'cancel_charge' }
  | { do: 'give_change'; paymentId: string; amount: number }
  | { do: 'print'; paper: Paper }
  | { do: 'photograph'; reason: string; cause: Cause }
  /** A photo will be wanted in a moment: cameras that are slow to begin begin now. */
  | { do: 'wake_camera' }
  | { do: 'reply'; replyId: string; reply: Reply }
  | { do: 'speak'; saying: Saying }
  | { do: 'announce_card'; cardId: string; raw: string }

/** One step while it is being worked out: a private copy of the state, and what is to be done. */
export interface Turn {
  readonly config: GateConfig
  readonly context: GateContext
  state: GateState
  effects: Effect[]
  /** Where the barrier came to stand during this step, for the visit to learn of. */
  arrivals: ('open' | 'closed')[]
}
