/**
 * What the edges (HTTP, WebSocket, MQTT) may ask of the hub's inside. Edges translate and authorise; everything that
 * decides is behind these interfaces. All methods may throw `CodedError` with a code of the protocol's catalogue.
 */
import type { Site } from '@palang/config'
import type { Clock, Log } from '@palang/kit'
import type {
  AlertRecipientView,
  AlertTestResult,
  CommandType,
  EntryRequest,
  EntryResult,
  GateHold,
  GateHoldView,
  IncidentGap,
  KeptFrame,
  ExitRequest,
  ExitResult,
  Family,
  MessageType,
  MqttView,
  OnlinePaymentRequest,
  OnlinePaymentResult,
  PaymentMethod,
  RecountBody,
  ValidationRequest,
} from '@palang/protocol'
import type { Actor } from './access/actor.ts'
import type { Revocations } from './access/revocations.ts'
import type { Capacity } from './domain/capacity.ts'
import type { RecountProposal } from './domain/recount.ts'
import type { Meals } from './families/checkpoint/meals.ts'
import type { Treatments } from './families/ozone/treatments.ts'
import type { Outlets } from './outlets.ts'
import type { Notification } from './payments/provider.ts'
import type { Announced } from './readings/announced.ts'
import type { Readings } from './readings/readings.ts'
import type { CommandRecord, DeadLetterRecord, LedgerEntryRecord, SessionRecord } from './store/records.ts'
import type { RecountRecord } from './store/recounts.ts'
import type { Store } from './store/store.ts'
import type { GivenValidation } from './store/tariff-records.ts'

export type { Actor } from './access/actor.ts'

export interface CommandRequest {
  machineId: string
  type: CommandType
  payload: Record<string, unknown>
  actor: Actor
  reason?: string | undefined
  /** Chosen by the asker; the same id runs once and gives the same command back. */
  id?: string | undefined
  idempotencyKey?: string | undefined
  sessionId?: string | undefined
}

export interface MachinePresence {
  machineId: string
  online: boolean
  since: string | null
  lastSeen: string | null
  /** 0 for the first controllers, which know no link protocol. */
  protocol: number | null
  software: string | null
}

/** What a machine kept of its lines. */
export interface AnsweredFrames {
  /** Oldest first. */
  frames: KeptFrame[]
  /** Why frames of the window are not among them. */
  missing: IncidentGap['why'][]
}

export interface Fleet {
  /** Every machine of the site, connected or not. */
  presence(): MachinePresence[]
  isOnline(machineId: string): boolean
  /**
   * Records the command and hands it to the machine. Resolves once it is `accepted` or ended. Throws
   * `unknown_machine`, `machine_offline` (recorded as rejected), `not_supported`, and `database_unavailable`: with a
   * `command_id` for a command that may have run, without for one that never left.
   */
  send(request: CommandRequest): Promise<CommandRecord>
  /**
   * Tells a connected machine how things stand: no command, and kept for nobody. False when it is away or knows no such word; with
   * `capability`, when its greeting did not name that.
   */
  tell(machineId: string, message: { type: MessageType; payload: Record<string, unknown> }, capability?: string): boolean
  /** Resolves when the command has ended (`unknown` included). */
  ended(commandId: string): Promise<CommandRecord>
  /**
   * Hands a connected machine its new token. Resolves once it is on the machine's disk. Throws `machine_offline`,
   * `not_supported` for a machine that cannot keep it, `outcome_unknown` when it does not say so in time.
   */
  deliverToken(machineId: string, secret: string): Promise<void>
  /** The raw bytes of a machine's lines in `[from, to)`, as far as it is there and kept them; never throws. Answers within 20 s. */
  framesOf(machineId: string, window: { from: string; to: string }): Promise<AnsweredFrames>
}

export interface Parking {
  /** Lets a vehicle in; asks the gate to open when the request did not come from the gate itself. Throws `already_inside`, `lot_full`, `card_blocked` … */
  enter(request: EntryRequest, actor: Actor): Promise<EntryResult>
  /** Prices, books a payment when `payment_method` is given by an operator, and lets out. Throws `no_open_session`, `unpaid` (detail: the ExitResult). */
  exit(request: ExitRequest, actor: Actor): Promise<ExitResult>
  /** Ends a stay without passage. */
  forceExit(
    request: { session_id?: string | undefined; card_id?: string | undefined; reason: string },
    actor: Actor,
  ): Promise<SessionRecord>
  /** Notes what a merchant gives an open stay. Throws `no_open_session`, `validation_unknown`, `validation_given`, `forbidden`. */
  giveValidation(request: ValidationRequest, actor: Actor): Promise<{ session: SessionRecord; given: GivenValidation }>
  /** Marks a stay as one whose ticket is lost and prices it with the fine; see families/gate/lost-ticket.ts. Throws `no_open_session`. */
  loseTicket(found: { sessionId: string; gateId: string; reason: string }, actor: Actor): Promise<ExitResult>
  /** Takes the fine alone where no stay is found, and lets the vehicle out. Throws `machine_offline`, and `unpaid` when nothing was taken. */
  fineUnknownStay(
    given: {
      gateId: string
      vehicleClass: string | undefined
      licensePlate: string | undefined
      method: PaymentMethod
      reason: string
    },
    actor: Actor,
  ): Promise<ExitResult>
  capacity(): Promise<Capacity>
  /** Enters a count by hand and ends the stays whose vehicle is gone; see families/gate/recount.ts. Throws `not_found`, `conflict`. */
  recount(request: RecountBody, actor: Actor): Promise<RecountRecord>
  proposeRecount(zoneId: string, vehicleClass: string): Promise<RecountProposal>
}

/** The latest message of one type from one machine, with the time the hub heard it. */
export interface LatestMessage {
  type: MessageType
  machineId: string
  payload: Record<string, unknown>
  at: string
  receivedAt: string
  /** Of the envelope, where the message answers one. */
  id?: string
  /** The machine is away or silent: this is how it was, not how it is. */
  stale?: boolean
}

/** What happens now, as it is told to screens. */
export interface LiveEvent {
  type: MessageType
  machineId: string
  payload: Record<string, unknown>
  /** Now, unless said. */
  at?: string
  /** Echoed as the envelope's id. */
  id?: string
}

/** Holding every gate of the site open; see families/gate/hold.ts. */
export interface GateHolding {
  state(): GateHold
  /** The state, and what can be proven of each gate, or of `only` these. */
  view(only?: readonly string[]): GateHoldView
  /** Resolves once it is written down and every gate that is there was told. Held already: nothing changes. */
  hold(actor: Actor, reason: string): Promise<void>
  /** Lets go of all, also of lanes held at their own machine that can be reached. Throws `conflict` when nothing is held. */
  release(actor: Actor, reason: string): Promise<void>
}

export interface Live {
  /** The latest of each status type of one machine. */
  latest(machineId: string): LatestMessage[]
  latestOf(machineId: string, type: MessageType): LatestMessage | undefined
  /** Tells every screen entitled to hear of the machine; `status` messages replace each other, events do not. */
  publish(event: LiveEvent): void
  /** Number of screens per channel. */
  channels(): Record<string, number>
  /** JPEG frames of a machine's camera; returns how to stop watching. */
  watchCamera(machineId: string, listener: (jpeg: Uint8Array) => void): () => void
  /** How many watch each camera that is watched. */
  cameraViewers(): Record<string, number>
}

/** What a person does about facts that were set aside; see intake/dead-letters.ts. */
export interface DeadLetters {
  /**
   * Takes the letter once more, with the rules of today. Resolves to it as `applied`. Throws `not_found`, or `conflict`
   * when it was looked after before, can never be taken or is refused again; then nothing changes.
   */
  retry(id: string, actor: Actor): Promise<DeadLetterRecord>
  /** Puts the letter away for good. Throws `not_found`, `conflict` when it was looked after before. */
  discard(id: string, actor: Actor, reason: string): Promise<DeadLetterRecord>
}

/** Who is told of alarms outside the console; see alerts/alerts.ts. */
export interface Alerts {
  recipients(): AlertRecipientView[]
  /** Sends a message that says it is a test, now and once. Throws `not_found` for a recipient nobody named. */
  test(recipientId: string): Promise<AlertTestResult>
}

/** Payments by QRIS; see payments/payments.ts. */
export interface OnlinePayments {
  /** Whether customers may be offered to pay by QRIS now. */
  isOffered(): boolean
  /** What a machine asks. Answers at once with how the payment stands; the provider is asked meanwhile. */
  ask(request: OnlinePaymentRequest, actor: Actor): Promise<OnlinePaymentResult>
  /** A provider tells of something. `noted` once it is written down that this has to be looked at. */
  notice(provider: string, notification: Notification): Promise<'noted' | 'forged' | 'other'>
  /**
   * Takes a payment of any method back, wholly or in part, through the provider it came by unless it was given back otherwise. Throws `not_found`,
   * `forbidden`, `conflict` for more than is left, `refund_refused`, `refund_pending`.
   */
  takeBack(
    actor: Actor,
    entryId: string,
    wanted: { amount?: number | undefined; reason: string; given_otherwise?: boolean | undefined },
  ): Promise<LedgerEntryRecord>
}

export interface Broker {
  /** `off` when the site has none or somebody stopped it by hand; `down` when the hub's own should listen and does not, or one elsewhere does not answer. */
  state(): 'ok' | 'off' | 'down'
  view(): MqttView
  /**
   * Starts or stops hearing devices; kept over restarts. Resolves once it is so. Throws `mqtt_off` when the site has no MQTT, and
   * `broker_unavailable` when the hub's own cannot listen; wanted it is then all the same.
   */
  want(wanted: boolean, actor: Actor): Promise<MqttView>
}

/** Tells machines what they are to go by; see families/settings-teller.ts. */
export interface SettingsNews {
  /** Something was committed that machines of the family go by: those that are connected are told now. Never throws. */
  changed(family: Family): Promise<void>
}

export interface HubServices {
  site: Site
  clock: Clock
  log: Log
  store: Store
  fleet: Fleet
  parking: Parking
  hold: GateHolding
  live: Live
  deadLetters: DeadLetters
  revocations: Revocations
  broker: Broker
  alerts: Alerts
  payments: OnlinePayments
  settings: SettingsNews
  /** Machines that are not in the site file. */
  announced: Announced
  outlets: Outlets
  /** Treatment devices on MQTT: who they are, what they tell, where they are. */
  treatments: Treatments
  /** Meal programmes and what gateways scan. */
  meals: Meals
  /** What machines post of their water. */
  readings: Pick<Readings, 'post' | 'standingOf'>
  startedAt: string
  version: string
}
