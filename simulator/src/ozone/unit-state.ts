/** What a simulated ozone unit is and knows, what happens to it and what it then does. Plain data; `unit.ts` has the rules. */
import type { DeviceMapping } from '@palang/config'
import type { Treatment, TreatmentPhase } from '@palang/protocol'

/** What does not change while the unit lives. */
export interface UnitMake {
  deviceId: string
  /** Its topics and the names of its fields. */
  mapping: DeviceMapping
  /** It says id, seq and boot beside what the ozone document prints. */
  tellsIdentity: boolean
  /** It tells a treatment's start and end apart, and counts it at its finish; without, it counts the button and tells that alone. */
  tellsPhases: boolean
  firmware: string
}

export type PerTreatment = Readonly<Record<Treatment, number>>

/** An event on the card, as it was written when it happened. */
export interface KeptEvent {
  key: number
  /** Of which treatment. */
  run: string
  payload: string
  /** So often it is sent: 2 where a duplicate was asked for. */
  copies: number
}

export interface Run {
  id: string
  treatment: Treatment
  startedMs: number
  plannedS: number
}

export interface UnitState {
  // On the card or in flash: outlives a restart.
  counts: PerTreatment
  /** Number of the last event. */
  seq: number
  /** Of starts; another after each. */
  boot: number
  /** Treatments ever begun. */
  runs: number
  /** Not acknowledged yet, oldest first. */
  queue: readonly KeptEvent[]
  /** The last that were acknowledged, oldest first. */
  sent: readonly KeptEvent[]
  hasCard: boolean
  /** Seconds of each treatment; 0 is over at once. */
  lengths: PerTreatment
  maxRunS: number
  coolDownS: number
  /** How far the clock is off, in milliseconds; undefined without a clock. */
  clockOffMs: number | undefined

  // In memory.
  bootedMs: number
  isLinked: boolean
  /** Key of the event that was sent and is not acknowledged. */
  inFlight: number | undefined
  run: Run | undefined
  coolUntilMs: number
  isDoorOpen: boolean
  isStopped: boolean
  /** The last commands with what was answered, so that one that comes twice is carried out once. */
  answered: readonly { id: string; payload: string }[]
  /** Faults that wait for the next events. */
  armed: Readonly<Record<'duplicate' | 'lose' | 'reorder', number>>
}

/** What of a unit outlives the program that plays it. */
export type LeftUnit = Pick<UnitState, 'counts' | 'seq' | 'boot' | 'runs' | 'queue'>

export type UnitFault =
  | { kind: 'offline'; ms: number }
  /** The next so many events come twice, are counted and never told, or change places with the one that follows. */
  | { kind: 'duplicate' | 'lose' | 'reorder'; times: number }
  /** Everything it remembers to have sent is sent again. */
  | { kind: 'replay' }
  | { kind: 'reset_counters' }
  /** undefined takes the clock away. */
  | { kind: 'clock'; offMs: number | undefined }
  | { kind: 'no_card'; on: boolean }
  | { kind: 'broken'; as: 'json' | 'values' | 'foreign_id' | 'oversized' }

export type UnitInput =
  | { kind: 'press'; treatment: Treatment }
  | { kind: 'linked' | 'unlinked' | 'wake' | 'restart' }
  | { kind: 'tell'; what: 'status' | 'heartbeat' }
  | { kind: 'acknowledged'; key: number }
  | { kind: 'command'; text: string }
  | { kind: 'door'; open: boolean }
  | { kind: 'emergency_stop'; pressed: boolean }
  | { kind: 'fault'; fault: UnitFault }

export type Topic = 'event' | 'status' | 'heartbeat' | 'command_reply'

export type UnitEffect =
  /** With a `key`, its acknowledgement is told as an input. */
  | { kind: 'publish'; topic: Topic; payload: string; key?: number }
  /** A treatment was started. */
  | { kind: 'begun'; run: string; treatment: Treatment }
  /** It was counted; `count` is the counter after it. */
  | { kind: 'counted'; run: string; count: number }
  | { kind: 'ended'; run: string; phase: Exclude<TreatmentPhase, 'start'>; actualS: number }
  /** The broker acknowledged an event of this treatment. */
  | { kind: 'delivered'; run: string }
  | { kind: 'wake'; afterMs: number }
  /** The connection breaks and stays away so long. */
  | { kind: 'hang_up'; awayMs: number }

export const noCounts: PerTreatment = { BASIC: 0, STANDARD: 0, PREMIUM: 0 }

/** A unit fresh from the box, switched on at `nowMs`. `lengthS` is that of BASIC; STANDARD takes twice, PREMIUM three times as long. */
export function newUnit(
  nowMs: number,
  { lengthS = 20, clockOffMs = 0 }: { lengthS?: number; clockOffMs?: number | undefined } = {},
): UnitState {
  return {
    counts: noCounts,
    seq: 0,
    boot: 1,
    runs: 0,
    queue: [],
    sent: [],
    hasCard: true,
    lengths: { BASIC: lengthS, STANDARD: lengthS * 2, PREMIUM: lengthS * 3 },
    maxRunS: 7_200,
    coolDownS: Math.ceil(lengthS / 4),
    clockOffMs,
    bootedMs: nowMs,
    isLinked: false,
    inFlight: undefined,
    run: undefined,
    coolUntilMs: 0,
    isDoorOpen: false,
    isStopped: false,
    answered: [],
    armed: { duplicate: 0, lose: 0, reorder: 0 },
  }
}
