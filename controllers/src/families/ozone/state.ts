/** The state of a treatment machine, what comes in and what is to be done. */
import type {
  MachineMode,
  RemainderTo,
  SaleResult,
  Treatment,
  TreatmentEnd,
  TreatmentFact,
  TreatmentOffer,
  TreatmentPurpose,
  TreatmentSellingSettings,
} from '@palang/protocol'
import type { LastMeasuredResult, Measured, TreatmentSwitches } from '../../devices/board/treatment-port.ts'
import type { ActResult } from '../../devices/status.ts'
import type { Connection } from '../device-presence.ts'
import type { LoopEffect } from '../loop-effect.ts'
import type { PayingDevice } from '../paying-devices.ts'
import type { Credit } from '../till/credit.ts'
import type { Till, TillDelays, TillEffect, TillInput } from '../till/till.ts'
import type { TimerName } from './delays.ts'
import type { LearnedPrices, OrderedSettings } from './settings.ts'

/** One treatment at the board, from the order to its end. */
export interface Run {
  sessionId: string
  /** A customer's treatment has none. */
  commandId: string | null
  /** Of whoever stops it, answered when it has ended. */
  stopCommandId: string | null
  purpose: TreatmentPurpose
  treatment: Treatment
  plannedS: number
  /**
   * - `asked`: the board is asked for its last treatment, to tell this one from it; nothing is intended yet.
   * - `ordered`: the intention is in the journal, the order is on its way.
   * - `running`: the board has it in hand.
   * - `found`: an earlier run of the program ordered it; what became of it is asked.
   */
  stage: 'asked' | 'ordered' | 'running' | 'found'
  /** The board had taken the order in hand. */
  started: boolean
  /** The board's last treatment before this one; null where it keeps no memory. */
  countBefore: number | null
  /** The board's start during which it was ordered, as the board names it. */
  boot: string | null
  /** How long the board said that it has run. */
  heardMs: number
  stoppedFor: 'stopped' | 'door' | 'estop' | 'max_run' | null
  /** The board lost its power since. */
  powerLost: boolean
}

/** A treatment that has ended. */
export interface EndedRun {
  sessionId: string
  treatment: Treatment
  reason: TreatmentEnd
  plannedS: number
  actualS: number
  exact: boolean
  atMs: number
}

/** How a sale ends; nothing ran where `actualS` is 0. */
export interface SaleEnd {
  result: SaleResult
  reason: TreatmentEnd
  actualS: number
  exact: boolean
}

/** One sale, from the choice to its one end. What is paid stands in the till's bill of the same session. */
export interface Sale {
  sessionId: string
  treatment: Treatment
  plannedS: number
  price: number
  /** All that was left over from the sale before. */
  creditUsed: number
  stage: 'paying' | 'running'
  /** That it is covered is written down. */
  isPaid: boolean
  stoppedBy: 'customer' | 'operator' | null
  /** Decided, and settled as soon as nothing can bring money any more. */
  end: SaleEnd | null
}

/** A sale that has ended, while its customer reads what became of it. */
export interface EndedSale extends SaleEnd, Pick<Sale, 'stoppedBy'> {
  sessionId: string
  treatment: Treatment
  plannedS: number
  price: number
  charged: number
  remainder: number
  remainderTo: RemainderTo
  /** Of the remainder, what went back to a prepaid card. */
  toPrepaid: number
}

export interface Shop {
  sale: Sale | null
  ended: EndedSale | null
  credit: Credit | null
  /** Since when the screen is as it is. */
  sinceMs: number
}

export interface OzoneState {
  mode: MachineMode
  /** Whether the board is there; undefined before it was heard of. */
  board: boolean | undefined
  boot: string | null
  switches: TreatmentSwitches
  /** The emergency stop was pressed; released alone it does not open the machine again. */
  isStopLatched: boolean
  run: Run | null
  lastRun: EndedRun | null
  /** The machine rests until then, milliseconds UTC. */
  restUntilMs: number
  alarms: string[]
  devices: Partial<Record<PayingDevice, boolean>>
  till: Till
  shop: Shop
  /** What an operator ordered; what he did not name is as the site file says. */
  ordered: OrderedSettings
  /** Null before the hub has told any. */
  prices: LearnedPrices | null
}

/** What a restart finds again. */
export type SavedOzone = Omit<OzoneState, 'board' | 'boot' | 'switches' | 'devices'>

export interface OzoneConfig {
  machineId: string
  currency: string
  delays: TillDelays
  takesCoins: boolean
  takesCards: boolean
  takesPrepaid: boolean
  treatments: readonly TreatmentOffer[]
  treatmentsVersion: string
  maxRunS: number
  coolDownS: number
  hasDoor: boolean
  creditMs: number
}

/** What a step may ask of the world outside. */
export interface OzoneContext {
  nowMs: number
  newId(): string
  hubOnline(): boolean
}

export type OzoneInput =
  /** This program begins, with what an earlier run saved; nothing was heard of any device yet. */
  | { kind: 'started' }
  | TillInput
  | Connection<PayingDevice>
  | { kind: 'learned'; settings: TreatmentSellingSettings }
  /** `boot` names the board's start, where it does. */
  | { kind: 'board'; connected: true; boot: string | null; switches: TreatmentSwitches }
  | { kind: 'board'; connected: false; reason: string }
  | { kind: 'restarted'; cause: string }
  | { kind: 'switches'; switches: TreatmentSwitches }
  /** By a customer. */
  | { kind: 'choose'; treatment: Treatment }
  /** By the customer, before and while it runs, and after. */
  | { kind: 'cancel' | 'stop' | 'done' }
  /** Without a session the machine names it, without seconds it runs as it is sold. */
  | { kind: 'start'; id: string; treatment: Treatment; seconds?: number | undefined; sessionId?: string | undefined }
  | { kind: 'stop_treatment'; id: string }
  | { kind: 'settings'; id: string; wanted: OrderedSettings }
  | { kind: 'set_mode'; id: string; mode: MachineMode }
  | { kind: 'help' }
  /** What the board remembers of its last treatment, asked for this one. */
  | { kind: 'remembered'; sessionId: string; last: LastMeasuredResult }
  /** Whether the board took the order. */
  | { kind: 'taken'; sessionId: string; result: ActResult }
  | ({ kind: 'ran' } & Measured)
  | { kind: 'timer'; name: TimerName }

export type OwnEffect = TillEffect | { do: 'ask_last'; sessionId: string } | { do: 'run'; sessionId: string; ms: number } | { do: 'halt' }

export type Effect = LoopEffect<TreatmentFact, TimerName> | OwnEffect

/** One step on its way: `state` is its own copy. */
export interface Turn {
  config: OzoneConfig
  context: OzoneContext
  state: OzoneState
  effects: TurnEffect[]
}

export type TurnEffect = LoopEffect<TreatmentFact | TillPaid, TimerName> | OwnEffect

/** The till names what was paid by its own word; see `machine.ts`. */
interface TillPaid {
  type: 'sale_paid'
  payload: Extract<TreatmentFact, { type: 'treatment_paid' }>['payload']
}
