/**
 * The journal of one machine: facts on their way to the hub, commands already carried out, and what must survive a
 * restart. What a write returns is on the disk.
 */
import { randomUUID } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import { type Log, uuidv7 } from '@palang/kit'
import { commandResult, journalRemembersDays, type ClockQuality, type CommandResult, type FactItem } from '@palang/protocol'
import { z } from 'zod'
import { openDatabase, type OpenedBy } from './database.ts'

export interface FactDraft {
  /** For one whose id is told before the hub hears of it; else it gets one. */
  id?: string
  type: string
  payload: Record<string, unknown>
}

/** What one step of the machine leaves behind, written in one transaction. */
export interface Entry {
  facts: readonly FactDraft[]
  commands?: readonly { type: string; result: CommandResult }[]
  /** The machine's own state to find again after a restart. */
  saved?: string
}

export interface Stamp {
  occurredAt: string
  clock: ClockQuality
}

/** How long and how many: acknowledged facts and ended commands are kept for questions, not for ever. */
export interface Retention {
  ackedDays: number
  ackedRows: number
  commandDays: number
}

const defaultRetention: Retention = { ackedDays: 30, ackedRows: 100_000, commandDays: journalRemembersDays }

export interface Journal {
  readonly opened: OpenedBy
  /** Random id of this numbering; a new one starts at seq 1. */
  epoch(): string
  lastSeq(): number
  oldestSeq(): number
  /** Writes all of it or nothing; durable on return. Throws when the disk refuses. */
  write(entry: Entry, stamp: Stamp): FactItem[]
  /** Facts after `seq` in order, at most `limit` and about `maxBytes` of JSON, at least one when there is one. */
  after(seq: number, limit: number, maxBytes: number): FactItem[]
  /** Facts of one type that happened since `from` (ISO), in order, acknowledged or not, as far as they are kept. */
  recorded(type: string, from: string): Iterable<FactItem>
  /** The highest acknowledged number. */
  ackedSeq(): number
  /** `at` (ISO) is kept as the moment of the last acknowledgement when there is something new in it. */
  acknowledge(seq: number, at?: string): void
  /** When the hub last acknowledged something new; null before it ever did. */
  acknowledgedAt(): string | null
  /** Keeps why the hub set a fact aside for good. */
  noteRejection(seq: number, reason: string): void
  /** What waits for the hub: everything, or the facts of one type. */
  pending(type?: string): { count: number; oldestAt: string | null }
  command(id: string): CommandResult | undefined
  /** Commands accepted and not ended, with their type. */
  unfinished(): { id: string; type: string }[]
  saved(): string | null
  meta(name: string): string | null
  setMeta(name: string, value: string): void
  /** Starts a new numbering, when the hub knows more of the old one than this file does. */
  renew(): void
  prune(nowMs: number): void
  close(): void
}

const storedPayload = z.record(z.string(), z.unknown())

/** Opens the journal in `file`; see `openDatabase` for damage. */
export function openJournal(
  file: string,
  { nowMs, log, retention = defaultRetention }: { nowMs: number; log: Log; retention?: Retention },
): Journal {
  const { database, opened } = openDatabase(file, nowMs, log)
  const sql = statements(database)
  if (opened !== 'found') sql.setMeta.run('begun_at_ms', String(nowMs))
  const epoch = text(sql.meta.get('epoch')?.['value']) ?? newEpoch(sql)
  return new SqliteJournal(database, sql, { opened, epoch, retention })
}

class SqliteJournal implements Journal {
  readonly opened: OpenedBy
  readonly #database: DatabaseSync
  readonly #sql: Statements
  readonly #retention: Retention
  #epoch: string
  #last: number
  #acked: number
  /** How many of a type wait, once somebody asked: counting them anew would read the whole backlog each time. */
  readonly #waiting = new Map<string, number>()

  constructor(
    database: DatabaseSync,
    sql: Statements,
    { opened, epoch, retention }: { opened: OpenedBy; epoch: string; retention: Retention },
  ) {
    this.#database = database
    this.#sql = sql
    this.#retention = retention
    this.opened = opened
    this.#epoch = epoch
    this.#last = integer(sql.lastSeq.get(epoch)?.['seq'])
    this.#acked = integer(sql.ackedSeq.get(epoch)?.['seq'])
  }

  epoch(): string {
    return this.#epoch
  }

  lastSeq(): number {
    return this.#last
  }

  oldestSeq(): number {
    return integer(this.#sql.oldestSeq.get(this.#epoch)?.['seq'])
  }

  write({ facts, commands = [], saved }: Entry, { occurredAt, clock }: Stamp): FactItem[] {
    const sql = this.#sql
    const atMs = Date.parse(occurredAt)
    const items = facts.map((fact, index): FactItem => ({
      seq: this.#last + 1 + index,
      id: fact.id ?? uuidv7(atMs),
      type: fact.type,
      occurred_at: occurredAt,
      clock,
      payload: fact.payload,
    }))
    this.#inTransaction(() => {
      for (const item of items) sql.insert.run(this.#epoch, item.seq, item.id, item.type, occurredAt, clock, JSON.stringify(item.payload))
      for (const { type, result } of commands) sql.putCommand.run(result.command_id, type, result.state, JSON.stringify(result), atMs)
      if (saved !== undefined) sql.setMeta.run('saved', saved)
    })
    this.#last += items.length
    for (const { type } of items) this.#count(type, 1)
    return items
  }

  after(seq: number, limit: number, maxBytes: number): FactItem[] {
    return readFacts(this.#sql.after.iterate(this.#epoch, seq, limit), maxBytes)
  }

  ackedSeq(): number {
    return this.#acked
  }

  recorded(type: string, from: string): Iterable<FactItem> {
    return factsOf(this.#sql.recorded.iterate(this.#epoch, type, from))
  }

  acknowledge(seq: number, at?: string): void {
    const upTo = Math.min(seq, this.#last)
    if (upTo <= this.#acked) return
    this.#inTransaction(() => {
      this.#sql.acknowledge.run(this.#epoch, this.#acked, upTo)
      if (at !== undefined) this.#sql.setMeta.run('acknowledged_at', at)
    })
    for (const type of this.#waiting.keys())
      this.#count(type, -integer(this.#sql.countOf.get(this.#epoch, this.#acked, upTo, type)?.['number']))
    this.#acked = upTo
  }

  acknowledgedAt(): string | null {
    return this.meta('acknowledged_at')
  }

  #count(type: string, more: number): void {
    const before = this.#waiting.get(type)
    if (before !== undefined) this.#waiting.set(type, before + more)
  }

  noteRejection(seq: number, reason: string): void {
    this.#sql.reject.run(reason, this.#epoch, seq)
  }

  pending(type?: string): { count: number; oldestAt: string | null } {
    if (type !== undefined) return this.#pendingOf(type)
    const oldestAt = text(this.#sql.oldestPending.get(this.#epoch, this.#acked)?.['occurred_at'])
    return { count: this.#last - this.#acked, oldestAt }
  }

  #pendingOf(type: string): { count: number; oldestAt: string | null } {
    const counted = this.#waiting.get(type) ?? integer(this.#sql.countOf.get(this.#epoch, this.#acked, this.#last, type)?.['number'])
    this.#waiting.set(type, counted)
    const oldest = counted === 0 ? undefined : this.#sql.oldestPendingOf.get(this.#epoch, this.#acked, type)
    return { count: counted, oldestAt: text(oldest?.['occurred_at']) }
  }

  command(id: string): CommandResult | undefined {
    const row = this.#sql.command.get(id)
    return row === undefined ? undefined : commandResult.parse(JSON.parse(text(row['result']) ?? ''))
  }

  unfinished(): { id: string; type: string }[] {
    return this.#sql.unfinished.all().map(row => ({ id: text(row['id']) ?? '', type: text(row['type']) ?? '' }))
  }

  saved(): string | null {
    return this.meta('saved')
  }

  meta(name: string): string | null {
    return text(this.#sql.meta.get(name)?.['value'])
  }

  setMeta(name: string, value: string): void {
    this.#sql.setMeta.run(name, value)
  }

  renew(): void {
    this.#epoch = newEpoch(this.#sql)
    this.#last = 0
    this.#acked = 0
    this.#waiting.clear()
  }

  prune(nowMs: number): void {
    const { ackedDays, ackedRows, commandDays } = this.#retention
    const before = new Date(nowMs - ackedDays * dayMs).toISOString()
    this.#inTransaction(() => {
      this.#sql.pruneOld.run(this.#epoch, before)
      this.#sql.pruneMany.run(this.#epoch, this.#acked - ackedRows)
      this.#sql.pruneEpochs.run(this.#epoch, before)
      this.#sql.pruneCommands.run(nowMs - commandDays * dayMs)
    })
  }

  close(): void {
    if (this.#database.isOpen) this.#database.close()
  }

  #inTransaction(work: () => void): void {
    this.#database.exec('BEGIN IMMEDIATE')
    try {
      work()
      this.#database.exec('COMMIT')
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK')
      throw error
    }
  }
}

const dayMs = 24 * 60 * 60_000

function statements(database: DatabaseSync) {
  return {
    insert: database.prepare('INSERT INTO facts (epoch, seq, id, type, occurred_at, clock, payload) VALUES (?, ?, ?, ?, ?, ?, ?)'),
    after: database.prepare(
      'SELECT seq, id, type, occurred_at, clock, payload FROM facts WHERE epoch = ? AND seq > ? ORDER BY seq LIMIT ?',
    ),
    lastSeq: database.prepare('SELECT COALESCE(MAX(seq), 0) AS seq FROM facts WHERE epoch = ?'),
    oldestSeq: database.prepare('SELECT COALESCE(MIN(seq), 0) AS seq FROM facts WHERE epoch = ?'),
    ackedSeq: database.prepare('SELECT COALESCE(MAX(seq), 0) AS seq FROM facts WHERE epoch = ? AND acked = 1'),
    acknowledge: database.prepare('UPDATE facts SET acked = 1 WHERE epoch = ? AND seq > ? AND seq <= ?'),
    reject: database.prepare('UPDATE facts SET rejection = ? WHERE epoch = ? AND seq = ?'),
    oldestPending: database.prepare('SELECT occurred_at FROM facts WHERE epoch = ? AND seq > ? ORDER BY seq LIMIT 1'),
    oldestPendingOf: database.prepare('SELECT occurred_at FROM facts WHERE epoch = ? AND seq > ? AND type = ? ORDER BY seq LIMIT 1'),
    countOf: database.prepare('SELECT COUNT(*) AS number FROM facts WHERE epoch = ? AND seq > ? AND seq <= ? AND type = ?'),
    recorded: database.prepare(
      'SELECT seq, id, type, occurred_at, clock, payload FROM facts WHERE epoch = ? AND type = ? AND occurred_at >= ? ORDER BY seq',
    ),
    putCommand: database.prepare(
      'INSERT INTO commands (id, type, state, result, at_ms) VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET state = excluded.state, result = excluded.result',
    ),
    command: database.prepare('SELECT result FROM commands WHERE id = ?'),
    unfinished: database.prepare("SELECT id, type FROM commands WHERE state = 'accepted' ORDER BY at_ms, id"),
    meta: database.prepare('SELECT value FROM meta WHERE name = ?'),
    setMeta: database.prepare('INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value'),
    // The newest acknowledged fact stays whatever its age: it holds the number the next start goes on from.
    pruneOld: database.prepare(
      'DELETE FROM facts WHERE epoch = ?1 AND acked = 1 AND occurred_at < ?2 AND seq < (SELECT MAX(seq) FROM facts WHERE epoch = ?1 AND acked = 1)',
    ),
    pruneMany: database.prepare('DELETE FROM facts WHERE epoch = ? AND acked = 1 AND seq <= ?'),
    pruneEpochs: database.prepare('DELETE FROM facts WHERE epoch <> ? AND occurred_at < ?'),
    pruneCommands: database.prepare('DELETE FROM commands WHERE at_ms < ?'),
  }
}

type Statements = ReturnType<typeof statements>

function newEpoch(sql: Statements): string {
  const epoch = randomUUID()
  sql.setMeta.run('epoch', epoch)
  return epoch
}

function readFacts(rows: Iterable<Record<string, unknown>>, maxBytes: number): FactItem[] {
  const items: FactItem[] = []
  let bytes = 0
  for (const row of rows) {
    bytes += Buffer.byteLength(text(row['payload']) ?? '') + factOverheadBytes
    if (items.length > 0 && bytes > maxBytes) break
    items.push(factOf(row))
  }
  return items
}

function* factsOf(rows: Iterable<Record<string, unknown>>): Iterable<FactItem> {
  for (const row of rows) yield factOf(row)
}

function factOf(row: Record<string, unknown>): FactItem {
  return {
    seq: integer(row['seq']),
    id: text(row['id']) ?? '',
    type: text(row['type']) ?? '',
    occurred_at: text(row['occurred_at']) ?? '',
    clock: row['clock'] === 'synced' || row['clock'] === 'drifting' ? row['clock'] : 'unknown',
    payload: storedPayload.parse(JSON.parse(text(row['payload']) ?? '{}')),
  }
}

/** JSON around a fact's payload: names, id, time, type of up to 64 characters. */
const factOverheadBytes = 240

function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}

function integer(value: unknown): number {
  return typeof value === 'number' ? value : 0
}
