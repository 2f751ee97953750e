/** Who is in over a WebSocket, and putting them out when what let them in is taken away or ends. */
import type { Clock } from '@palang/kit'
import { closeCode } from '@palang/protocol'
import { isMeant, whenAccessEnds, type Revocation, type Revocations } from '../../access/revocations.ts'
import type { Actor } from '../../services.ts'

/** What of a socket of `ws` it takes to let it in and put it out. */
export interface AdmittedSocket {
  readonly OPEN: number
  readonly readyState: number
  readonly isPaused: boolean
  close(code: number, reason: string): void
  resume(): void
  once(event: 'close', listener: () => void): unknown
}

export interface Admissions {
  /**
   * Finds out who it is and has the socket in as him until it closes. It is put out as soon as his access is taken away or
   * ends; `discard` is told, so that nothing he said before is still done. Nobody when it is gone or his access was taken
   * away meanwhile.
   */
  admit(socket: AdmittedSocket, authenticate: () => Promise<Actor | undefined>, discard?: () => void): Promise<Actor | undefined>
}

/** Nobody is in. */
export function createAdmissions(parts: { revocations: Revocations; clock: Clock }): Admissions {
  const { revocations } = parts
  const enter = (socket: AdmittedSocket, actor: Actor, discard: () => void) => {
    const stopWaiting = whenAccessEnds(parts, actor, () => {
      discard()
      close(socket)
    })
    socket.once('close', stopWaiting)
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

function close(socket: AdmittedSocket): void {
  socket.close(closeCode.unauthenticated, 'your access has ended')
  // A peer that was held back would never be heard to say goodbye.
  if (socket.isPaused) socket.resume()
}
