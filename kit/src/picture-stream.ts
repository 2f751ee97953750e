/** Pictures as `multipart/x-mixed-replace`, which browsers show moving in an `img`: the newest for each reader, never a queue. */
import type { Clock } from './clock.ts'

/** A reader that takes no picture for so long, although there are new ones, watches no more. */
export const stuckAfterMs = 30_000

export interface PictureStreamOptions {
  clock: Clock
  /** Marks the border between pictures; what the content type names. */
  boundary: string
  /** Begins to deliver; returns how to stop. */
  watch(show: (jpeg: Uint8Array) => void): () => void
  /** Is told how to end the stream from outside; returns how to forget it. */
  until?: (end: () => void) => () => void
  /** Cuts the connection of a reader that is stuck. */
  cut?: () => void
}

/** One reader's stream; it watches from now until the reader leaves, is stuck, or the stream is ended. */
export function pictureStream({ clock, boundary, watch, until, cut }: PictureStreamOptions): ReadableStream<Uint8Array> {
  let newest: Uint8Array | undefined
  let waitsSinceMs = 0
  let wake: (() => void) | undefined
  let leave: (() => void) | undefined
  let isOver = false
  const finish = () => {
    if (isOver) return
    isOver = true
    wake?.()
    leave?.()
  }
  const start = (controller: ReadableStreamDefaultController<Uint8Array>) => {
    const end = () => {
      if (isOver) return
      finish()
      controller.close()
    }
    const forget = until?.(end)
    if (isOver) return forget?.()
    const unwatch = watch(jpeg => {
      const nowMs = clock.monotonic()
      if (newest === undefined) waitsSinceMs = nowMs
      newest = jpeg
      wake?.()
      if (nowMs - waitsSinceMs <= stuckAfterMs) return
      end()
      cut?.()
    })
    leave = () => {
      unwatch()
      forget?.()
    }
  }
  const pull = async (controller: ReadableStreamDefaultController<Uint8Array>) => {
    if (newest === undefined) await new Promise<void>(resolve => (wake = resolve))
    wake = undefined
    const jpeg = newest
    newest = undefined
    if (jpeg !== undefined && !isOver) controller.enqueue(framed(jpeg, boundary))
  }
  return new ReadableStream<Uint8Array>({ start, pull, cancel: finish }, { highWaterMark: 0 })
}

function framed(jpeg: Uint8Array, boundary: string): Uint8Array {
  const head = `--${boundary}\r\nContent-Type: image/jpeg\r\nContent-Length: ${jpeg.byteLength}\r\n\r\n`
  return Buffer.concat([Buffer.from(head), jpeg, Buffer.from('\r\n')])
}
