/**
 * Where one read of text ends. Most readers end it with CR, LF or both; some end it with nothing, and only silence shows
 * it. Once a reader has ended a read with CR or LF it is known to do so: from then on a pause is a stall, not an end, and
 * half a card number is never taken for a card.
 */
import { type Clock, portTimeout, type Timer } from '@palang/kit'
import { isLineEnd } from './frames.ts'
import type { MakeFraming, OnRead, Read, ReadFraming } from './read.ts'
import { afterSilence } from './silence.ts'

/** The rest of a read that stalled must come within this time, or both parts are thrown away. */
export const stallMs = 1_000

/** The longest form is JSON with a 64-character id and a type. */
const maxReadBytes = 200

export interface LineForm {
  /** Reads one line without its end. */
  decode(text: string): Read
  /** True when `text` begins a form whose end is still missing: silence alone does not complete it. */
  isUnfinished?(text: string): boolean
}

/** Framing for a driver whose reads are lines of `form`. */
export function linesOf(form: LineForm): MakeFraming {
  return (clock, onRead) => new Lines(form, clock, onRead)
}

class Lines implements ReadFraming {
  readonly #form: LineForm
  readonly #clock: Clock
  readonly #onRead: OnRead
  #text = ''
  #length = 0
  #isTerminated = false
  /** What was thrown away may go on: everything up to the next end belongs to it. */
  #isSkipping = false
  #timer: Timer | undefined

  constructor(form: LineForm, clock: Clock, onRead: OnRead) {
    this.#form = form
    this.#clock = clock
    this.#onRead = onRead
  }

  push(bytes: Uint8Array): void {
    this.#timer?.cancel()
    for (const byte of bytes) {
      if (isLineEnd(byte)) this.#terminate()
      else {
        this.#length += 1
        if (this.#length <= maxReadBytes) this.#text += String.fromCharCode(byte)
      }
    }
    if (this.#length === 0 && !this.#isSkipping) return
    const isUnfinished = this.#form.isUnfinished?.(this.#text) === true
    const isStall = this.#isTerminated || this.#isSkipping || this.#length > maxReadBytes || isUnfinished
    const onSilence = () => this.#silence(isStall)
    this.#timer = isStall ? portTimeout(this.#clock, stallMs, onSilence) : afterSilence(this.#clock, onSilence)
  }

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
    this.#onRead({ kind: 'fault', reason: length > maxReadBytes ? 'length' : 'unfinished' }, length)
    if (this.#isSkipping) this.#timer = portTimeout(this.#clock, stallMs, () => this.#silence(true))
  }

  #end(): void {
    const text = this.#text
    const length = this.#length
    this.#clear()
    if (length > maxReadBytes) this.#onRead({ kind: 'fault', reason: 'length' }, length)
    else if (length > 0) this.#onRead(this.#form.decode(text), length)
  }

  #clear(): void {
    this.#text = ''
    this.#length = 0
  }
}
