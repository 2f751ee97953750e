/**
 * Ping every 15 s; two unanswered and the link is down. A ping not answered within half that time
 * counts as missed and is said again, so that a dead link is found within two intervals of its last sign of life.
 */
import type { Clock, Timer } from '@palang/kit'
import { heartbeatMs } from '@palang/protocol'
import type { WebSocket } from 'ws'

/** Ticks per ping interval. */
const ticksPerPing = 2
/** Ticks without a sign of life after which the link is down: 30 s at the latest. */
const silentTicks = 2 * ticksPerPing

/** Watches `socket` until it closes; a dead one is terminated, which raises its `close` event. */
export function keepAlive(socket: WebSocket, clock: Clock): void {
  let tick = 0
  let silent = 0
  const timer: Timer = clock.every(heartbeatMs / ticksPerPing, () => {
    tick += 1
    silent += 1
    if (silent >= silentTicks) return socket.terminate()
    if (tick % ticksPerPing === 0 || silent === silentTicks - 1) socket.ping()
  })
  const alive = () => {
    silent = 0
  }
  socket.on('pong', alive)
  socket.on('message', alive)
  socket.on('ping', alive)
  socket.once('close', () => timer.cancel())
}
