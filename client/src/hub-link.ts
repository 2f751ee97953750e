/** One WebSocket to one channel of the hub: opens it, notices when it is dead, and opens it again for ever. */
import type { Timer } from '@palang/kit/clock'
import { backoff, type Backoff } from '@palang/kit/retry'
import { closeCode, type Envelope, parseEnvelope } from '@palang/protocol'
import type { Resolved, SocketLike } from './settings.ts'

export type ConnectionState = 'disconnected' | 'connecting' | 'connected' | 'reconnecting'

export const linkDelays = {
  /** From opening the socket to the hub's greeting. */
  greetingMs: 10_000,
  /** Silence after which a question is sent, because a page cannot see the hub's pings. */
  probeAfterMs: 25_000,
  /** Silence after which the link counts as dead: two missed heartbeats and a margin. */
  deadAfterMs: 40_000,
  /** While the hub never greeted: who starts beside it finds it soon after it listens. */
  firstRetryMinMs: 250,
  firstRetryMaxMs: 1_000,
  retryMinMs: 500,
  retryMaxMs: 5_000,
  /** Shortest wait after the hub refused us; trying faster changes nothing. */
  refusedMinMs: 10_000,
} as const

export interface LinkListener {
  greeted(hello: Envelope): void
  heard(message: Envelope): void
  /** Also told for attempts that never came up; `wasUp` says which. */
  lost(event: { code: number; reason: string; wasUp: boolean; willRetry: boolean }): void
  /** A question to ask when nothing was heard for a while. */
  probe(): string
  /** A frame that is no envelope. */
  unreadable(reason: string): void
}

export class HubLink {
  readonly #channel: string
  readonly #resolve: () => Resolved
  readonly #listener: LinkListener
  #wanted = false
  #everUp = false
  #up = false
  #socket: SocketLike | undefined
  #settings: Resolved | undefined
  #retryDelay: Backoff | undefined
  #retry: Timer | undefined
  #watch: Timer | undefined
  #lastHeardMs = 0
  #probed = false

  constructor(channel: string, resolve: () => Resolved, listener: LinkListener) {
    this.#channel = channel
    this.#resolve = resolve
    this.#listener = listener
  }

  state(): ConnectionState {
    if (!this.#wanted) return 'disconnected'
    if (this.#up) return 'connected'
    return this.#everUp ? 'reconnecting' : 'connecting'
  }

  /** Connects and stays connected. Throws `TypeError` when the settings cannot work. */
  start(): void {
    if (this.#wanted) return
    const settings = this.#resolve()
    this.#settings = settings
    this.#retryDelay = backoff(linkDelays.firstRetryMinMs, linkDelays.firstRetryMaxMs, settings.random)
    this.#wanted = true
    this.#everUp = false
    this.#open(settings)
  }

  stop(): void {
    if (!this.#wanted) return
    this.#wanted = false
    this.#retry?.cancel()
    this.#drop(1000, 'closed by the client')
  }

  /** Sends now; false when the link is not up. Nothing is ever kept for later. */
  send(text: string): boolean {
    if (!this.#up || this.#socket === undefined) return false
    this.#socket.send(text)
    return true
  }

  #open(settings: Resolved): void {
    let socket: SocketLike
    try {
      socket = settings.openSocket(`${settings.wsUrl}/ws/${encodeURIComponent(this.#channel)}`)
    } catch (error) {
      this.#lost(1006, error instanceof Error ? error.message : 'the socket could not be opened')
      return
    }
    this.#socket = socket
    this.#watch = settings.clock.after(linkDelays.greetingMs, () => this.#drop(1006, 'no greeting from the hub'))
    const current = (work: () => void) => {
      if (this.#socket === socket) work()
    }
    socket.addEventListener('open', () =>
      current(() => {
        if (settings.token !== undefined) socket.send(JSON.stringify({ type: 'authenticate', payload: { token: settings.token } }))
      }),
    )
    socket.addEventListener('message', ({ data }) =>
      current(() => {
        this.#lastHeardMs = settings.clock.monotonic()
        this.#probed = false
        settings.inTurn(() => current(() => this.#heard(settings, data)))
      }),
    )
    // After what was said before it.
    socket.addEventListener('close', event => settings.inTurn(() => current(() => this.#lost(event.code, event.reason))))
    // A `close` follows every `error` and carries the reason; without a listener some implementations throw.
    socket.addEventListener('error', () => undefined)
  }

  #heard(settings: Resolved, data: unknown): void {
    if (typeof data !== 'string') return
    const parsed = parseEnvelope(data)
    if (!parsed.ok) {
      this.#listener.unreadable(parsed.fault.message)
      return
    }
    if (parsed.message.type === 'hello') {
      this.#up = true
      this.#everUp = true
      this.#retryDelay = backoff(linkDelays.retryMinMs, linkDelays.retryMaxMs, settings.random)
      this.#watchSilence(settings)
      this.#listener.greeted(parsed.message)
    } else {
      this.#listener.heard(parsed.message)
    }
  }

  #watchSilence(settings: Resolved): void {
    this.#watch?.cancel()
    const silentMs = settings.clock.monotonic() - this.#lastHeardMs
    if (silentMs >= linkDelays.deadAfterMs) {
      this.#drop(1006, 'the hub fell silent')
      return
    }
    if (silentMs >= linkDelays.probeAfterMs && !this.#probed) {
      this.#probed = true
      this.send(this.#listener.probe())
    }
    const nextMs = (silentMs >= linkDelays.probeAfterMs ? linkDelays.deadAfterMs : linkDelays.probeAfterMs) - silentMs
    this.#watch = settings.clock.after(nextMs, () => this.#watchSilence(settings))
  }

  /** Gives the socket up without waiting for its closing handshake, which a dead link never finishes. */
  #drop(code: number, reason: string): void {
    const socket = this.#socket
    this.#lost(code, reason)
    try {
      socket?.close()
    } catch {
      // It never opened; there is nothing to close.
    }
  }

  #lost(code: number, reason: string): void {
    const wasUp = this.#up
    this.#up = false
    this.#socket = undefined
    this.#watch?.cancel()
    const willRetry = this.#wanted
    if (willRetry && this.#settings !== undefined && this.#retryDelay !== undefined) {
      const refused = code === closeCode.unauthenticated || code === closeCode.forbidden
      const delayMs = Math.max(this.#retryDelay.next(), refused ? linkDelays.refusedMinMs : 0)
      this.#retry = this.#settings.clock.after(delayMs, () => this.#again())
    }
    this.#listener.lost({ code, reason, wasUp, willRetry })
  }

  /** Settings are read anew, so that a token that was renewed is used. */
  #again(): void {
    if (!this.#wanted) return
    try {
      this.#settings = this.#resolve()
    } catch (error) {
      // Settings that became wrong may become right again; the earlier ones only keep the time until then.
      return this.#lost(1006, error instanceof Error ? error.message : 'the settings are wrong')
    }
    this.#open(this.#settings)
  }
}
