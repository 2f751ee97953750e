/**
 * What the store keeps of treatment devices on MQTT: who they are and how, at which machine they were and when, every event they
 * counted, breaks in their counters, prices, and the treatments of all machines added up by hour, day and month.
 */
import type { Treatment, TreatmentPhase } from '@palang/protocol'
import type { Page, Paged } from './store.ts'

/** `device`: its clock is believed. `corrected`: by what it was off when it last spoke live. `hub`: when it was heard. */
export type MomentClock = 'device' | 'corrected' | 'hub'

/** The counters of a device; null is one it never showed. */
export type Counts = Readonly<Record<Treatment, number | null>>

/** What a treatment has beyond a session of any family. Seconds. */
export interface TreatmentRecord {
  treatment: Treatment
  /** Null at a machine with a controller. */
  deviceId: string | null
  /** `button`: counted, and nothing told of how long. `run`: beginning and end are told. */
  source: 'button' | 'run'
  plannedS: number | null
  actualS: number | null
}

/** A device as it last told of itself; null is what it never said. */
export interface TelemetryDeviceRecord {
  id: string
  /** Of the site's mappings, the one it speaks by. */
  mapping: string
  firstSeenAt: string
  lastSeenAt: string
  wifiConnected: boolean | null
  rtcAvailable: boolean | null
  sdAvailable: boolean | null
  firmware: string | null
  uptimeS: number | null
  queued: number | null
  /** How far its clock is behind the hub's, as it last spoke live. Milliseconds. */
  clockOffsetMs: number | null
  /** How far it was heard counting, and when by its own clock. */
  countBasic: number | null
  countStandard: number | null
  countPremium: number | null
  countedAt: string | null
  retiredAt: string | null
}

/** A device at a machine, in `[from, until)`; the open one is where it is now. */
export interface TelemetryAssignmentRecord {
  id: string
  deviceId: string
  machineId: string
  outletId: string
  from: string
  until: string | null
  actor: string
  reason: string | null
}

/** One event as it was told, kept once. */
export interface DeviceEventRecord {
  id: string
  deviceId: string
  /** Null while nobody had said at which machine the device was then. */
  machineId: string | null
  outletId: string | null
  sessionId: string | null
  treatment: Treatment
  phase: TreatmentPhase | null
  run: string | null
  at: string
  clock: MomentClock
  /** By the device's own clock. */
  deviceAt: string | null
  /** In which that was read, where the device named no zone. */
  assumedZone: string | null
  receivedAt: string
  plannedS: number | null
  actualS: number | null
  countBasic: number | null
  countStandard: number | null
  countPremium: number | null
}

/** Where a device's counters and its events do not agree. Times are the device's. */
export interface CounterBreakRecord {
  id: string
  deviceId: string
  machineId: string | null
  kind: 'gap' | 'reset'
  /** Of a gap. */
  treatment: Treatment | null
  missing: number
  /** Of those missing, what came since. */
  arrived: number
  from: string
  to: string
  foundAt: string
  /** When the last of them came, or a person put it away. */
  closedAt: string | null
  /** Of a reset. */
  before: Counts | null
  after: Counts | null
}

export type TreatmentScope = 'all' | 'outlet' | 'machine' | 'device'
export type TreatmentBucketSize = 'hour' | 'day' | 'month'

/** Treatments that ended in one bucket of time. Sums: the order in which they come changes nothing. */
export interface TreatmentBucket {
  scope: TreatmentScope
  /** Of the outlet, machine or device; empty for all. */
  scopeId: string
  size: TreatmentBucketSize
  startsAt: string
  basic: number
  standard: number
  premium: number
  aborted: number
  /** What those that were not aborted are worth. */
  revenue: number
  runSeconds: number
}

/** The price of a treatment from `since` on, at one outlet or at all without one of their own. Never changed. */
export interface TreatmentPriceRecord {
  id: string
  outletId: string | null
  treatment: Treatment
  price: number
  since: string
  setAt: string
  actor: string
  reason: string | null
}

/** Enough of an ended treatment to count it. */
export interface EndedTreatment {
  sessionId: string
  outletId: string
  machineId: string
  deviceId: string | null
  treatment: Treatment
  state: string
  endedAt: string
  amount: number | null
  actualS: number | null
}

export interface BucketFilter {
  scope: TreatmentScope
  /** All of the scope unless given. */
  scopeIds?: readonly string[] | undefined
  size: TreatmentBucketSize
  from: string
  to: string
}

export interface EventFilter {
  deviceId?: string | undefined
  machineIds?: readonly string[] | undefined
  outletId?: string | undefined
  from?: string | undefined
  to?: string | undefined
  /** Only those of no machine. */
  waiting?: boolean | undefined
}

export interface TreatmentTx {
  /** Those of `ids` that are kept already. */
  knownEvents(ids: readonly string[]): Promise<Set<string>>
  /** Inserts, or replaces by id. */
  putEvents(events: readonly DeviceEventRecord[]): Promise<void>
  eventsOfRuns(runs: readonly { deviceId: string; run: string }[]): Promise<DeviceEventRecord[]>
  /** Of no machine, in `[from, until)`, the oldest first. */
  waitingEvents(deviceId: string, from: string, until: string | null, limit: number): Promise<DeviceEventRecord[]>
  getDevices(ids: readonly string[]): Promise<TelemetryDeviceRecord[]>
  putDevices(devices: readonly TelemetryDeviceRecord[]): Promise<void>
  putAssignments(assignments: readonly TelemetryAssignmentRecord[]): Promise<void>
  /** Gaps of these devices that are not closed. */
  openGaps(deviceIds: readonly string[]): Promise<CounterBreakRecord[]>
  putBreaks(breaks: readonly CounterBreakRecord[]): Promise<void>
  /** Adds to what the buckets hold already; no bucket is given twice. */
  mergeBuckets(buckets: readonly TreatmentBucket[]): Promise<void>
  /** Those that start in `[from, to)`, of every scope. */
  bucketsStarting(sizes: readonly TreatmentBucketSize[], from: string, to: string): Promise<TreatmentBucket[]>
  /** Forgets them. */
  clearBuckets(sizes: readonly TreatmentBucketSize[], from: string, to: string): Promise<void>
  /** Treatments that ended in `[from, to)`, in no particular order. */
  ended(from: string, to: string): Promise<EndedTreatment[]>
  addPrices(prices: readonly TreatmentPriceRecord[]): Promise<void>
}

export interface TreatmentStore {
  devices(): Promise<TelemetryDeviceRecord[]>
  device(id: string): Promise<TelemetryDeviceRecord | undefined>
  /** All there ever were, the oldest first. */
  assignments(): Promise<TelemetryAssignmentRecord[]>
  prices(): Promise<TreatmentPriceRecord[]>
  /** The oldest first. */
  buckets(filter: BucketFilter): Promise<TreatmentBucket[]>
  /** The same added up over time, one for each of the scope; `startsAt` is the first of them. */
  sums(filter: BucketFilter): Promise<TreatmentBucket[]>
  /** Those that were not aborted, by the hour of the day, 0–23, where clocks are `offsetMs` ahead of UTC. */
  hoursOfDay(filter: BucketFilter, offsetMs: number): Promise<{ hour: number; total: number }[]>
  /** Newest first. */
  events(filter: EventFilter, page: Page): Promise<Paged<DeviceEventRecord>>
  /** How many wait for a machine, by device. */
  waiting(): Promise<{ deviceId: string; count: number; oldestAt: string }[]>
  /** Newest first. */
  breaks(filter: { deviceId?: string | undefined; open?: boolean | undefined }, page: Page): Promise<Paged<CounterBreakRecord>>
  /** The first and the last moment at which a treatment ended. */
  span(): Promise<{ from: string; to: string } | undefined>
}

/** What both buckets hold, under the key of the first. */
export function mergedTreatments(one: TreatmentBucket, other: TreatmentBucket): TreatmentBucket {
  return {
    ...one,
    basic: one.basic + other.basic,
    standard: one.standard + other.standard,
    premium: one.premium + other.premium,
    aborted: one.aborted + other.aborted,
    revenue: one.revenue + other.revenue,
    runSeconds: one.runSeconds + other.runSeconds,
  }
}
