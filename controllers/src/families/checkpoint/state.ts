/** The state of a checkpoint, what comes in and what is to be done. */
import type { CheckpointFact, CheckpointSettings, HandoverStep, MachineMode, PlannedTag, ScanSource, ScanWarning } from '@palang/protocol'
import type { Connection } from '../device-presence.ts'
import type { LoopEffect } from '../loop-effect.ts'
import type { TimerName } from './delays.ts'

type PayloadOf<Type extends CheckpointFact['type']> = Extract<CheckpointFact, { type: Type }>['payload']

/** What was said with a scan beside its tag and its word. */
export type ScanDetails = Pick<
  PayloadOf<'scan_recorded'>,
  'portions' | 'rejected' | 'reject_reason' | 'temperature_dc' | 'batch_id' | 'cooked_at' | 'dispatched_at'
>

export interface NewScan {
  tag: string
  /** Null: a tap, which means the present step. */
  status: string | null
  source: ScanSource
  details: ScanDetails
}

export type Receipt = PayloadOf<'receipt_signed'>

export interface LastScan {
  id: string
  tag: string
  label: string | null
  school: string | null
  step: HandoverStep | null
  repeated: boolean
  warnings: ScanWarning[]
  at: string
}

export interface CheckpointState {
  mode: MachineMode
  /** What a tap means now. */
  step: HandoverStep
  alarms: string[]
  /** Scans of the day of the outlet, by step. */
  today: { day: string; counts: Partial<Record<HandoverStep, number>> }
  last: LastScan | null
  /** Whether the reader is there; undefined before it was heard of. */
  reader: boolean | undefined
}

/** What a restart finds again. */
export type SavedCheckpoint = Omit<CheckpointState, 'reader'>

export interface CheckpointConfig {
  /** What may be scanned here. */
  steps: readonly HandoverStep[]
  /** What a tap means until a person chooses. */
  step: HandoverStep
  /** For so long the same tag with the same word is the same scan. */
  debounceMs: number
  /** What the words of scans mean while no plan says it. */
  statuses: Readonly<Record<string, HandoverStep>>
}

/** When each step of a container was last done, ISO. */
export type StepTimes = Readonly<Partial<Record<HandoverStep, string>>>

/** A scan within the debounce time. */
export interface RecentScan {
  id: string
  step: HandoverStep | null
  warnings: readonly ScanWarning[]
  details: ScanDetails
}

/** What a step may ask of the world outside. */
export interface CheckpointContext {
  nowMs: number
  /** Whether the time of day is good enough to say how late it is. */
  isClockSure: boolean
  newId(): string
  /** The day of the outlet at a moment, `2026-01-20`. */
  dayOf(atMs: number): string
  /** What the hub last told; null before it told any. */
  plan: CheckpointSettings | null
  planned(tag: string): PlannedTag | null
  /** What was scanned of the tag at this checkpoint. */
  here(tag: string): StepTimes
  /** The last scan of the tag with this word, if it is within the debounce time. */
  recent(tag: string, status: string): RecentScan | null
}

export type CheckpointInput =
  | { kind: 'scan'; scan: NewScan }
  | { kind: 'choose_step'; step: HandoverStep }
  | { kind: 'receipt'; receipt: Receipt }
  | { kind: 'clock_jumped'; byMs: number; beforeMs: number }
  | Connection<'reader'>
  | { kind: 'set_mode'; id: string; mode: MachineMode }
  | { kind: 'help' }
  | { kind: 'timer'; name: TimerName }

/** What the asker is told of a scan, and what is remembered of it. */
export interface ScanTold {
  id: string
  tag: string
  status: string
  step: HandoverStep | null
  label: string | null
  warnings: ScanWarning[]
  repeated: boolean
  details: ScanDetails
  atMs: number
}

export type OwnEffect = { do: 'scanned'; scan: ScanTold } | { do: 'signed'; id: string }

/** A fact; one whose id is told to whoever asked has it from the step. */
export type OwnFact = CheckpointFact & { id?: string }

export type Effect = LoopEffect<OwnFact, TimerName> | OwnEffect

/** One step on its way: `state` is its own copy. */
export interface Turn {
  config: CheckpointConfig
  context: CheckpointContext
  state: CheckpointState
  effects: Effect[]
}
