/** One WebSocket to the hub that is opened again for ever, and known to be dead when it no longer answers. */
import type { HubTrust } from '@palang/config'
import { backoff, type Clock, type Log, messageOf, type Timer } from '@palang/kit'
import { closeCode } from '@palang/protocol'
import { WebSocket } from 'ws'

export interface HubSocketOptions {
  url: string
  /** Asked for at every connection. */
  token(): string
  /** How to know the hub over TLS, asked anew for each connection; without it as Node does. It may throw; then another try follows. */
  trust?: (() => HubTrust) | undefined
  clock: Clock
  log: Log
  onOpen(): void
  onText(text: string): void
  onDown(): void
  /** The hub answered a ping of {@link HubSocket.ping}: it has everything that was sent before. */
  onPong(text: string): void
  random?: () => number
}

export const socketDelays = {
  retryMinMs: 300,
  retryMaxMs: 5_000,
  /** Somebody else speaks as this machine, or we are not welcome: hammering would only make it worse. */
  refusedMs: 10_000,
  handshakeMs: 5_000,
  /** Between two looks whether the hub still answers; the third in silence ends the link, 30 s after the last sign of life. */
  beatMs: 10_000,
} as const

/** What the hub tells a machine of a big site is larger than what we may send: a checkpoint hears of up to 20,000 tags at once. */
const maxIncomingBytes = 16 * 1024 * 1024

/** Reconnects until stopped. */
export class HubSocket {
  readonly #options: HubSocketOptions
  #socket: WebSocket | undefined
  #retry: Timer | undefined
  #heartbeat: Timer | undefined
  #missed = 0
  #running = false
  readonly #delay

  constructor(options: HubSocketOptions) {
    this.#options = options
    this.#delay = backoff(socketDelays.retryMinMs, socketDelays.retryMaxMs, options.random)
  }

  start(): void {
    if (this.#running) return
    this.#running = true
    this.#connect()
  }

  stop(): void {
    this.#running = false
    this.#retry?.cancel()
    this.#retry = undefined
    const socket = this.#socket
    this.#down()
    socket?.close(closeCode.goingAway, 'the controller stops')
    this.#options.clock.after(500, () => socket?.terminate())
  }

  /** The peer has proven to be our hub; the next break is retried at once. */
  settled(): void {
    this.#delay.reset()
  }

  /** False when the link is not open; what was given is then not sent, ever. */
  send(text: string): boolean {
    if (this.#socket?.readyState !== WebSocket.OPEN) return false
    this.#socket.send(text)
    return true
  }

  /** Asks for an answer behind what was sent so far; `text` comes back with it. */
  ping(text: string): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.ping(text)
  }

  /** Ends this connection; a new one follows. */
  drop(): void {
    this.#socket?.terminate()
  }

  #connect(): void {
    const { url, token, log } = this.#options
    let credentials: HubTrust & { headers: { authorization: string } }
    try {
      credentials = { ...this.#options.trust?.(), headers: { authorization: `Bearer ${token()}` } }
    } catch (error) {
      log.error({ err: messageOf(error) }, "this machine's token or the hub's certificate cannot be read")
      return this.#retryAfter(closeCode.goingAway)
    }
    const socket = new WebSocket(url, {
      ...credentials,
      perMessageDeflate: false,
      handshakeTimeout: socketDelays.handshakeMs,
      maxPayload: maxIncomingBytes,
    })
    this.#socket = socket
    socket.on('open', () => {
      this.#missed = 0
      this.#heartbeat = this.#options.clock.every(socketDelays.beatMs, () => this.#beat(socket))
      this.#options.onOpen()
    })
    socket.on('message', (data, isBinary) => {
      this.#missed = 0
      if (socket === this.#socket && !isBinary) this.#options.onText(Buffer.isBuffer(data) ? data.toString('utf8') : '')
    })
    socket.on('pong', data => {
      this.#missed = 0
      if (socket === this.#socket && data.length > 0) this.#options.onPong(data.toString('utf8'))
    })
    socket.on('error', error => log.debug({ err: error.message }, 'link'))
    socket.once('close', code => {
      if (socket === this.#socket) this.#down()
      if (this.#running) this.#retryAfter(code)
    })
  }

  #beat(socket: WebSocket): void {
    if (this.#missed >= 2) return socket.terminate()
    this.#missed += 1
    socket.ping()
  }

  #down(): void {
    this.#heartbeat?.cancel()
    this.#heartbeat = undefined
    this.#socket = undefined
    this.#options.onDown()
  }

  #retryAfter(code: number): void {
    const isRefusal = code === closeCode.replaced || code === closeCode.forbidden || code === closeCode.unauthenticated
    const waitMs = isRefusal ? socketDelays.refusedMs : this.#delay.next()
    if (isRefusal)
      this.#options.log.error(
        { code },
        code === closeCode.replaced ? 'another controller speaks as this machine' : 'the hub refuses this machine',
      )
    this.#retry = this.#options.clock.after(waitMs, () => {
      this.#retry = undefined
      if (this.#running) this.#connect()
    })
  }
}
