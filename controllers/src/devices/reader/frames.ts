/**
 * Finds reads of a known form. The form says where a read begins and ends; besides, silence ends everything: what is
 * not whole after it never becomes part of another read.
 */
import type { Clock, Timer } from '@palang/kit'
import type { MakeFraming, OnRead, Read, ReadFraming } from './read.ts'
import { afterSilence } from './silence.ts'

/** More than any form needs. */
const maxHeldBytes = 128

/**
 * Looks at the bytes held, at least one, and says what the first of them are; undefined while that depends on what
 * follows. `isOver`: nothing follows.
 */
export type Take = (held: Uint8Array, isOver: boolean) => { length: number; read: Read } | undefined

/** Framing for a driver whose reads `take` knows. */
export function framesOf(take: Take): MakeFraming {
  return (clock, onRead) => new Frames(take, clock, onRead)
}

class Frames implements ReadFraming {
  readonly #take: Take
  readonly #clock: Clock
  readonly #onRead: OnRead
  #held: Uint8Array = new Uint8Array()
  /** Bytes that are no read, told once for a whole stretch. */
  #garbage: { bytes: number; reason: string } | undefined
  /** So much came without a pause that no start can be made out any more: all up to the next silence belongs to it. */
  #isFlooded = false
  #timer: Timer | undefined

  constructor(take: Take, clock: Clock, onRead: OnRead) {
    this.#take = take
    this.#clock = clock
    this.#onRead = onRead
  }

  push(bytes: Uint8Array): void {
    // One by one, so that the outcome does not depend on how the bytes were cut into pieces.
    for (const byte of bytes) this.#add(byte)
    this.#timer?.cancel()
    this.#timer = afterSilence(this.#clock, () => this.#silence())
  }

  reset(): void {
    this.#timer?.cancel()
    this.#held = new Uint8Array()
    this.#garbage = undefined
    this.#isFlooded = false
  }

  #add(byte: number): void {
    if (this.#isFlooded) return this.#throwAway(1, 'length')
    this.#held = Uint8Array.of(...this.#held, byte)
    this.#takeAll(false)
    if (this.#held.length <= maxHeldBytes) return
    this.#isFlooded = true
    this.#throwAway(this.#held.length, 'length')
    this.#held = new Uint8Array()
  }

  #silence(): void {
    this.#takeAll(true)
    if (this.#held.length > 0) this.#throwAway(this.#held.length, 'unfinished')
    this.#tellGarbage()
    this.reset()
  }

  #takeAll(isOver: boolean): void {
    while (this.#held.length > 0) {
      const taken = this.#take(this.#held, isOver)
      if (taken === undefined) return
      const { length, read } = taken
      this.#held = this.#held.subarray(length)
      if (read.kind === 'fault') this.#throwAway(length, read.reason)
      else {
        this.#tellGarbage()
        this.#onRead(read, length)
      }
    }
  }

  #throwAway(bytes: number, reason: string): void {
    this.#garbage = { bytes: (this.#garbage?.bytes ?? 0) + bytes, reason: this.#garbage?.reason ?? reason }
  }

  #tellGarbage(): void {
    if (this.#garbage === undefined) return
    const { bytes, reason } = this.#garbage
    this.#garbage = undefined
    this.#onRead({ kind: 'fault', reason }, bytes)
  }
}

export interface FixedFrame {
  head: readonly number[]
  /** Of the whole frame in bytes. */
  length: number
  tail: readonly number[]
  /** Reads a whole frame whose head and tail are right. */
  decode(frame: Uint8Array): Read
}

/** Frames of one length with known first and last bytes. A frame that is wrong is searched for the start of another. */
export function takeFixed({ head, length, tail, decode }: FixedFrame): Take {
  return held => {
    if (held[0] !== head[0]) return fault(1, 'noise')
    if (held.length < length) return undefined
    const frame = held.subarray(0, length)
    const isFramed = head.every((byte, at) => frame[at] === byte) && tail.every((byte, at) => frame[length - tail.length + at] === byte)
    if (!isFramed) return fault(1, 'format')
    const read = decode(frame)
    return { length: read.kind === 'fault' ? 1 : length, read }
  }
}

/** Text that CR, LF or both must end. */
export function takeLine(decode: (text: string) => Read): Take {
  return held => {
    const end = held.findIndex(isLineEnd)
    if (end < 0) return undefined
    if (end === 0) return { length: 1, read: { kind: 'nothing' } }
    return { length: end + 1, read: decode(Buffer.from(held.subarray(0, end)).toString('latin1')) }
  }
}

export function isLineEnd(byte: number): boolean {
  return byte === 0x0a || byte === 0x0d
}

function fault(length: number, reason: string): { length: number; read: Read } {
  return { length, read: { kind: 'fault', reason } }
}
