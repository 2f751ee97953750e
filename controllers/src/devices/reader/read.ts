/** What one read of a reader means, and what turns its bytes into reads. */
import type { Clock } from '@palang/kit'

export type Read =
  /** `raw` is what the reader said of the card: its text without framing, or a binary frame in hex. */
  | { kind: 'card'; cardId: string; raw: string }
  /** The reader says that it saw nothing. */
  | { kind: 'nothing' }
  | { kind: 'fault'; reason: string }

/** Told each read, or each stretch of bytes that is none, with its length. */
export type OnRead = (read: Read, bytes: number) => void

/** Finds the reads in a stream of bytes, however they are cut into pieces. */
export interface ReadFraming {
  push(bytes: Uint8Array): void
  /** Forgets a half read and what was learnt of the reader, as after a reconnect. */
  reset(): void
}

export type MakeFraming = (clock: Clock, onRead: OnRead) => ReadFraming
