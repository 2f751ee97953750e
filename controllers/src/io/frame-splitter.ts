/** Bytes to frames with a first and a last byte of their own, with a bound: noise cannot fill the memory, nor grow into a frame. */

export interface FrameSplitter {
  /** Feeds bytes; calls back for each frame that ended in them, and for each stretch of bytes that is none. */
  push(bytes: Uint8Array): void
  /** Nothing more comes: tells half a frame, and other bytes that are none, as dropped. */
  giveUp(): void
  /** Forgets a half frame, as after a reconnect. */
  reset(): void
}

export interface FrameSplitterOptions {
  first: number
  last: number
  /** Longest frame without its first and last byte. */
  maxBytes: number
  /** Between two frames they mean nothing, and are not told: line ends, which some boards add. */
  ignored?: readonly number[]
  /** What stands between the first and the last byte, one character per byte (Latin-1). */
  onFrame(text: string): void
  /** So many bytes that are no frame, told once for a whole stretch: when a frame follows, or after `giveUp`. */
  onDropped(bytes: number): void
}

/** Splits at `first` and `last`. A `first` inside a frame begins it anew: what stood before it was half a frame. */
export function frameSplitter({ first, last, maxBytes, ignored = [], onFrame, onDropped }: FrameSplitterOptions): FrameSplitter {
  const held = Buffer.alloc(maxBytes)
  let length = 0
  let inside = false
  let dropped = 0

  const drop = (): void => {
    dropped += inside ? length + 1 : 0
    inside = false
    length = 0
  }
  const tellDropped = (): void => {
    const bytes = dropped
    dropped = 0
    if (bytes > 0) onDropped(bytes)
  }
  const add = (byte: number): void => {
    if (byte === first) {
      drop()
      inside = true
    } else if (!inside) dropped += ignored.includes(byte) && dropped === 0 ? 0 : 1
    else if (byte === last) {
      const text = held.toString('latin1', 0, length)
      inside = false
      length = 0
      tellDropped()
      onFrame(text)
    } else if (length < maxBytes) {
      held[length] = byte
      length += 1
    } else {
      drop()
      dropped += 1
    }
  }

  return {
    push(bytes) {
      for (const byte of bytes) add(byte)
    },
    giveUp() {
      drop()
      tellDropped()
    },
    reset() {
      inside = false
      length = 0
      dropped = 0
    },
  }
}
