/**
 * Where one read ends. Most readers end it with CR, LF or both; some end it with nothing, and only silence shows it.
 * Once a reader has ended a read with CR or LF it is known to do so: from then on a pause is a stall, not an end, and
 * half a card number is never taken for a card.
 */
import type { Clock, Timer } from '@palang/kit'
import { isUnfinished } from './codec.ts'

export const framingDelays = {
  /** At 9600 baud a byte takes 1 ms; 30 ms of silence end a read that has no terminator. */
  silenceMs: 30,
  /** The rest of a read that stalled must come within this time, or both parts are thrown away. */
  stallMs: 1_000,
} as const

/** The longest form is JSON with a 64-character id and a type. */
const maxReadBytes = 200

export interface FramingOptions {
  clock: Clock
  onRead(text: string): void
  onGarbage(bytes: number, reason: 'length' | 'unfinished'): void
}

export class ReadFraming {
  readonly #clock: Clock
  readonly #onRead: (text: string) => void
  readonly #onGarbage: (bytes: number, reason: 'length' | 'unfinished') => void
  #text = ''
  #length = 0
  #isTerminated = false
  /** What was thrown away may go on: everything up to the next end belongs to it. */
  #isSkipping = false
  #timer: Timer | undefined

  constructor({ clock, onRead, onGarbage }: FramingOptions) {
    this.#clock = clock
    this.#onRead = onRead
    this.#onGarbage = onGarbage
  }

  push(bytes: Uint8Array): void {
    this.#timer?.cancel()
    for (const byte of bytes) {
      if (byte === 0x0a || byte === 0x0d) this.#terminate()
      else {
        this.#length += 1
        if (this.#length <= maxReadBytes) this.#text += String.fromCharCode(byte)
      }
    }
    if (this.#length === 0 && !this.#isSkipping) return
    const isStall = this.#isTerminated || this.#isSkipping || this.#length > maxReadBytes || isUnfinished(this.#text)
    this.#timer = this.#clock.after(isStall ? framingDelays.stallMs : framingDelays.silenceMs, () => this.#silence(isStall))
  }

  /** Forgets a half read and what was learnt of the reader, as after a reconnect. */
  reset(): void {
    this.#timer?.cancel()
    this.#clear()
    this.#isTerminated = false
    this.#isSkipping = false
  }

  #terminate(): void {
    this.#isTerminated = true
    if (this.#isSkipping) {
      this.#isSkipping = false
      this.#clear()
    } else this.#end()
  }

  #silence(isStall: boolean): void {
    if (!isStall) return this.#end()
    if (this.#isSkipping) {
      // Long silence: what comes next is a new read, whatever this was.
      this.#isSkipping = false
      this.#clear()
      return
    }
    const length = this.#length
    this.#clear()
    this.#isSkipping = this.#isTerminated
    this.#onGarbage(length, length > maxReadBytes ? 'length' : 'unfinished')
    if (this.#isSkipping) this.#timer = this.#clock.after(framingDelays.stallMs, () => this.#silence(true))
  }

  #end(): void {
    const text = this.#text
    const length = this.#length
    this.#clear()
    if (length > maxReadBytes) this.#onGarbage(length, 'length')
    else if (length > 0) this.#onRead(text)
  }

  #clear(): void {
    this.#text = ''
    this.#length = 0
  }
}
