/** Ping every 15 s; two unanswered and the link is down (contract section 2). */
import type { Clock, Timer } from '@palang/kit'
import { heartbeatMs } from '@palang/protocol'
import type { WebSocket } from 'ws'

/** Watches `socket` until it closes; a dead one is terminated, which raises its `close` event. */
export function keepAlive(socket: WebSocket, clock: Clock): void {
  let missed = 0
  const timer: Timer = clock.every(heartbeatMs, () => {
    if (missed >= 2) return socket.terminate()
    missed += 1
    socket.ping()
  })
  const alive = () => {
    missed = 0
  }
  socket.on('pong', alive)
  socket.on('message', alive)
  socket.on('ping', alive)
  socket.once('close', () => timer.cancel())
}
