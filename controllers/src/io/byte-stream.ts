/** A connection that carries bytes: a serial port or a TCP socket. One object is one connection; a new one is made to reconnect. */
import { CodedError, isCoded } from '@palang/kit'

export type StreamEvent = { kind: 'data'; bytes: Uint8Array } | { kind: 'closed'; reason: string }

export interface ByteStream {
  /** Port string it was made from, for status and logs. */
  readonly path: string
  readonly isOpen: boolean
  /** Opens once. Rejects with `port_unavailable`. A stream that was closed is never opened again. */
  open(): Promise<void>
  /**
   * Hands `bytes` to the operating system or rejects: `port_closed` and `port_congested` mean that none of them will ever
   * be sent, `port_failed` that some may have been. Waits at most a quarter of a second for the bytes before to be
   * confirmed, since a device can answer them sooner than that; nothing is kept for later.
   */
  write(bytes: Uint8Array): Promise<void>
  /** Closes and discards what the operating system still holds. Safe to call in any state. */
  close(): Promise<void>
  /** Calls `listener` until the returned function is called; `closed` is told once and last. */
  subscribe(listener: (event: StreamEvent) => void): () => void
}

/** Makes a fresh, unopened stream; called once per connection. */
export type StreamFactory = () => ByteStream

export type PortErrorCode = 'port_unavailable' | 'port_closed' | 'port_congested' | 'port_failed'

/** An error of a stream; every one is worth trying again on a new connection. */
export function portError(code: PortErrorCode, path: string, message: string, cause?: unknown): CodedError<PortErrorCode> {
  return new CodedError(code, `${path}: ${message}`, { retryable: true, detail: { path }, ...(cause === undefined ? {} : { cause }) })
}

/** Whether a write that rejected with `error` surely sent none of its bytes, and never will. */
export function nothingLeft(error: unknown): boolean {
  return isCoded(error, 'port_closed') || isCoded(error, 'port_congested')
}
