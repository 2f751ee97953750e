/** A Windows bitmap as JPEG: CommandCam writes nothing else, whatever the file is called. */
import { encode } from 'jpeg-js'

const quality = 85
/** Larger than any webcam; the header is not to be believed further. */
const mostPixels = 4096 * 4096

/**
 * The picture in an uncompressed bitmap of 24 or 32 bits (BITMAPFILEHEADER and BITMAPINFOHEADER of the Windows SDK); nothing when the
 * bytes are something else.
 */
export function jpegOf(bytes: Uint8Array): Uint8Array | undefined {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (file.length < 54 || file.toString('latin1', 0, 2) !== 'BM') return undefined
  const [start, width, signedHeight] = [file.readUInt32LE(10), file.readInt32LE(18), file.readInt32LE(22)]
  const [bits, compression] = [file.readUInt16LE(28), file.readUInt32LE(30)]
  const height = Math.abs(signedHeight)
  // Each row is filled up to four bytes.
  const stride = Math.ceil((width * bits) / 32) * 4
  const isKnown = (bits === 24 || bits === 32) && compression === 0 && width > 0 && height > 0 && width * height <= mostPixels
  if (!isKnown || file.length < start + stride * height) return undefined
  const data = Buffer.alloc(width * height * 4, 255)
  for (let y = 0; y < height; y++) {
    // A positive height counts the rows from below.
    const row = start + stride * (signedHeight > 0 ? height - 1 - y : y)
    for (let x = 0; x < width; x++) {
      const from = row + (x * bits) / 8
      const to = (y * width + x) * 4
      data[to] = file[from + 2] ?? 0
      data[to + 1] = file[from + 1] ?? 0
      data[to + 2] = file[from] ?? 0
    }
  }
  return encode({ data, width, height }, quality).data
}
