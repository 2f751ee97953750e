/** The latest word of every machine in memory, and its fan-out to screens. */
import { isoNow, type Clock } from '@palang/kit'
import { type MessageType, playsRole } from '@palang/protocol'
import type { LatestMessage, Live } from '../services.ts'

/** Only for the `admin` channel. */
const adminTypes: ReadonlySet<string> = new Set(['alarm', 'log'])

/** What the hub itself says of a machine. */
const hubsOwn: ReadonlySet<string> = new Set(['presence', 'gate_hold'])

/** A machine that has said nothing for this long is silent, link or not. Milliseconds. */
const silentAfterMs = 90_000

/** A connected screen, as the fan-out sees it. */
export interface Screen {
  channel: string
  /** Whether the channel shows this machine. */
  shows(machineId: string): boolean
  /** `key` is set for statuses. The text is serialised once for all screens. */
  deliver(text: string, key: string | undefined): void
}

export interface LiveHub extends Live {
  /** Whoever comes now hears nothing of this machine any more. */
  forget(machineId: string): void
  /** Sends the screen a snapshot of what it shows and then every change, without a hole between. */
  attach(screen: Screen): () => void
  /** Tells the listener that something of this type was published, and of which machine; returns how to stop. */
  hear(type: MessageType, listener: (machineId: string) => void): () => void
  /** A camera frame from a machine. */
  frame(machineId: string, jpeg: Uint8Array): void
}

export interface LiveOptions {
  clock: Clock
  /** Gates repeat their id as `gate_id`. */
  isGate(machineId: string): boolean
}

/** An empty board of latest messages. */
export function createLive({ clock, isGate }: LiveOptions): LiveHub {
  const latest = new Map<string, Map<MessageType, LatestMessage>>()
  const screens = new Set<Screen>()
  const listeners = createListeners()
  const watchers = new Map<string, Set<(jpeg: Uint8Array) => void>>()

  const aged = (ofMachine: Messages | undefined) => agedAt(clock.now(), ofMachine)
  const render = (message: LatestMessage) => JSON.stringify(liveMessage(message, isGate(message.machineId)))

  return {
    latest: machineId => aged(latest.get(machineId)),
    latestOf: (machineId, type) => agedOne(clock.now(), latest.get(machineId), type),
    publish({ type, machineId, payload, at, id }) {
      const receivedAt = isoNow(clock)
      const message: LatestMessage = { type, machineId, payload, at: at ?? receivedAt, receivedAt, ...(id === undefined ? {} : { id }) }
      // A newer word on the same condition makes the older worthless; everything else is an event.
      const isStatus = playsRole({ type }, 'status')
      if (isStatus) {
        const ofMachine = latest.get(machineId) ?? new Map<MessageType, LatestMessage>()
        latest.set(machineId, ofMachine.set(type, message))
      }
      listeners.call(type, machineId)
      if (screens.size === 0) return
      const text = render(message)
      const key = isStatus ? `${machineId} ${type}` : undefined
      for (const screen of screens) {
        if (!screen.shows(machineId) || (adminTypes.has(type) && screen.channel !== 'admin')) continue
        screen.deliver(text, key)
      }
    },
    channels() {
      const counts: Record<string, number> = {}
      for (const screen of screens) counts[screen.channel] = (counts[screen.channel] ?? 0) + 1
      return counts
    },
    attach(screen) {
      for (const [machineId, messages] of latest) {
        if (!screen.shows(machineId)) continue
        for (const message of aged(messages)) screen.deliver(render(message), `${machineId} ${message.type}`)
      }
      screens.add(screen)
      return () => screens.delete(screen)
    },
    forget: machineId => void latest.delete(machineId),
    hear: listeners.hear,
    frame(machineId, jpeg) {
      for (const listener of watchers.get(machineId) ?? []) listener(jpeg)
    },
    watchCamera(machineId, listener) {
      const set = watchers.get(machineId) ?? new Set()
      watchers.set(machineId, set.add(listener))
      return () => {
        set.delete(listener)
        if (set.size === 0 && watchers.get(machineId) === set) watchers.delete(machineId)
      }
    },
    cameraViewers: () => Object.fromEntries([...watchers].map(([machineId, set]) => [machineId, set.size])),
  }
}

function createListeners(): Pick<LiveHub, 'hear'> & { call(type: MessageType, machineId: string): void } {
  const byType = new Map<MessageType, Set<(machineId: string) => void>>()
  return {
    hear(type, listener) {
      const set = byType.get(type) ?? new Set()
      byType.set(type, set.add(listener))
      return () => set.delete(listener)
    },
    call(type, machineId) {
      for (const listener of byType.get(type) ?? []) listener(machineId)
    },
  }
}

type Messages = ReadonlyMap<MessageType, LatestMessage>

/** The messages of one machine, marked when it is away or silent. What the hub itself says of it does not age. */
function agedAt(nowMs: number, ofMachine: Messages = new Map()): LatestMessage[] {
  const stale = isStale(nowMs, ofMachine)
  return [...ofMachine.values()].map(message => marked(message, stale))
}

/** As {@link agedAt}, of one type. */
function agedOne(nowMs: number, ofMachine: Messages | undefined, type: MessageType): LatestMessage | undefined {
  const message = ofMachine?.get(type)
  return ofMachine === undefined || message === undefined ? undefined : marked(message, isStale(nowMs, ofMachine))
}

function isStale(nowMs: number, ofMachine: Messages): boolean {
  if (ofMachine.get('presence')?.payload['online'] === false) return true
  let hasSpoken = false
  for (const { type, receivedAt } of ofMachine.values()) {
    if (hubsOwn.has(type)) continue
    // One word that is fresh is enough: a list of all machines asks this of each.
    if (nowMs - Date.parse(receivedAt) <= silentAfterMs) return false
    hasSpoken = true
  }
  return hasSpoken
}

function marked(message: LatestMessage, stale: boolean): LatestMessage {
  return stale && !hubsOwn.has(message.type) ? { ...message, stale } : message
}

/** The message as screens get it. */
export function liveMessage({ type, machineId, payload, at, id, stale }: LatestMessage, isGate: boolean): Record<string, unknown> {
  return {
    type,
    machine_id: machineId,
    ...(isGate ? { gate_id: machineId } : {}),
    timestamp: at,
    ...(id === undefined ? {} : { id }),
    ...(stale === true ? { stale } : {}),
    payload,
  }
}
