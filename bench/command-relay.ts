/**
 * The yardstick for commands: a relay that writes a click down before it sends it, and its outcome before it answers.
 * Clicks that arrive while it commits share the next commit. It checks nothing, knows no rights and keeps no audit trail.
 */
import { randomUUID } from 'node:crypto'
import { createServer, type ServerResponse } from 'node:http'
import Libsql from 'libsql'
import { createConnection } from 'mysql2/promise'
import { WebSocketServer } from 'ws'
import { corkedWriter, type CorkedWriter } from '../hub/src/edges/ws/corked-writer.ts'

/** One statement and the values of each of its runs. */
type Write = (sql: string, runs: readonly string[][]) => Promise<void>

interface Database {
  begin(): Promise<void>
  write: Write
  commit(): Promise<void>
}

const table = 'CREATE TABLE commands (id VARCHAR(64) PRIMARY KEY, machine VARCHAR(64), state VARCHAR(16), body VARCHAR(1000))'
const opened = 'INSERT INTO commands (id, machine, state, body) VALUES '
const ended = 'UPDATE commands SET state = ? WHERE id = ?'

function sqlite(file: string): Database {
  const database = new Libsql(file)
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL')
  database.exec(table)
  const statements = new Map<string, ReturnType<typeof database.prepare>>()
  return {
    begin: async () => void database.exec('BEGIN IMMEDIATE'),
    async write(sql, runs) {
      const text = sql === opened ? `${opened}(?, ?, ?, ?)` : sql
      const statement = statements.get(text) ?? database.prepare(text)
      statements.set(text, statement)
      for (const values of runs) statement.run(values)
    },
    commit: async () => void database.exec('COMMIT'),
  }
}

async function mysql(url: string): Promise<Database> {
  const connection = await createConnection({ uri: url })
  await connection.query('DROP TABLE IF EXISTS commands')
  await connection.query(table)
  return {
    begin: async () => void (await connection.query('START TRANSACTION')),
    async write(sql, runs) {
      if (sql === opened) await connection.query(`${opened}${runs.map(() => '(?, ?, ?, ?)').join(', ')}`, runs.flat())
      else for (const values of runs) await connection.execute(sql, values)
    },
    commit: async () => void (await connection.query('COMMIT')),
  }
}

interface Act {
  sql: string
  values: string[]
  done(): void
}

function booksOn(database: Database): (sql: string, values: string[], done: () => void) => void {
  let waiting: Act[] = []
  let committing = false
  const commitAll = async () => {
    while (waiting.length > 0) {
      const group = waiting
      waiting = []
      await database.begin()
      for (const sql of [opened, ended]) {
        const runs = group.filter(act => act.sql === sql).map(act => act.values)
        if (runs.length > 0) await database.write(sql, runs)
      }
      await database.commit()
      for (const act of group) act.done()
    }
    committing = false
  }
  return (sql, values, done) => {
    waiting.push({ sql, values, done })
    if (committing) return
    committing = true
    setImmediate(() => void commitAll())
  }
}

interface BoardMessage {
  type: string
  payload: { command_id: string; state: string }
}

function serve(database: Database): void {
  const boards = new Map<string, CorkedWriter>()
  const open = new Map<string, () => void>()
  const book = booksOn(database)

  const click = (machine: string, body: string, answer: (id: string) => void, id: string = randomUUID()) => {
    open.set(id, () => answer(id))
    book(opened, [id, machine, 'sent', body], () =>
      boards.get(machine)?.send(JSON.stringify({ type: 'gate_control', id, payload: { action: 'open' } })),
    )
  }
  const reported = ({ payload: { command_id: id, state } }: BoardMessage) => {
    if (state !== 'succeeded') return
    book(ended, [state, id], () => {
      open.get(id)?.()
      open.delete(id)
    })
  }

  const server = createServer((request, response) => {
    let body = ''
    request.on('data', chunk => (body += String(chunk)))
    request.on('end', () => click(request.url?.split('/').at(-1) ?? '', body, id => answerHttp(response, id)))
  })
  const sockets = new WebSocketServer({ server, perMessageDeflate: false })
  sockets.on('connection', (socket, request) => {
    const parts = (request.url ?? '').split('/')
    const machine = parts.at(-1) ?? ''
    const writer = corkedWriter(socket, request.socket)
    if (parts[2] === 'controller') boards.set(machine, writer)
    socket.on('message', data => {
      const text = Buffer.isBuffer(data) ? data.toString('utf8') : '{}'
      const message = JSON.parse(text) as BoardMessage & { id: string }
      if (message.type === 'hello') socket.send(JSON.stringify({ type: 'welcome', payload: { acked_seq: 0 } }))
      else if (message.type === 'gate_control') click(machine, text, id => writer.send(answerOf(id)), message.id)
      else reported(message)
    })
  })
  server.listen(0, '127.0.0.1', () => {
    const address = server.address()
    process.send?.({ kind: 'ready', url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}` })
  })
  process.on('disconnect', () => process.exit(0))
}

function answerHttp(response: ServerResponse, id: string): void {
  const text = JSON.stringify({ command_id: id, state: 'succeeded' })
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': text.length }).end(text)
}

function answerOf(id: string): string {
  return JSON.stringify({ type: 'gate_control_response', payload: { command_id: id, state: 'succeeded' } })
}

const [target = ''] = process.argv.slice(2)
serve(target.startsWith('mysql:') ? await mysql(target) : sqlite(target))
