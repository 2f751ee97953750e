/** Bytes to lines, with a bound: a device that never ends its line cannot fill the memory. */

export interface LineSplitter {
  /** Feeds bytes; calls back for each line that ended in them. */
  push(bytes: Uint8Array): void
  /** Forgets a half line, as after a reconnect. */
  reset(): void
}

export interface LineSplitterOptions {
  /** Longest line without its end, in bytes. */
  maxBytes: number
  /** A line without `\n` and without any `\r`, one character per byte (Latin-1). Empty lines are not told. */
  onLine(line: string): void
  /** A line that was too long is dropped up to its `\n`; `bytes` is its whole length. */
  onDropped(bytes: number): void
}

const lineFeed = 0x0a
const carriageReturn = 0x0d

/** Splits at `\n` and ignores `\r`. */
export function lineSplitter({ maxBytes, onLine, onDropped }: LineSplitterOptions): LineSplitter {
  const held = Buffer.alloc(maxBytes)
  let length = 0

  const endLine = (): void => {
    const bytes = length
    length = 0
    if (bytes > maxBytes) onDropped(bytes)
    else if (bytes > 0) onLine(held.toString('latin1', 0, bytes))
  }

  return {
    push(bytes) {
      for (const byte of bytes) {
        if (byte === lineFeed) endLine()
        else if (byte !== carriageReturn) {
          if (length < maxBytes) held[length] = byte
          length += 1
        }
      }
    },
    reset() {
      length = 0
    },
  }
}
