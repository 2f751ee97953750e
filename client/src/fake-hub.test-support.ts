/** A hub for the tests: a real HTTP and WebSocket server on a free port whose answers the test writes. */
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type WebSocket, WebSocketServer } from 'ws'

export interface Received {
  type: string
  id: string
  payload: Record<string, unknown>
}

export interface Screen {
  path: string
  socket: WebSocket
  say(type: string, payload: Record<string, unknown>, rest?: Record<string, unknown>): void
  /** The next message of that type, waiting for it. */
  next(type: string): Promise<Received>
}

export interface FakeHub {
  url: string
  requests: { method: string; url: string; authorization: string | undefined; body: unknown }[]
  /** What the next HTTP request is answered with. */
  answer: { status: number; body: unknown }
  /** The next screen that connects, waiting for it. */
  screen(): Promise<Screen>
  stop(): Promise<void>
}

/** Starts it; with `greet` every screen gets its `hello` at once. */
export async function startFakeHub({ greet }: { greet: boolean }): Promise<FakeHub> {
  const arrived = queue<Screen>()
  const hub: Pick<FakeHub, 'requests' | 'answer'> = { requests: [], answer: { status: 200, body: {} } }
  const server = createServer((request, response) => {
    let text = ''
    request.on('data', chunk => (text += String(chunk)))
    request.on('end', () => {
      hub.requests.push({
        method: request.method ?? '',
        url: request.url ?? '',
        authorization: request.headers.authorization,
        body: text === '' ? undefined : JSON.parse(text),
      })
      response.writeHead(hub.answer.status, { 'content-type': 'application/json' }).end(JSON.stringify(hub.answer.body))
    })
  })
  const sockets = new WebSocketServer({ server })
  sockets.on('connection', (socket: WebSocket, request: IncomingMessage) => {
    const screen = asScreen(socket, request.url ?? '')
    if (greet) screen.say('hello', { server_time: '2026-01-20T10:30:00.000Z', version: '9.9.9' })
    arrived.put(screen)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return Object.assign(hub, {
    url: `http://127.0.0.1:${port}`,
    screen: () => arrived.take(() => true),
    async stop() {
      for (const socket of sockets.clients) socket.terminate()
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  })
}

function asScreen(socket: WebSocket, path: string): Screen {
  const heard = queue<Received>()
  socket.on('message', data => heard.put(JSON.parse((data as Buffer).toString('utf8')) as Received))
  return {
    path,
    socket,
    say: (type, payload, rest = {}) => socket.send(JSON.stringify({ type, payload, ...rest })),
    next: type => heard.take(message => message.type === type),
  }
}

function queue<T>() {
  const items: T[] = []
  const waiting: { fits: (item: T) => boolean; resolve: (item: T) => void }[] = []
  return {
    put(item: T) {
      const index = waiting.findIndex(waiter => waiter.fits(item))
      if (index === -1) items.push(item)
      else waiting.splice(index, 1)[0]?.resolve(item)
    },
    take(fits: (item: T) => boolean): Promise<T> {
      const index = items.findIndex(fits)
      const found = index === -1 ? undefined : items.splice(index, 1)[0]
      return found === undefined ? new Promise(resolve => waiting.push({ fits, resolve })) : Promise.resolve(found)
    },
  }
}
