/** Screens: `/ws/{channel}`. Who may come in, and on which channel. */
import type { IncomingMessage } from 'node:http'
import type { Clock } from '@palang/kit'
import { checkMessage, closeCode, parseEnvelope, type MessageFault } from '@palang/protocol'
import type { RawData, WebSocket } from 'ws'
import { reachOf } from '../../access/reach.ts'
import type { LiveHub } from '../../live/live.ts'
import type { Actor, HubServices } from '../../services.ts'
import { createAdmissions } from './admissions.ts'
import { credentialsOf, type Authenticator, type Credentials } from './authenticator.ts'
import { channelNamed, mayListen } from './channel.ts'
import { keepAlive } from './heartbeat.ts'
import { attachScreen } from './screen-session.ts'
import { textOf } from './text-frame.ts'

/** Time to send `authenticate`. Milliseconds. */
export const authenticateWithinMs = 5_000
/** Messages before `authenticate` that are answered; after them the socket is closed. */
const mostWrongGreetings = 20

/** With more messages waiting than this the peer is not read from until they are answered. */
const mostWaiting = 64

export interface ScreenEdge {
  accept(socket: WebSocket, request: IncomingMessage, channelName: string): void
}

/** Accepts screens for one hub. */
export function screenEdge(services: HubServices & { live: LiveHub }, access: Authenticator): ScreenEdge {
  const { site, clock, log } = services
  const admissions = createAdmissions(services)

  async function admit(socket: WebSocket, request: IncomingMessage, channelName: string, inbox: RawData[]): Promise<void> {
    const credentials = credentialsOf(request, site)
    const forget = () => void inbox.splice(0)
    const identify = (given: Credentials) => admissions.admit(socket, () => access.authenticate(given), forget)
    const carried = await identify(credentials)
    const actor = carried ?? (await askForToken(clock, socket, inbox, token => identify({ token, source: credentials.source })))
    if (actor === undefined) return turnAway(socket, closeCode.unauthenticated, 'sign in or send a token')
    if (actor.mustChangePassword === true) return turnAway(socket, closeCode.forbidden, 'change your password first')
    const channel = channelNamed(services, channelName, reachOf(services, actor))
    if (channel === undefined) return turnAway(socket, closeCode.forbidden, `no channel ${channelName.slice(0, 64)}`)
    if (!mayListen(actor, channel)) return turnAway(socket, closeCode.forbidden, `no right to ${channel.name}`)
    if (socket.readyState !== socket.OPEN) return undefined
    return attachScreen({ socket, tcp: request.socket, services, actor, channel, inbox })
  }

  return {
    accept(socket, request, channelName) {
      keepAlive(socket, clock)
      socket.on('error', error => log.debug({ err: error }, 'screen socket'))
      // Messages that arrive while the database is asked about the token must not be lost.
      const inbox: RawData[] = []
      socket.on('message', data => {
        if (socket.readyState === socket.OPEN && inbox.push(data) > mostWaiting) socket.pause()
      })
      admit(socket, request, channelName, inbox).catch((error: unknown) => {
        log.error({ err: error }, 'screen refused')
        turnAway(socket, 1011, 'try again')
      })
    },
  }
}

/** Waits for `authenticate`; anything else first is answered with an error and waiting goes on. */
function askForToken(
  clock: Clock,
  socket: WebSocket,
  inbox: RawData[],
  authenticate: (token: string) => Promise<Actor | undefined>,
): Promise<Actor | undefined> {
  if (socket.readyState !== socket.OPEN) return Promise.resolve(undefined)
  return new Promise(resolve => {
    const timer = clock.after(authenticateWithinMs, () => finish(undefined))
    const finish = (actor: Actor | undefined) => {
      timer.cancel()
      socket.off('message', look)
      resolve(actor)
    }
    let wrong = 0
    // Several may wait: those that came while the database was asked for another token have been announced already.
    const look = () => {
      for (let data = inbox.shift(); data !== undefined; data = inbox.shift()) {
        if (++wrong > mostWrongGreetings) return finish(undefined)
        const token = tokenIn(data)
        if (typeof token !== 'string') {
          socket.send(JSON.stringify({ type: 'error', payload: token }))
          continue
        }
        socket.off('message', look)
        authenticate(token).then(finish, () => finish(undefined))
        return
      }
    }
    socket.on('message', look)
    socket.once('close', () => finish(undefined))
    look()
  })
}

/** Closes; a peer that was held back is read again, else its own goodbye would never be heard. */
function turnAway(socket: WebSocket, code: number, reason: string): void {
  socket.close(code, reason)
  if (socket.isPaused) socket.resume()
}

/** The token of an `authenticate` message, or what is wrong with it. */
function tokenIn(data: RawData): string | MessageFault {
  const parsed = parseEnvelope(textOf(data))
  if (!parsed.ok) return parsed.fault
  const checked = checkMessage('screen→hub', parsed.message)
  if (!checked.ok) return checked.fault
  if (checked.message.type !== 'authenticate') return { code: 'unauthenticated', message: 'send authenticate first', path: 'type' }
  return checked.message.payload.token
}
