/** Who is in over a WebSocket, and putting them out when what let them in is taken away or ends. */
import type { Clock, Timer } from '@palang/kit'
import { closeCode } from '@palang/protocol'
import type { WebSocket } from 'ws'
import { isMeant, type Revocation, type Revocations } from '../../access/revocations.ts'
import type { Actor } from '../../services.ts'

/** Longer than this no timer is set; then the end is looked at again. Milliseconds. */
const longestWaitMs = 24 * 3_600_000

export interface Admissions {
  /**
   * Finds out who it is and has the socket in as him until it closes. It is put out as soon as his access is taken away or
   * ends; `discard` is told, so that nothing he said before is still done. Nobody when it is gone or his access was taken
   * away meanwhile.
   */
  admit(socket: WebSocket, authenticate: () => Promise<Actor | undefined>, discard?: () => void): Promise<Actor | undefined>
}

interface Inside {
  actor: Actor
  putOut(): void
}

/** Nobody is in. */
export function createAdmissions({ revocations, clock }: { revocations: Revocations; clock: Clock }): Admissions {
  const inside = new Set<Inside>()
  revocations.listen(revocation => {
    for (const { actor, putOut } of inside) if (isMeant(actor, revocation)) putOut()
  })
  const enter = (socket: WebSocket, actor: Actor, discard: () => void) => {
    const entry = {
      actor,
      putOut() {
        discard()
        close(socket)
      },
    }
    inside.add(entry)
    const stopWaiting = atTheEnd(clock, actor, entry.putOut)
    socket.once('close', () => {
      inside.delete(entry)
      stopWaiting()
    })
  }
  return {
    async admit(socket, authenticate, discard = () => undefined) {
      const meanwhile: Revocation[] = []
      const stop = revocations.listen(revocation => void meanwhile.push(revocation))
      try {
        const actor = await authenticate()
        const isLost = actor === undefined || meanwhile.some(revocation => isMeant(actor, revocation))
        if (isLost || socket.readyState !== socket.OPEN) return undefined
        enter(socket, actor, discard)
        return actor
      } finally {
        stop()
      }
    },
  }
}

function close(socket: WebSocket): void {
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
