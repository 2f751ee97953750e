/** One screen that is in: greeting, snapshot, changes without a hole between, and what it says. */
import type { Socket } from 'node:net'
import { isoNow } from '@palang/kit'
import { checkMessage, closeCode, parseEnvelope } from '@palang/protocol'
import type { RawData, WebSocket } from 'ws'
import type { LiveHub } from '../../live/live.ts'
import { outbound } from '../../live/outbound.ts'
import type { Actor, HubServices } from '../../services.ts'
import type { Channel } from './channel.ts'
import { corkedWriter, type CorkedWriter } from './corked-writer.ts'
import { actOn } from './screen-acts.ts'
import { textOf } from './text-frame.ts'

/** A reader further behind than this gets only the newest statuses until it has caught up. */
const slowAboveBytes = 256 * 1024
const catchUpEveryMs = 100
/** A screen that has missed more events than this is closed: it had better read everything anew. */
const mostDropped = 10_000

export interface ScreenSession {
  socket: WebSocket
  tcp: Socket
  services: HubServices & { live: LiveHub }
  actor: Actor
  channel: Channel
  /** Messages that came before; later ones are pushed here too, ahead of our own listener. */
  inbox: RawData[]
}

/** Serves the screen until its socket closes. */
export function attachScreen(session: ScreenSession): void {
  const { socket, tcp, channel, services } = session
  const writer = corkedWriter(socket, tcp)
  const { deliver, stop } = patientDelivery(session, writer)
  greet(session, writer)
  const detach = services.live.attach({ channel: channel.name, shows: channel.shows, deliver })
  const listen = oneByOne(session, writer)
  socket.on('message', listen)
  listen()
  socket.once('close', () => {
    stop()
    detach()
  })
}

/**
 * Takes the screen's messages in order. A screen that asks faster than it reads the answers is not read from until it
 * has caught up, so that neither its questions nor its answers pile up here.
 */
function oneByOne(session: ScreenSession, writer: CorkedWriter): () => void {
  const { socket, inbox } = session
  const { clock, log } = session.services
  let busy = false
  const caughtUp = async () => {
    while (writer.buffered > slowAboveBytes && socket.readyState === socket.OPEN) {
      await new Promise<void>(resolve => clock.after(catchUpEveryMs, resolve))
    }
  }
  const work = async () => {
    for (let data = inbox.shift(); data !== undefined; data = inbox.shift()) {
      await caughtUp()
      // A command may take seconds to end; what is asked meanwhile must not wait for it.
      const handled = handle(session, writer, textOf(data))
      handled.catch((error: unknown) => log.error({ err: error }, 'screen message failed'))
      await new Promise<void>(resolve => setImmediate(resolve))
    }
  }
  return () => {
    if (busy) return
    busy = true
    void work().finally(() => {
      busy = false
      if (socket.isPaused) socket.resume()
    })
  }
}

function greet({ services, channel, actor }: ScreenSession, writer: CorkedWriter): void {
  const { site, clock, version } = services
  const payload = { server_time: isoNow(clock), version, channel: channel.name, outlet: site.outlet, role: actor.role }
  writer.send(JSON.stringify({ type: 'hello', timestamp: isoNow(clock), payload }))
}

/**
 * Writes through while the screen keeps up; else holds what is newest and tries again soon. A screen that has caught up
 * is told how many events it missed; one that misses too many is closed.
 */
function patientDelivery({ socket, tcp, services: { clock, log } }: ScreenSession, writer: CorkedWriter) {
  const behind = outbound()
  let told = 0
  const catchUp = () => {
    if (behind.dropped > mostDropped && socket.readyState === socket.OPEN) {
      log.warn({ dropped: behind.dropped }, 'a screen reads too slowly and is closed')
      return socket.close(closeCode.tooSlow, 'reads too slowly')
    }
    if (behind.waiting === 0 || writer.buffered > slowAboveBytes) return
    for (const text of behind.drain()) writer.send(text)
    if (behind.dropped === told) return
    writer.send(missed(behind.dropped - told))
    told = behind.dropped
  }
  tcp.on('drain', catchUp)
  const timer = clock.every(catchUpEveryMs, catchUp)
  return {
    deliver(text: string, key: string | undefined) {
      if (behind.waiting === 0 && writer.buffered <= slowAboveBytes) writer.send(text)
      else if (key === undefined) behind.event(text)
      else behind.status(key, text)
    },
    stop() {
      timer.cancel()
      tcp.off('drain', catchUp)
    },
  }
}

function missed(dropped: number): string {
  const message = `${dropped} events were left out because this screen reads too slowly; statuses are the newest`
  return JSON.stringify({ type: 'error', payload: { code: 'events_dropped', message, dropped } })
}

async function handle({ services, actor, channel }: ScreenSession, writer: CorkedWriter, text: string): Promise<void> {
  const reply = (message: Record<string, unknown>) => writer.send(JSON.stringify(message))
  const parsed = parseEnvelope(text)
  if (!parsed.ok) return reply({ type: 'error', payload: parsed.fault })
  const checked = checkMessage('screen→hub', parsed.message)
  if (checked.ok) return actOn({ services, actor, channel, message: checked.message, reply })
  return reply({ type: 'error', ...(parsed.message.id === undefined ? {} : { id: parsed.message.id }), payload: checked.fault })
}
