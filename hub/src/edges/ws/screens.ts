/** Screens: `/ws/{channel}`, contract section 3. */
import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { isoNow } from '@palang/kit'
import { checkMessage, closeCode, parseEnvelope, type MessageFault } from '@palang/protocol'
import type { RawData, WebSocket } from 'ws'
import type { LiveHub } from '../../live/live.ts'
import { outbound } from '../../live/outbound.ts'
import type { Actor, HubServices } from '../../services.ts'
import { credentialsOf, type Authenticator } from './authenticator.ts'
import { channelNamed, mayListen, type Channel } from './channel.ts'
import { corkedWriter } from './corked-writer.ts'
import { keepAlive } from './heartbeat.ts'
import { actOn } from './screen-acts.ts'

/** Milliseconds and bytes. */
export const screenLimits = {
  authenticateWithin: 5_000,
  /** A reader further behind than this gets only the newest statuses until it has caught up. */
  slowAboveBytes: 256 * 1024,
  catchUpEvery: 100,
} as const

export interface ScreenEdge {
  accept(socket: WebSocket, request: IncomingMessage, channelName: string): void
}

/** Accepts screens for one hub. */
export function screenEdge(services: HubServices & { live: LiveHub }, access: Authenticator): ScreenEdge {
  const { site, clock, log } = services

  async function admit(socket: WebSocket, request: IncomingMessage, channelName: string, queue: RawData[]): Promise<void> {
    const credentials = credentialsOf(request)
    const carried = await access.authenticate(credentials)
    const actor = carried ?? (await firstMessage(socket, queue, token => access.authenticate({ token, source: credentials.source })))
    if (actor === undefined) return socket.close(closeCode.unauthenticated, 'sign in or send a token')
    const channel = channelNamed(site, channelName)
    if (channel === undefined) return socket.close(closeCode.forbidden, `no channel ${channelName.slice(0, 64)}`)
    if (!mayListen(actor, channel)) return socket.close(closeCode.forbidden, `no right to ${channel.name}`)
    if (socket.readyState === socket.OPEN) attach(socket, request.socket, actor, channel, queue)
  }

  /** Waits for `authenticate`; anything else first is answered with an error and waiting goes on. */
  function firstMessage(socket: WebSocket, queue: RawData[], authenticate: (token: string) => Promise<Actor | undefined>): Promise<Actor | undefined> {
    return new Promise(resolve => {
      const timer = clock.after(screenLimits.authenticateWithin, () => finish(undefined))
      const finish = (actor: Actor | undefined) => {
        timer.cancel()
        socket.off('message', onMessage)
        resolve(actor)
      }
      const onMessage = () => {
        const parsed = parseEnvelope(textOf(queue.shift()))
        if (!parsed.ok) return sendError(socket, parsed.fault)
        const checked = checkMessage('screen→hub', parsed.message)
        if (!checked.ok) return sendError(socket, checked.fault)
        if (checked.message.type !== 'authenticate') return sendError(socket, { code: 'unauthenticated', message: 'send authenticate first', path: 'type' })
        socket.off('message', onMessage)
        authenticate(checked.message.payload.token).then(finish, () => finish(undefined))
      }
      socket.on('message', onMessage)
      socket.once('close', () => finish(undefined))
      for (let waiting = queue.length; waiting > 0; waiting--) onMessage()
    })
  }

  function attach(socket: WebSocket, tcp: Socket, actor: Actor, channel: Channel, queue: RawData[]): void {
    const writer = corkedWriter(socket, tcp)
    const behind = outbound()
    const catchUp = clock.every(screenLimits.catchUpEvery, () => {
      if (behind.waiting === 0 || writer.buffered > screenLimits.slowAboveBytes) return
      for (const text of behind.drain()) writer.send(text)
    })
    const deliver = (text: string, key: string | undefined) => {
      if (behind.waiting === 0 && writer.buffered <= screenLimits.slowAboveBytes) writer.send(text)
      else if (key === undefined) behind.event(text)
      else behind.status(key, text)
    }
    const hello = { server_time: isoNow(clock), version: services.version, channel: channel.name, outlet: site.outlet, role: actor.role }
    writer.send(JSON.stringify({ type: 'hello', timestamp: isoNow(clock), payload: hello }))
    const detach = services.live.attach({ channel: channel.name, shows: channel.shows, deliver })
    const receive = (data: RawData | undefined) => {
      handle(textOf(data)).catch((error: unknown) => log.error({ err: error }, 'screen message failed'))
    }
    const handle = async (text: string) => {
      const parsed = parseEnvelope(text)
      if (!parsed.ok) return sendError(socket, parsed.fault)
      const checked = checkMessage('screen→hub', parsed.message)
      if (!checked.ok) return sendError(socket, checked.fault, parsed.message.id)
      await actOn({ services, actor, channel, message: checked.message, reply: message => writer.send(JSON.stringify(message)) })
    }
    socket.on('message', () => receive(queue.shift()))
    for (let waiting = queue.length; waiting > 0; waiting--) receive(queue.shift())
    socket.once('close', () => {
      catchUp.cancel()
      detach()
    })
  }

  return {
    accept(socket, request, channelName) {
      keepAlive(socket, clock)
      socket.on('error', error => log.debug({ err: error }, 'screen socket'))
      // Messages that arrive while the database is asked about the token must not be lost.
      const queue: RawData[] = []
      socket.on('message', data => queue.push(data))
      admit(socket, request, channelName, queue).catch((error: unknown) => {
        log.error({ err: error }, 'screen refused')
        socket.close(1011, 'try again')
      })
    },
  }
}

function textOf(data: RawData | undefined): string {
  if (data === undefined) return ''
  return (Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data as Buffer)).toString('utf8')
}

function sendError(socket: WebSocket, fault: MessageFault, id?: string): void {
  socket.send(JSON.stringify({ type: 'error', ...(id === undefined ? {} : { id }), payload: fault }))
}
