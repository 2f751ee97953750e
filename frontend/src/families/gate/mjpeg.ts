/** Reads `multipart/x-mixed-replace` picture by picture, so that a page knows the age of what it shows. Pure. */

/** A picture larger than this is not from one of our cameras. */
const maxFrameBytes = 8 * 1024 * 1024
const encoder = new TextEncoder()
const decoder = new TextDecoder('latin1')
const headerEnd = encoder.encode('\r\n\r\n')
const partStart = encoder.encode('\r\n--')

export interface MjpegReader {
  /** Takes bytes as they arrive and gives the pictures completed by them. Throws `RangeError` when one never ends. */
  feed(chunk: Uint8Array): Uint8Array[]
}

/** A reader for one stream. Parts with a length are cut by it, others at the next boundary. */
export function createMjpegReader(): MjpegReader {
  let rest: Uint8Array = new Uint8Array(0)
  /** Start of the picture in `rest` once its headers were read, and its length where they told it. */
  let body: { start: number; length: number | undefined } | undefined
  return {
    feed(chunk) {
      rest = joined(rest, chunk)
      const frames: Uint8Array[] = []
      for (;;) {
        if (body === undefined) {
          const end = indexOf(rest, headerEnd, 0)
          if (end < 0) break
          const length = /content-length:\s*(\d+)/i.exec(decoder.decode(rest.subarray(0, end)))?.[1]
          body = { start: end + headerEnd.length, length: length === undefined ? undefined : Number(length) }
        }
        const end = body.length === undefined ? indexOf(rest, partStart, body.start) : body.start + body.length
        if (end < 0 || end > rest.length) break
        if (end > body.start) frames.push(rest.slice(body.start, end))
        rest = rest.subarray(end)
        body = undefined
      }
      if (rest.length > maxFrameBytes) throw new RangeError('a picture of the camera is too large')
      return frames
    },
  }
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  if (a.length === 0) return b
  const both = new Uint8Array(a.length + b.length)
  both.set(a)
  both.set(b, a.length)
  return both
}

function indexOf(bytes: Uint8Array, wanted: Uint8Array, from: number): number {
  const last = bytes.length - wanted.length
  for (let at = from; at <= last; at += 1) {
    let matched = 0
    while (matched < wanted.length && bytes[at + matched] === wanted[matched]) matched += 1
    if (matched === wanted.length) return at
  }
  return -1
}
