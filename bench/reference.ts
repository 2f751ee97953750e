/**
 * The yardstick: a relay that does the least that could be called durable. It takes `facts` from machines, puts each
 * into one row with group commit, acknowledges after the commit and hands every fact to every screen. It checks nothing,
 * knows no rules, and understands none of what it stores.
 */
import { createServer } from 'node:http'
import Libsql from 'libsql'
import { createConnection } from 'mysql2/promise'
import { WebSocketServer } from 'ws'
import { corkedWriter, type CorkedWriter } from '../hub/src/edges/ws/corked-writer.ts'

type Insert = (rows: readonly string[][]) => Promise<void>

interface Waiting {
  writer: CorkedWriter
  machine: string
  epoch: string
  items: { seq: number; id: string; type: string; occurred_at: string }[]
}

const rowsPerStatement = 128

/** The facts the hub shows on its screens, so that both send as much. */
const isShown = ({ type }: { type: string }) => type === 'access_decided' || type === 'vehicle_passed' || type === 'image_captured'

async function sqliteInsert(file: string): Promise<Insert> {
  const database = new Libsql(file)
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL')
  database.exec('CREATE TABLE facts (machine TEXT, epoch TEXT, seq TEXT, id TEXT, item TEXT, PRIMARY KEY (machine, epoch, seq))')
  const statements = new Map<number, ReturnType<typeof database.prepare>>()
  return async rows => {
    database.exec('BEGIN IMMEDIATE')
    for (let at = 0; at < rows.length; at += rowsPerStatement) {
      const some = rows.slice(at, at + rowsPerStatement)
      const statement = statements.get(some.length) ?? database.prepare(sqlFor(some.length))
      statements.set(some.length, statement)
      statement.run(some.flat())
    }
    database.exec('COMMIT')
  }
}

async function mysqlInsert(url: string): Promise<Insert> {
  const connection = await createConnection({ uri: url })
  await connection.query('DROP TABLE IF EXISTS facts')
  await connection.query(
    'CREATE TABLE facts (machine VARCHAR(64), epoch VARCHAR(64), seq INT, id VARCHAR(64), item LONGTEXT, PRIMARY KEY (machine, epoch, seq))',
  )
  return async rows => {
    await connection.query('START TRANSACTION')
    for (let at = 0; at < rows.length; at += rowsPerStatement) {
      const some = rows.slice(at, at + rowsPerStatement)
      await connection.execute(sqlFor(some.length), some.flat())
    }
    await connection.query('COMMIT')
  }
}

function sqlFor(rows: number): string {
  return `INSERT INTO facts (machine, epoch, seq, id, item) VALUES ${Array.from({ length: rows }, () => '(?, ?, ?, ?, ?)').join(', ')}`
}

async function serve(insert: Insert): Promise<void> {
  const screens = new Set<CorkedWriter>()
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
      const screen = corkedWriter(socket, request.socket)
      screens.add(screen)
      socket.on('close', () => screens.delete(screen))
      return
    }
    const writer = corkedWriter(socket, request.socket)
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

const [target = ''] = process.argv.slice(2)
await serve(await (target.startsWith('mysql:') ? mysqlInsert(target) : sqliteInsert(target)))
