/** The state of a water machine, what comes in and what is to be done. */
import type { MachineMode, PourEnd, PourPurpose, Product, WaterFact, WaterSettings } from '@palang/protocol'
import type { LastMeasuredResult, Measured, WaterSwitch } from '../../devices/board/water-port.ts'
import type { ActResult } from '../../devices/status.ts'
import type { Connection } from '../device-presence.ts'
import type { LoopEffect } from '../loop-effect.ts'
import type { PayingDevice } from '../paying-devices.ts'
import type { Till, TillDelays, TillEffect, TillInput } from '../till/till.ts'
import type { TimerName } from './delays.ts'
import type { Interlock, QualityEffect, QualityInput, QualityRules, QualityState } from './quality-state.ts'
import type { SaleReceipt } from './receipt.ts'
import type { SaleInput, Shop } from './sale-state.ts'
import type { LearnedSettings } from './settings.ts'

/** One pour, from the command to its end. */
export interface Pour {
  sessionId: string
  /** A customer's pour has none. */
  commandId: string | null
  /** Of whoever stops it, answered when it has ended. */
  stopCommandId: string | null
  purpose: PourPurpose
  volumeMl: number
  pulses: number
  /** The calibration it was ordered with. */
  pulsesPerLitre: number
  maxMs: number
  /**
   * - `asked`: the board is asked for its last pour, to tell this one from it; nothing is intended yet.
   * - `ordered`: the intention is in the journal, the order is on its way.
   * - `running`: the board has it in hand.
   * - `found`: an earlier run of the program ordered it; what became of it is asked.
   */
  stage: 'asked' | 'ordered' | 'running' | 'found'
  /** The board had taken the order in hand. */
  started: boolean
  /** The board's last pour before this one; null where it keeps no memory. */
  countBefore: number | null
  /** The board's start during which it was ordered, as the board names it. */
  boot: string | null
  /** The meter when it was ordered. */
  flowBefore: number | null
  /** What was heard of it on the way. */
  heardPulses: number
  stoppedFor: 'stopped' | 'over_run' | null
  /** The board lost its power since. */
  powerLost: boolean
}

/** A pour that has ended. */
export interface EndedPour {
  sessionId: string
  volumeMl: number
  reason: PourEnd
  pulses: number
  deliveredMl: number
  exact: boolean
  atMs: number
}

export type Switches = Readonly<Record<WaterSwitch, boolean | null>>

export interface WaterState {
  mode: MachineMode
  /** Whether the board is there; undefined before it was heard of. */
  board: boolean | undefined
  boot: string | null
  switches: Switches
  /** The meter, while the board is there. */
  flow: number | null
  /** The meter at rest: what comes beyond it nobody ordered. */
  restFlow: number | null
  pour: Pour | null
  lastPour: EndedPour | null
  alarms: string[]
  devices: Partial<Record<PayingDevice, boolean>>
  till: Till
  shop: Shop
  /** Null before the hub has told any. */
  settings: LearnedSettings | null
  quality: QualityState
  interlock: Interlock
}

/** What a restart finds again. */
export type SavedWater = Pick<WaterState, 'mode' | 'pour' | 'lastPour' | 'alarms' | 'till' | 'shop' | 'settings' | 'interlock'> & {
  quality: Pick<QualityState, 'written'>
}

export interface WaterConfig {
  machineId: string
  pulsesPerLitre: number
  currency: string
  delays: TillDelays
  /** A coin acceptor is fitted. */
  takesCoins: boolean
  /** A card terminal is fitted, and a reader for prepaid cards. */
  takesCards: boolean
  takesPrepaid: boolean
  printsReceipts: boolean
  /** What is sold while the hub has told no prices. */
  products: readonly Product[]
  productsVersion: string
  pricesMaxAgeMs: number
  creditMs: number
  quality: QualityRules
}

/** What a step may ask of the world outside. */
export interface WaterContext {
  nowMs: number
  newId(): string
  hubOnline(): boolean
}

export type WaterInput =
  /** This program begins, with what an earlier run saved; nothing was heard of any device yet. */
  | { kind: 'started' }
  | TillInput
  | SaleInput
  | QualityInput
  | Connection<PayingDevice>
  | { kind: 'learned'; settings: WaterSettings }
  /** The hub is still there, and so are its prices. */
  | { kind: 'hub_heard' }
  /** `boot` names the board's start, where it does. */
  | { kind: 'board'; connected: true; boot: string | null; flow: number | null; switches: Switches }
  | { kind: 'board'; connected: false; reason: string }
  | { kind: 'restarted'; cause: string }
  | { kind: 'switches'; switches: Switches }
  | { kind: 'flow'; pulses: number }
  /** Without a session the machine names it. */
  | { kind: 'dispense'; id: string; volumeMl: number; sessionId?: string | undefined }
  | { kind: 'set_mode'; id: string; mode: MachineMode }
  | { kind: 'help' }
  /** What the board remembers of its last pour, asked for this one. */
  | { kind: 'remembered'; sessionId: string; last: LastMeasuredResult }
  /** Whether the board took the order. */
  | { kind: 'taken'; sessionId: string; result: ActResult }
  | ({ kind: 'poured' } & Measured)
  | { kind: 'timer'; name: TimerName }

export type Effect = LoopEffect<WaterFact, TimerName> | OwnEffect

export type OwnEffect =
  | TillEffect
  | QualityEffect
  | { do: 'print'; receipt: SaleReceipt }
  | { do: 'ask_last'; sessionId: string }
  | { do: 'pour'; sessionId: string; pulses: number; maxMs: number }
  | { do: 'halt' }

/** One step on its way: `state` is its own copy. */
export interface Turn {
  config: WaterConfig
  context: WaterContext
  state: WaterState
  effects: Effect[]
}
