/** Puts live pictures together from the parts they come in. */
import { framePart } from '@palang/protocol'

/**
 * Given the payloads of one link's `camera_frame` in order, the picture that each of them completes. What is out of order, or larger than
 * `maxBytes`, gives none; no more than one picture is held.
 */
export function frameParts(maxBytes: number): (payload: unknown) => Uint8Array | undefined {
  let held: { frame: number; chunks: Buffer[]; bytes: number } | undefined
  return payload => {
    const { success, data: given } = framePart.safeParse(payload)
    if (!success) return undefined
    const bytes = Buffer.from(given.data, 'base64')
    const { frame, part, parts } = given
    if (frame === undefined || part === undefined || parts === undefined) return bytes
    if (part === 1) held = { frame, chunks: [], bytes: 0 }
    if (held === undefined || held.frame !== frame || held.chunks.length !== part - 1) return undefined
    held.chunks.push(bytes)
    held.bytes += bytes.length
    const isWhole = part === parts
    const picture = isWhole && held.bytes <= maxBytes ? Buffer.concat(held.chunks) : undefined
    if (isWhole || held.bytes > maxBytes) held = undefined
    return picture
  }
}
