/** A hub under test: one WebSocket endpoint whose answers the test chooses. */
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type WebSocket, WebSocketServer } from 'ws'

export interface HubMessage {
  type: string
  id?: string
  payload: Record<string, unknown>
}

export interface TestHub {
  url: string
  epoch: string
  /** Waits for the next message of `type` not taken yet. */
  next(type: string): Promise<HubMessage>
  /** Every message from now on is also told here, in the order it came. */
  onMessage(listener: (message: HubMessage) => void): void
  send(message: Record<string, unknown>): void
  /** Welcomes the next hello by itself. */
  welcome(payload?: Record<string, unknown>): Promise<HubMessage>
  nextConnection(): Promise<IncomingMessage>
  close(code: number): void
  /** Stops reading, or goes on; what comes meanwhile waits in the network. */
  pause(on: boolean): void
  stop(): Promise<void>
}

export const hubEpoch = '019be7a0-0000-7000-8000-00000000e001'

/** A welcome with what a test is about. */
export function welcomeOf(payload: Record<string, unknown>): Record<string, unknown> {
  const usual = {
    server_time: new Date().toISOString(),
    hub_epoch: hubEpoch,
    acked_seq: 0,
    heartbeat_s: 15,
    config_version: '1',
    config: {},
  }
  return { type: 'welcome', payload: { ...usual, ...payload } }
}

/** Messages and those who wait for them. */
function mailbox<T>(matches: (item: T, key: string) => boolean): { put(item: T): void; take(key: string): Promise<T> } {
  const items: T[] = []
  const waiters: { key: string; resolve(item: T): void }[] = []
  return {
    put(item) {
      const at = waiters.findIndex(waiter => matches(item, waiter.key))
      const [waiter] = at < 0 ? [] : waiters.splice(at, 1)
      if (waiter === undefined) items.push(item)
      else waiter.resolve(item)
    },
    take(key) {
      const at = items.findIndex(item => matches(item, key))
      const [item] = at < 0 ? [] : items.splice(at, 1)
      return item === undefined ? new Promise(resolve => waiters.push({ key, resolve })) : Promise.resolve(item)
    },
  }
}

export async function testHub(): Promise<TestHub> {
  const server: Server = createServer()
  const sockets = new WebSocketServer({ server })
  const messages = mailbox<HubMessage>((message, type) => message.type === type)
  const connections = mailbox<IncomingMessage>(() => true)
  let current: WebSocket | undefined
  let listener: ((message: HubMessage) => void) | undefined
  sockets.on('connection', (socket, request) => {
    current = socket
    socket.on('message', data => {
      const message = JSON.parse(Buffer.isBuffer(data) ? data.toString('utf8') : '') as HubMessage
      listener?.(message)
      messages.put(message)
    })
    connections.put(request)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const send = (message: Record<string, unknown>) => current?.send(JSON.stringify(message))
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    epoch: hubEpoch,
    next: type => messages.take(type),
    onMessage: heard => void (listener = heard),
    send,
    async welcome(payload = {}) {
      const hello = await messages.take('hello')
      send(welcomeOf(payload))
      return hello
    },
    nextConnection: () => connections.take(''),
    close: code => current?.close(code),
    pause: on => (on ? current?.pause() : current?.resume()),
    async stop() {
      for (const socket of sockets.clients) socket.terminate()
      await new Promise<void>(resolve => server.close(() => resolve()))
    },
  }
}
