import { createHash, timingSafeEqual } from 'node:crypto'

/** Whether two secrets are the same; how long it takes tells nothing of how much of them is, nor of their length. */
export function sameSecret(one: string, other: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(one), digest(other))
}
