/** What a family's runtime offers to the process around it, and what it gets from it. */
import type { MachineConfig, MealRules, WaterRules } from '@palang/config'
import type { Clock, Log } from '@palang/kit'
import type {
  CheckpointSettings,
  ClockQuality,
  CommandResult,
  CommandType,
  FactItem,
  HardwareStatus,
  MachineMode,
  OnlinePaymentRequest,
  OnlinePaymentResult,
  ParkingPlaces,
  PassbackRule,
  PayloadOf,
  PrepaidRequest,
  PrepaidResult,
  TypeAs,
  TypeOn,
} from '@palang/protocol'
import type { PriceList } from '@palang/tariff'
import type { MachineDevices } from '../devices/machine-devices.ts'
import type { Cause, Decision } from './gate/state.ts'

/** Durable writing; on return the entry is on the disk. Throws when it cannot be, and then nothing may move. */
export interface Diary {
  write(entry: {
    facts: readonly { id?: string; type: string; payload: Record<string, unknown> }[]
    commands?: readonly { type: string; result: CommandResult }[]
    saved?: string
  }): void
  saved(): string | null
  unfinished(): { id: string; type: string }[]
}

/** The statuses a machine tells of itself. */
export type OwnStatus = TypeAs<'status'> & TypeOn<'controller→hub'>

/** The hub as a machine sees it. Nothing here throws when the hub is away. */
export interface HubVoice {
  /** The hub's decision, or null when it is away or does not answer in time. */
  ask(
    question: { purpose: 'entry' | 'exit'; requestId: string; request: Record<string, unknown> },
    timeoutMs: number,
  ): Promise<Decision | null>
  /** Whether the hub can be heard now. */
  online(): boolean
  /** How a payment by QRIS stands, or null when the hub is away or does not answer in time. */
  askPayment(request: OnlinePaymentRequest & { request_id: string }, timeoutMs: number): Promise<OnlinePaymentResult | null>
  /** Whether a prepaid card has paid, or null when the hub is away or does not answer in time. */
  askPrepaid(request: PrepaidRequest & { request_id: string }, timeoutMs: number): Promise<PrepaidResult | null>
  respond(type: string, result: CommandResult): void
  publish(type: OwnStatus, payload: Record<string, unknown>): void
  announce(type: 'card_detected', payload: Record<string, unknown>): void
  frame(jpeg: Uint8Array): void
}

export interface Photos {
  /** Takes and keeps one picture; null when there is none to be had. */
  take(reason: string, cause: Cause): Promise<{ imageId: string } | null>
  /** Keeps a picture somebody hands in, a JPEG; null when there is no room for it. */
  keep(reason: string, jpeg: Uint8Array): Promise<{ imageId: string } | null>
}

/** What the hub last said of free places, if anything, and since when nobody confirms it; null while the link stands on which it was said. */
export interface PlacesWord {
  places: ParkingPlaces | null
  awaySinceMs: number | null
}

/** How a machine hears of free places. */
export interface PlacesNews {
  word(): PlacesWord
  /** Calls on every change; returns how to stop. */
  listen(hear: () => void): () => void
}

/** What the hub handed over so that a gate can price without it, and when. */
export interface PricesAlone {
  list: PriceList
  /** Of the list, as the hub made it. */
  digest: string
  ticketKey: string
  at: string
}

/** What a machine goes by while no hub answers. */
export interface LoneKnowledge {
  /** Null before a hub handed any over. */
  prices(): PricesAlone | null
  /** Whether the time of day is good enough to price by. */
  isClockSure(): boolean
}

/** The plan as the hub last told it, and when. */
export interface ToldPlan {
  settings: CheckpointSettings
  toldAt: string
}

/** What a checkpoint goes by that is too much to be kept with its state. */
export interface CheckpointBooks {
  /** Null before a hub told any. */
  plan(): ToldPlan | null
  /** The facts `scan_recorded` since a moment (ISO), in the order in which they were written. */
  scans(since: string): Iterable<FactItem>
  /** Scans that no hub acknowledged yet. */
  waiting(): { count: number; oldestAt: string | null }
  /** When the hub last acknowledged something new; null: never. */
  lastSyncAt(): string | null
}

/** What the time of a fact is worth. */
export interface TimeOfDay {
  quality(): ClockQuality
  /** This computer's clock was set; tells whether the machine's time follows it from here on. */
  clockWasSet(): boolean
}

export interface MachineServices {
  config: MachineConfig
  outlet: { name: string; timezone: string; currency: string }
  /** What the site says of water. */
  water: WaterRules
  software: string
  clock: Clock
  /** What the site says of its meals. */
  meals: MealRules
  /** Best known time of day, milliseconds UTC. */
  nowMs(): number
  time: TimeOfDay
  log: Log
  devices: MachineDevices
  diary: Diary
  hub: HubVoice
  photos: Photos
  /** What the hub told of cards and plates; `passback` is null where its site file says nothing of it. */
  cards: {
    standing(cardId: string): 'member' | 'blocked' | 'unknown'
    isMembersPlate(plate: string): boolean
    passback(): PassbackRule | null
  }
  alone: LoneKnowledge
  places: PlacesNews
  checkpoint: CheckpointBooks
  outbox(): { pending: number; oldest_at?: string }
  /** Called after every change of the snapshot. */
  onChange(): void
  /** The machine can no longer keep its promises: it is taken down, and begun again when a disk refuses; any other error ends the process. */
  onFatal(error: unknown): void
}

/** A command that passed every check and has never run. Which family obeys which is the family's to say: see {@link notObeyed}. */
export type MachineCommand = { [T in CommandType]: { type: T; id: string; payload: PayloadOf<T> } }[CommandType]

/** What the screens at the machine see: the same of every machine, and what the family adds under names of its own. */
export interface MachineSnapshot {
  mode: MachineMode
  devices: HardwareStatus
  /** Codes of the alarms raised and not cleared, and of incidents whose customer still stands here. */
  alarms: readonly string[]
  [ofFamily: string]: unknown
}

/** One running machine. */
export interface Machine {
  start(): void
  /** From the call on nothing is decided, written or moved, whatever still comes in; resolves when the devices rest. */
  stop(): Promise<void>
  /** Carries out a command that passed the gate; resolves when it has ended. Every state is journalled and told to the hub. */
  execute(command: MachineCommand): Promise<CommandResult>
  callForHelp(): void
  /** How the hub wants the machine to be: what it told in its greeting, or has just changed. What does not concern it is left alone. */
  learn?(settings: Record<string, unknown>): void
  /** The hub has acknowledged facts. */
  acknowledged?(): void
  /** Tells the hub everything anew. */
  publishAll(): void
  snapshot(): MachineSnapshot
}

/** What a family brings to the process. */
export interface ControllerFamily {
  start(services: MachineServices): Machine
  /** The family's own part of the snapshot while the disk takes no writes, and since when, and no machine runs. */
  outOfOrder(since: string): Record<string, unknown>
}

/** The answer to a command of another family. */
export function notObeyed({ id, type }: MachineCommand): CommandResult {
  return { command_id: id, state: 'rejected', error: { code: 'not_supported', message: `This machine does not obey ${type}` } }
}
