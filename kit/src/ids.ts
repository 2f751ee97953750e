/** Identifiers. Version 7 UUIDs sort by creation time (RFC 9562 section 5.7). */
import { randomBytes } from 'node:crypto'

let lastMs = 0
let counter = 0

/**
 * A UUIDv7. Ids made in the same millisecond by this process still sort in order of creation: the 12 bits after the
 * version count up, starting at random, as RFC 9562 section 6.2 method 1 allows.
 */
export function uuidv7(nowMs: number = Date.now()): string {
  if (nowMs > lastMs) {
    lastMs = nowMs
    counter = randomBytes(2).readUInt16BE() & 0x7ff
  } else if (++counter > 0xfff) {
    lastMs += 1
    counter = 0
  }
  const bytes = randomBytes(16)
  bytes.writeUIntBE(lastMs, 0, 6)
  bytes.writeUInt16BE(0x7000 | counter, 6)
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  const hex = bytes.toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

/** 256 random bits for tokens and secrets, as 43 URL-safe characters. */
export function randomSecret(): string {
  return randomBytes(32).toString('base64url')
}
