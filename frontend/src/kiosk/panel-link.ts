/** Live data from the panel of this machine: the event stream, watched for silence and opened again for ever. */
import { backoff } from '@palang/kit/retry'
import type { Clock, Timer } from '@palang/kit/clock'
import { type PanelSnapshot, parseSnapshot } from './snapshot.ts'

/** One event stream; `close` ends it and no handler is called afterwards. */
export interface Stream {
  close(): void
}

export interface StreamHandlers {
  onText(text: string): void
  onBroken(): void
}

export interface PanelLinkOptions {
  clock: Clock
  open: (handlers: StreamHandlers) => Stream
  onSnapshot: (snapshot: PanelSnapshot) => void
  /** The stream has brought nothing for {@link lostAfterMs}; told once until the next snapshot. */
  onLost: () => void
  random?: () => number
}

/**
 * The panel repeats itself every few seconds. Without any word for this long the stream is opened anew, and the screen says
 * so: what it shows may no longer be true.
 */
export const lostAfterMs = 10_000

export interface PanelLink {
  start(): void
  stop(): void
}

/** A link that reports every valid snapshot and the loss of the panel; `start` and `stop` are idempotent. */
export function panelLink(options: PanelLinkOptions): PanelLink {
  const { clock, onSnapshot, onLost } = options
  const wait = backoff(250, 3_000, options.random)
  let stream: Stream | undefined
  let running = false
  let lost = false
  let reopen: Timer | undefined
  let silence: Timer | undefined

  const heard = (text: string) => {
    const snapshot = parseSnapshot(text)
    if (!running || snapshot === undefined) return
    lost = false
    wait.reset()
    watch()
    onSnapshot(snapshot)
  }
  const watch = () => {
    silence?.cancel()
    silence = clock.after(lostAfterMs, () => {
      if (!lost) onLost()
      lost = true
      again()
      watch()
    })
  }
  const again = () => {
    stream?.close()
    stream = undefined
    if (!running || reopen !== undefined) return
    reopen = clock.after(wait.next(), connect)
  }
  const connect = () => {
    reopen = undefined
    stream = options.open({ onText: heard, onBroken: again })
  }
  return {
    start() {
      if (running) return
      running = true
      watch()
      connect()
    },
    stop() {
      running = false
      for (const timer of [reopen, silence]) timer?.cancel()
      reopen = undefined
      stream?.close()
      stream = undefined
    },
  }
}
