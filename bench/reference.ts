/**
 * The yardstick: a relay that does the least that could be called durable. It takes `facts` from machines, puts each
 * into one row with group commit, acknowledges after the commit and hands every fact to every screen. It checks nothing,
 * knows no rules, and understands none of what it stores.
 */
import { createServer } from 'node:http'
import type { Socket } from 'node:net'
import { WebSocketServer, type WebSocket } from 'ws'
import { corkedWriter } from '../hub/src/edges/ws/corked-writer.ts'
import { openRawDatabase, type Insert } from './raw-database.ts'

interface Writer {
  send(text: string): void
}

interface Waiting {
  writer: Writer
  machine: string
  epoch: string
  items: { seq: number; id: string; type: string; occurred_at: string }[]
}

/** The facts the hub shows on its screens, so that both send as much. */
const isShown = ({ type }: { type: string }) => type === 'access_decided' || type === 'vehicle_passed' || type === 'image_captured'

function serve(insert: Insert, writerOn: (socket: WebSocket, tcp: Socket) => Writer): void {
  const screens = new Set<Writer>()
  let waiting: Waiting[] = []
  let committing = false

  async function commit(): Promise<void> {
    while (waiting.length > 0) {
      const group = waiting
      waiting = []
      await insert(
        group.flatMap(({ machine, epoch, items }) => items.map(item => [machine, epoch, String(item.seq), item.id, JSON.stringify(item)])),
      )
      for (const { writer, epoch, items, machine } of group) {
        writer.send(JSON.stringify({ type: 'facts_ack', payload: { epoch, acked_seq: items.at(-1)?.seq, rejected: [] } }))
        for (const item of items.filter(isShown)) {
          const text = JSON.stringify({ type: 'parking_event', machine_id: machine, timestamp: item.occurred_at, payload: item })
          for (const screen of screens) screen.send(text)
        }
      }
    }
    committing = false
  }

  const server = createServer()
  const sockets = new WebSocketServer({ server, perMessageDeflate: false })
  sockets.on('connection', (socket, request) => {
    const [, , kind, machine = ''] = (request.url ?? '').split('/')
    if (kind !== 'controller') {
      const screen = writerOn(socket, request.socket)
      screens.add(screen)
      socket.on('close', () => screens.delete(screen))
      return
    }
    const writer = writerOn(socket, request.socket)
    socket.on('message', data => {
      const message = JSON.parse(Buffer.isBuffer(data) ? data.toString('utf8') : '{}') as {
        type: string
        payload: { epoch: string; items: Waiting['items'] }
      }
      if (message.type === 'hello') return socket.send(JSON.stringify({ type: 'welcome', payload: { acked_seq: 0 } }))
      waiting.push({ writer, machine, epoch: message.payload.epoch, items: message.payload.items })
      if (committing) return
      committing = true
      setImmediate(() => void commit())
    })
  })
  server.listen(0, '127.0.0.1', () => {
    const address = server.address()
    process.send?.({ kind: 'ready', url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}` })
  })
  process.on('disconnect', () => process.exit(0))
}

const [target = '', sockets = 'corked'] = process.argv.slice(2)
serve(await openRawDatabase(target), sockets === 'corked' ? corkedWriter : socket => socket)
