/** The journal's file: its tables, how it is opened, and what happens when it is damaged. */
import { existsSync, mkdirSync, renameSync } from 'node:fs'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { messageOf, type Log } from '@palang/kit'

const schema = `
CREATE TABLE IF NOT EXISTS facts (
  epoch TEXT NOT NULL,
  seq INTEGER NOT NULL,
  id TEXT NOT NULL,
  type TEXT NOT NULL,
  occurred_at TEXT NOT NULL,
  clock TEXT NOT NULL,
  payload TEXT NOT NULL,
  acked INTEGER NOT NULL DEFAULT 0,
  rejection TEXT,
  PRIMARY KEY (epoch, seq)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS commands (
  id TEXT PRIMARY KEY,
  type TEXT NOT NULL,
  state TEXT NOT NULL,
  result TEXT NOT NULL,
  at_ms INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS commands_at ON commands (at_ms);
CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
`

/** SQLite result codes (sqlite.org/rescode.html): the file is damaged, or is no database at all. */
const damageCodes = new Set([11, 26])

export type OpenedBy = 'found' | 'new' | 'corrupt'

/**
 * Opens `file`, making it when missing. A damaged file is kept beside it under a time stamp and an empty one takes its
 * place. Anything else that goes wrong (locked, no space, no right) is thrown: it is not for us to set data aside then.
 */
export function openDatabase(file: string, nowMs: number, log: Log): { database: DatabaseSync; opened: OpenedBy } {
  mkdirSync(path.dirname(file), { recursive: true })
  const existed = existsSync(file)
  try {
    return { database: openSound(file), opened: existed ? 'found' : 'new' }
  } catch (error) {
    if (!isDamage(error)) throw error
    const aside = `${file}.corrupt-${new Date(nowMs).toISOString().replaceAll(/[:.]/g, '-')}`
    log.error({ err: messageOf(error), aside }, 'the journal is damaged and was set aside')
    for (const suffix of ['', '-wal', '-shm']) if (existsSync(file + suffix)) renameSync(file + suffix, aside + suffix)
    return { database: openSound(file), opened: 'corrupt' }
  }
}

function openSound(file: string): DatabaseSync {
  const database = new DatabaseSync(file)
  try {
    database.exec('PRAGMA busy_timeout = 2000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL')
    const [verdict] = database.prepare('PRAGMA quick_check(1)').all()
    if (verdict?.['quick_check'] !== 'ok') throw new DamagedFile(String(verdict?.['quick_check']))
    database.exec(schema)
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

class DamagedFile extends Error {}

function isDamage(error: unknown): boolean {
  if (error instanceof DamagedFile) return true
  const code = error instanceof Error && 'errcode' in error ? error.errcode : undefined
  return typeof code === 'number' && damageCodes.has(code & 0xff)
}
