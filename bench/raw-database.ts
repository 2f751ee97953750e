/** The cheapest durable insert into each engine, through the same drivers as the hub: one table, one row a fact, no rules. */
import Libsql from 'libsql'
import { createConnection } from 'mysql2/promise'

/** Inserts rows of (machine, epoch, seq, id, item) in one transaction. */
export type Insert = (rows: readonly string[][]) => Promise<void>

const rowsPerStatement = 128

/** `target` is a file of SQLite or the URL of a MySQL database that exists. */
export function openRawDatabase(target: string): Promise<Insert> {
  return target.startsWith('mysql:') ? mysqlInsert(target) : Promise.resolve(sqliteInsert(target))
}

function sqliteInsert(file: string): Insert {
  const database = new Libsql(file)
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL')
  database.exec('CREATE TABLE facts (machine TEXT, epoch TEXT, seq INTEGER, id TEXT, item TEXT, PRIMARY KEY (machine, epoch, seq))')
  const statements = new Map<number, ReturnType<typeof database.prepare>>()
  return async rows => {
    database.exec('BEGIN IMMEDIATE')
    for (const some of pieces(rows)) {
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
    for (const some of pieces(rows)) await connection.execute(sqlFor(some.length), some.flat())
    await connection.query('COMMIT')
  }
}

function* pieces(rows: readonly string[][]): Generator<readonly string[][]> {
  for (let at = 0; at < rows.length; at += rowsPerStatement) yield rows.slice(at, at + rowsPerStatement)
}

function sqlFor(rows: number): string {
  return `INSERT INTO facts (machine, epoch, seq, id, item) VALUES ${Array.from({ length: rows }, () => '(?, ?, ?, ?, ?)').join(', ')}`
}
