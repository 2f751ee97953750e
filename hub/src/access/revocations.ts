/** Telling open connections that what let them in is worth nothing any more. */
import type { Clock, Timer } from '@palang/kit'
import type { Actor } from './actor.ts'

/** What was taken away: one token, one browser's sign-in, everything of a person, or everything of a machine or device. */
export type Revocation = { tokenId: string } | { signInId: string } | { userId: string } | { machineId: string }

export interface Revocations {
  announce(revocation: Revocation): void
  /** Calls `listener` for each revocation from now on; returns how to stop. */
  listen(listener: (revocation: Revocation) => void): () => void
}

/** Nobody listens yet. */
export function createRevocations(): Revocations {
  const listeners = new Set<(revocation: Revocation) => void>()
  return {
    announce: revocation => listeners.forEach(tell => tell(revocation)),
    listen(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}

/** Whether `actor` came in with what was taken away. */
export function isMeant(actor: Actor, revocation: Revocation): boolean {
  if ('tokenId' in revocation) return actor.tokenId === revocation.tokenId
  if ('signInId' in revocation) return actor.signInId === revocation.signInId
  if ('userId' in revocation) return actor.userId === revocation.userId
  return actor.machineId === revocation.machineId
}

/** Longer than this no timer is set; then the end is looked at again. Milliseconds. */
const longestWaitMs = 24 * 3_600_000

/** Calls `end` once when the access of `actor` is taken away or runs out; returns how to stop waiting. */
export function whenAccessEnds(
  { revocations, clock }: { revocations: Revocations; clock: Clock },
  actor: Actor,
  end: () => void,
): () => void {
  let timer: Timer | undefined
  const stop = () => {
    timer?.cancel()
    stopListening()
  }
  const over = () => {
    stop()
    end()
  }
  const stopListening = revocations.listen(revocation => {
    if (isMeant(actor, revocation)) over()
  })
  const wait = () => {
    if (actor.expiresAt === undefined) return
    const leftMs = Date.parse(actor.expiresAt) - clock.now()
    if (leftMs <= 0) over()
    else timer = clock.after(Math.min(leftMs, longestWaitMs), wait)
  }
  wait()
  return stop
}
