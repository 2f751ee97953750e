/**
 * The live store: fed by the client library, applied once per animation frame, read by every page. It reconnects for
 * ever; pages only ever see `link` change.
 */
import { type ChannelClient, configure, getAdminClient, getClient } from '@palang/client'
import { pageClock } from '@palang/kit/clock'
import { createContext, createSignal, onCleanup, type Accessor, type JSX, useContext } from 'solid-js'
import { createStore, produce } from 'solid-js/store'
import { createAlarmReading, type AlarmReading } from './alarm-reading.ts'
import { createPace } from './pace.ts'
import { createQueue } from './queue.ts'
import { applyMessage, emptyLiveState, heardTypes, type LiveMachine, type LiveMessage, type LiveState, seedAlarms } from './state.ts'

/** How often ages are recomputed. */
const tickMs = 500

export interface Live {
  state: LiveState
  /** Local clock, advancing every half second while the page is visible. */
  now: Accessor<number>
  machine(id: string): LiveMachine | undefined
  /** Reads the standing alarms with `read` and puts them into the store, under what the link says meanwhile. */
  readAlarms: AlarmReading['read']
  /** Calls `listener` for every log line as it is written. */
  onLog(listener: (payload: Record<string, unknown>) => void): () => void
  /** Calls `listener` each time something may have been missed: the link stands again, or events were left out. */
  onReconnect(listener: () => void): () => void
}

export type LiveChannel = 'admin' | 'all'

/** Connects to `channel` until the owner is disposed. `onRefused` hears that the sign-in is no longer good. */
export function createLive(channel: LiveChannel, onRefused: () => void): Live {
  configure({ inTurn: createPace(pageClock) })
  const client: ChannelClient = channel === 'admin' ? getAdminClient() : getClient(channel)
  const [state, setState] = createStore(emptyLiveState())
  const [now, setNow] = createSignal(Date.now())
  const logListeners = new Set<(payload: Record<string, unknown>) => void>()
  const reconnectListeners = new Set<() => void>()
  const alarms = createAlarmReading(read => setState(produce(draft => seedAlarms(draft, read))))
  let wasLost = false
  const queue = createQueue<LiveMessage>(batch => {
    const nowMs = Date.now()
    setState(
      produce(draft => {
        for (const message of batch) applyMessage(draft, message, nowMs)
      }),
    )
  })
  const stops = subscribe(client, {
    heard(message) {
      if (message.type === 'log') for (const listener of logListeners) listener(message.payload)
      if (message.type === 'alarm') alarms.heard(message.payload.alarm_id)
      queue.push(message)
    },
    up() {
      setState('link', 'live')
      if (wasLost) for (const listener of reconnectListeners) listener()
      wasLost = false
    },
    lost() {
      wasLost = true
      setState('link', 'lost')
    },
    missed: () => reconnectListeners.forEach(listener => listener()),
    refused: onRefused,
  })
  const tick = setInterval(() => {
    if (document.hidden) return
    queue.flush()
    setNow(Date.now())
  }, tickMs)
  client.connect().catch(() => {
    // Told as an `error` event as well; the library goes on trying.
    if (!client.isConnected()) setState('link', 'lost')
  })
  onCleanup(() => {
    for (const stop of stops) stop()
    clearInterval(tick)
    queue.stop()
    client.disconnect()
  })

  return {
    state,
    now,
    machine: id => state.machines[id],
    readAlarms: read => alarms.read(read),
    onLog: listener => listen(logListeners, listener),
    onReconnect: listener => listen(reconnectListeners, listener),
  }
}

interface FeedListener {
  heard(message: LiveMessage): void
  up(): void
  lost(): void
  /** The hub left events out because this page read too slowly. */
  missed(): void
  refused(): void
}

/** Hears everything of the channel this screen shows. Gives back what stops each listener. */
function subscribe(client: ChannelClient, listener: FeedListener): (() => void)[] {
  return [
    client.on('connected', event => {
      listener.heard({ type: 'hello', payload: event })
      listener.up()
    }),
    client.on('disconnected', () => listener.lost()),
    client.on('error', event => {
      const { code } = event.payload
      if (code === 'unauthenticated' || code === 'forbidden') listener.refused()
      else if (code === 'events_dropped') listener.missed()
    }),
    ...heardTypes.map(type => client.on(type, message => listener.heard(message))),
  ]
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
