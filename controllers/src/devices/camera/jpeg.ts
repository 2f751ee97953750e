/** Where a JPEG begins and ends (ITU-T T.81, annex B), whatever stands around it. */

import { largestPictureBytes } from '@palang/protocol'

export { largestPictureBytes }

const soi = Buffer.of(0xff, 0xd8, 0xff)
const marker = { soi: 0xd8, eoi: 0xd9, sos: 0xda, tem: 0x01, firstRestart: 0xd0, lastRestart: 0xd7 } as const

/** Why a picture that is too large is none. */
export const tooLarge = (maxBytes: number = largestPictureBytes) =>
  `a picture has more than ${maxBytes} bytes; choose a smaller one at the camera`

/** From start to end of image (B.1.1.3), without what some cameras pad the end with; nothing when it is no whole JPEG. */
export function wholeJpeg(bytes: Uint8Array): Uint8Array | undefined {
  const end = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).lastIndexOf(Buffer.of(0xff, marker.eoi)) + 2
  const isWhole = bytes[0] === 0xff && bytes[1] === marker.soi && end > 4 && bytes.length - end <= 64
  return isWhole ? bytes.subarray(0, end) : undefined
}

/**
 * Finds the pictures in a stream of bytes by their own markers: what stands between them (part headers, boundaries, lengths
 * that are wrong) is passed over. A picture that another one begins in was cut off, and is left out.
 * Throws when one has more than `maxBytes`.
 */
export function jpegSplitter(maxBytes: number = largestPictureBytes): (chunk: Uint8Array) => Uint8Array[] {
  const held = growingBytes()
  /** How far the picture that `held` begins with is known to be well; undefined before its beginning is found. */
  let walk: Walk | undefined
  return chunk => {
    held.add(chunk)
    const found: Uint8Array[] = []
    for (;;) {
      if (walk === undefined) held.drop(beforeStart(held.bytes()))
      const bytes = held.bytes()
      if (bytes.length < soi.length) break
      walk = onward(bytes, walk ?? { place: 'segments', at: 2 })
      if (walk.place !== 'end' && walk.place !== 'broken') break
      if (walk.place === 'end') found.push(new Uint8Array(bytes.subarray(0, walk.at)))
      held.drop(walk.at)
      walk = undefined
    }
    if (held.bytes().length > maxBytes) throw new Error(tooLarge(maxBytes))
    return found
  }
}

interface Walk {
  place: 'segments' | 'scan' | 'end' | 'broken'
  at: number
}

/** Bytes that are added at the end and dropped at the beginning, copied about once each. */
function growingBytes() {
  let room = Buffer.alloc(64 * 1024)
  let length = 0
  return {
    bytes: () => room.subarray(0, length),
    add(chunk: Uint8Array) {
      if (length + chunk.length > room.length) room = Buffer.concat([room.subarray(0, length)], 2 * (length + chunk.length))
      room.set(chunk, length)
      length += chunk.length
    },
    drop(count: number) {
      room.copyWithin(0, count, length)
      length -= count
    },
  }
}

/** How many bytes stand before the first picture; of those that may be the beginning of its marker none is counted. */
function beforeStart(bytes: Buffer): number {
  const at = bytes.indexOf(soi)
  return at >= 0 ? at : Math.max(0, bytes.length - (soi.length - 1))
}

/** Walks on as far as the bytes go: segments by their length, entropy-coded data by the next marker in it. */
function onward(bytes: Buffer, from: Walk): Walk {
  let { place, at } = from
  while (at + 1 < bytes.length) {
    if (place === 'scan') {
      at = bytes.indexOf(0xff, at)
      if (at < 0) return { place, at: bytes.length }
      if (at + 1 >= bytes.length) return { place, at }
    } else if (bytes[at] !== 0xff) return { place: 'broken', at }
    const code = bytes[at + 1] ?? 0
    if (code === marker.eoi) return { place: 'end', at: at + 2 }
    if (code === marker.soi) return { place: 'broken', at }
    if (code === 0xff) at += 1
    else if (standsAlone(code)) at += 2
    else {
      if (at + 3 >= bytes.length) return { place, at }
      place = code === marker.sos ? 'scan' : 'segments'
      at += 2 + bytes.readUInt16BE(at + 2)
    }
  }
  return { place, at }
}

/** Markers without a segment behind them, and the zero that makes 0xFF ordinary data. */
function standsAlone(code: number): boolean {
  return code === 0 || code === marker.tem || (code >= marker.firstRestart && code <= marker.lastRestart)
}
