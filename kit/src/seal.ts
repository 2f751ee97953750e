/** Digests and seals of texts, in lower-case hex. */
import { createHash, createHmac } from 'node:crypto'

/** SHA-256 of a text. */
export function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

/** HMAC-SHA256 of a text: only who has the key can make it. */
export function sealOf(key: string, text: string): string {
  return createHmac('sha256', key).update(text).digest('hex')
}
