/**
 * The live store: fed by the client library, applied once per animation frame, read by every page. It reconnects for
 * ever; pages only ever see `link` change.
 */
import { getAdminClient, getClient, type ChannelClient } from '@palang/client'
import { createContext, createSignal, onCleanup, type Accessor, type JSX, useContext } from 'solid-js'
import { createStore, produce } from 'solid-js/store'
import type { AlarmView } from '@palang/protocol'
import { applyMessage, emptyLiveState, type LiveAlarm, type LiveMachine, type LiveMessage, type LiveState, noteStep, seedAlarms } from './state.ts'

/** Message types of the catalogue this screen shows; the library has checked their payload. */
const heardTypes = [
  'hardware_status',
  'system_status',
  'gate_status',
  'card_detected',
  'image_captured',
  'parking_event',
  'gate_control_response',
  'camera_control_response',
  'alarm',
  'presence',
  'log',
] as const

/** How often ages are recomputed. */
const tickMs = 500

export interface Live {
  state: LiveState
  /** Local clock, advancing every half second while the page is visible. */
  now: Accessor<number>
  machine(id: string): LiveMachine | undefined
  /** Puts alarms read over HTTP into the store. */
  seedAlarms(alarms: readonly AlarmView[]): void
  /** Notes what an HTTP answer said about a command, so that its life is whole whichever way it came. */
  noteCommand(machineId: string, result: Parameters<typeof noteStep>[2]): void
  /** Calls `listener` for every log line as it is written. */
  onLog(listener: (payload: Record<string, unknown>) => void): () => void
  /** Calls `listener` each time the link stands again after it was lost. */
  onReconnect(listener: () => void): () => void
}

export type LiveChannel = 'admin' | 'all'

/** Connects to `channel` until the owner is disposed. `onRefused` hears that the sign-in is no longer good. */
export function createLive(channel: LiveChannel, onRefused: () => void): Live {
  const client: ChannelClient = channel === 'admin' ? getAdminClient() : getClient(channel)
  const [state, setState] = createStore(emptyLiveState())
  const [now, setNow] = createSignal(Date.now())
  const logListeners = new Set<(payload: Record<string, unknown>) => void>()
  const reconnectListeners = new Set<() => void>()
  const waiting: LiveMessage[] = []
  let frame: number | undefined
  let wasLost = false

  const apply = () => {
    frame = undefined
    const batch = waiting.splice(0)
    const nowMs = Date.now()
    setState(
      produce(draft => {
        for (const message of batch) applyMessage(draft, message, nowMs)
      }),
    )
  }
  const push = (message: LiveMessage) => {
    if (message.type === 'log') for (const listener of logListeners) listener(message.payload)
    waiting.push(message)
    // A hidden page gets no animation frames; its backlog must not grow without bound.
    if (document.hidden) {
      if (waiting.length > 200) apply()
    } else frame ??= requestAnimationFrame(apply)
  }
  const stops = [
    client.on('connected', event => {
      push({ type: 'hello', payload: { server_time: event.server_time, version: event.version } })
      setState('link', 'live')
      if (wasLost) for (const listener of reconnectListeners) listener()
      wasLost = false
    }),
    client.on('disconnected', () => {
      wasLost = true
      setState('link', 'lost')
    }),
    client.on('error', event => {
      const { code } = event.payload
      if (code === 'unauthenticated' || code === 'forbidden') onRefused()
    }),
    ...heardTypes.map(type =>
      client.on(type, message => {
        push({ type, machine_id: message.machine_id, timestamp: message.timestamp, payload: message.payload as Record<string, unknown> })
      }),
    ),
  ]
  const tick = setInterval(() => {
    if (document.hidden) return
    if (waiting.length > 0) apply()
    setNow(Date.now())
  }, tickMs)
  client.connect().catch(() => {
    // Told as an `error` event as well; the library goes on trying.
    if (!client.isConnected()) setState('link', 'lost')
  })
  onCleanup(() => {
    for (const stop of stops) stop()
    clearInterval(tick)
    if (frame !== undefined) cancelAnimationFrame(frame)
    client.disconnect()
  })

  return {
    state,
    now,
    machine: id => state.machines[id],
    seedAlarms: alarms => setState(produce(draft => seedAlarms(draft, alarms.map(fromView)))),
    noteCommand: (machineId, result) => setState(produce(draft => noteStep(draft, machineId, result, Date.now()))),
    onLog: listener => listen(logListeners, listener),
    onReconnect: listener => listen(reconnectListeners, listener),
  }
}

const LiveContext = createContext<Live>()

/** Gives the live store to everything inside. */
export function LiveProvider(props: { value: Live; children: JSX.Element }): JSX.Element {
  return <LiveContext.Provider value={props.value}>{props.children}</LiveContext.Provider>
}

/** The live store; throws outside {@link LiveProvider}. */
export function useLive(): Live {
  const found = useContext(LiveContext)
  if (found === undefined) throw new Error('useLive outside LiveProvider')
  return found
}

function listen<T>(set: Set<T>, listener: T): () => void {
  set.add(listener)
  return () => set.delete(listener)
}

function fromView(alarm: AlarmView): LiveAlarm {
  return {
    id: alarm.id,
    machineId: alarm.machine_id,
    code: alarm.code,
    severity: alarm.severity,
    state: alarm.state,
    message: alarm.message,
    raisedAt: alarm.raised_at,
    clearedAt: alarm.cleared_at ?? undefined,
    acknowledgedBy: alarm.acknowledged_by ?? undefined,
  }
}
