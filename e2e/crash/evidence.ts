/** What is left after the failures, read without the product's own code: journals, database, and the simulated devices. */
import { DatabaseSync } from 'node:sqlite'
import { createConnection, type RowDataPacket } from 'mysql2/promise'
import type { GateView } from '../site/gate-hands.ts'
import type { CrashSite } from './crash-site.ts'
import type { Order } from './load.ts'
import { gates, type GateId } from './schedule.ts'

export interface Fact {
  machine: string
  epoch: string
  seq: number
  id: string
  type: string
  atMs: number
  payload: Record<string, unknown>
}

export interface Session {
  id: string
  state: string
  outcome: string | null
  closed: boolean
  entered: boolean
  paid: number
}

export interface Command {
  id: string
  machine: string
  /** The key of the order that asked for it. */
  reason: string | null
  state: string
  deadlineMs: number
  proven: boolean
  /** States in the order of their numbers. */
  states: string[]
}

export interface Evidence {
  told: Fact[]
  kept: Fact[]
  sessions: Session[]
  ledger: { session: string | null; amount: number; key: string }[]
  commands: Command[]
  deadLetters: string[]
  alarms: string[]
  /** Of the board and the cash machine of each gate, since the start. */
  devices: Record<GateId, { openings: number; stacked: number; paidOut: number }>
  orders: readonly Order[]
  /** When this was read. */
  atMs: number
}

type Row = Record<string, unknown>

/** The hub's own facts about a machine are in no journal. */
const keptFacts =
  "SELECT machine_id AS machine, epoch, seq, id, type, occurred_at, payload FROM facts WHERE type NOT IN ('machine_offline', 'machine_online')"

/** Reads everything of a site that is at rest. */
export async function collect(site: CrashSite, orders: readonly Order[]): Promise<Evidence> {
  const state = (await site.simulate('/state'))['gates'] as Record<GateId, GateView & { cash: { paid_total: number } | null }>
  const { read, close } = await openHubDatabase(site)
  try {
    const events = await read('SELECT command_id, state FROM command_events ORDER BY command_id, seq')
    const entered = new Set((await read('SELECT session_id FROM stays WHERE entered_at IS NOT NULL')).map(row => row['session_id']))
    return {
      told: gates.flatMap(gate => journalFacts(site.journalOf(gate), gate)),
      kept: (await read(keptFacts)).map(row => factOf(row)),
      sessions: (await read('SELECT id, state, outcome, closed_at, paid_amount FROM sessions')).map(row => ({
        id: String(row['id']),
        state: String(row['state']),
        outcome: textOf(row['outcome']),
        closed: row['closed_at'] !== null,
        entered: entered.has(row['id']),
        paid: Number(row['paid_amount']),
      })),
      ledger: (await read('SELECT session_id, amount, idempotency_key FROM ledger_entries')).map(row => ({
        session: textOf(row['session_id']),
        amount: Number(row['amount']),
        key: String(row['idempotency_key']),
      })),
      commands: (await read('SELECT id, machine_id, reason, state, deadline, evidence FROM commands')).map(row => ({
        id: String(row['id']),
        machine: String(row['machine_id']),
        reason: textOf(row['reason']),
        state: String(row['state']),
        deadlineMs: timeOf(row['deadline']),
        proven: row['evidence'] !== null,
        states: events.filter(event => event['command_id'] === row['id']).map(event => String(event['state'])),
      })),
      deadLetters: (await read('SELECT machine_id, code, message FROM dead_letters')).map(row => Object.values(row).join(' ')),
      alarms: (await read('SELECT machine_id, code FROM alarms')).map(row => Object.values(row).join(' ')),
      devices: mapGates(gate => ({
        openings: state[gate].board.actuations,
        stacked: state[gate].cash?.stacked_total ?? 0,
        paidOut: state[gate].cash?.paid_total ?? 0,
      })),
      orders,
      atMs: Date.now(),
    }
  } finally {
    await close()
  }
}

/** Everything read is of one moment: what the hub writes meanwhile must not be seen in one table and missed in another. */
async function openHubDatabase(site: CrashSite): Promise<{ read(sql: string): Promise<Row[]>; close(): Promise<void> }> {
  if (site.engine === 'sqlite') {
    const database = new DatabaseSync(site.hubFile, { readOnly: true })
    database.exec('BEGIN')
    return { read: async sql => database.prepare(sql).all(), close: async () => database.close() }
  }
  const connection = await createConnection({ uri: site.databaseUrl, dateStrings: true, jsonStrings: true })
  await connection.query('START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY')
  return {
    read: async sql => (await connection.query<(Row & RowDataPacket)[]>(sql))[0],
    close: () => connection.end(),
  }
}

function journalFacts(file: string, machine: string): Fact[] {
  const journal = new DatabaseSync(file, { readOnly: true })
  try {
    return journal
      .prepare('SELECT epoch, seq, id, type, occurred_at, payload FROM facts')
      .all()
      .map(row => factOf({ machine, ...row }))
  } finally {
    journal.close()
  }
}

function factOf(row: Row): Fact {
  return {
    machine: String(row['machine']),
    epoch: String(row['epoch']),
    seq: Number(row['seq']),
    id: String(row['id']),
    type: String(row['type']),
    atMs: timeOf(row['occurred_at']),
    payload: JSON.parse(String(row['payload'])) as Record<string, unknown>,
  }
}

function textOf(stored: unknown): string | null {
  return typeof stored === 'string' ? stored : null
}

/** SQLite keeps a zone with the time, MySQL and MariaDB none: it is UTC. */
function timeOf(stored: unknown): number {
  const text = String(stored).replace(' ', 'T')
  return Date.parse(/Z|[+-]\d\d:\d\d$/.test(text) ? text : `${text}Z`)
}

function mapGates<T>(of: (gate: GateId) => T): Record<GateId, T> {
  return { gate_in: of('gate_in'), gate_out: of('gate_out') }
}
