/** Who is in over a WebSocket, and putting them out when what let them in is taken away or ends. */
import type { Clock, Timer } from '@palang/kit'
import { closeCode } from '@palang/protocol'
import type { WebSocket } from 'ws'
import { isMeant, type Revocation, type Revocations } from '../../access/revocations.ts'
import type { Actor } from '../../services.ts'

/** Longer than this no timer is set; then the end is looked at again. Milliseconds. */
const longestWaitMs = 24 * 3_600_000

export interface Admissions {
  /** Finds out who it is; nobody when his access was taken away in the same moment. */
  identify(authenticate: () => Promise<Actor | undefined>): Promise<Actor | undefined>
  /** The socket is in as this actor, until it closes. */
  admit(socket: WebSocket, actor: Actor): void
}

/** Nobody is in. */
export function createAdmissions({ revocations, clock }: { revocations: Revocations; clock: Clock }): Admissions {
  const inside = new Map<WebSocket, Actor>()
  revocations.listen(revocation => {
    for (const [socket, actor] of inside) if (isMeant(actor, revocation)) putOut(socket)
  })
  return {
    async identify(authenticate) {
      const meanwhile: Revocation[] = []
      const stop = revocations.listen(revocation => void meanwhile.push(revocation))
      try {
        const actor = await authenticate()
        return actor === undefined || meanwhile.some(revocation => isMeant(actor, revocation)) ? undefined : actor
      } finally {
        stop()
      }
    },
    admit(socket, actor) {
      inside.set(socket, actor)
      const timer = atTheEnd(clock, actor, () => putOut(socket))
      socket.once('close', () => {
        inside.delete(socket)
        timer()
      })
    },
  }
}

function putOut(socket: WebSocket): void {
  socket.close(closeCode.unauthenticated, 'your access has ended')
  // A peer that was held back would never be heard to say goodbye.
  if (socket.isPaused) socket.resume()
}

/** Calls `end` when the actor's access ends; returns how to stop waiting. */
function atTheEnd(clock: Clock, { expiresAt }: Actor, end: () => void): () => void {
  let timer: Timer | undefined
  const wait = () => {
    if (expiresAt === undefined) return
    const leftMs = Date.parse(expiresAt) - clock.now()
    if (leftMs <= 0) return end()
    timer = clock.after(Math.min(leftMs, longestWaitMs), wait)
  }
  wait()
  return () => timer?.cancel()
}
