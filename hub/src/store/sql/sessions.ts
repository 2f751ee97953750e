/** Sessions in SQL: one record is a row of `sessions` and, for stays, one of `stays`, for pours, one of `pours`. */
import type { PourRecord, SessionRecord } from '../records.ts'
import type { TreatmentRecord } from '../treatments.ts'
import type { Credential, OpenStayCount, Tx } from '../store.ts'
import type { SqlConnection, SqlValue } from './connection.ts'
import type { Dialect } from './dialect.ts'
import { columnList, inLists, readRow, type Sql, upsertRows } from './rows.ts'
import { type PourRow, splitSession, type TreatmentRow } from './session-rows.ts'
import { type Column, sessions, stays, table } from './tables.ts'

const pours = table<PourRow>('pours', ['sessionId'], {
  sessionId: 'text',
  purpose: 'text',
  orderedMl: 'int',
  deliveredMl: 'int',
  exact: 'bool',
  priceList: 'text',
  paidBy: 'text',
  result: 'text',
  charged: 'int',
  remainder: 'int',
  remainderTo: 'text',
  machineId: 'text',
  endedAt: 'time',
})

export const treatments = table<TreatmentRow>('treatments', ['sessionId'], {
  sessionId: 'text',
  treatment: 'text',
  deviceId: 'text',
  source: 'text',
  plannedS: 'int',
  actualS: 'int',
  outletId: 'text',
  machineId: 'text',
  state: 'text',
  amount: 'int',
  endedAt: 'time',
})

const stayColumns: readonly Column[] = stays.columns.filter(({ field }) => field !== 'sessionId')
const ofItsSession: ReadonlySet<string> = new Set(['sessionId', 'outletId', 'machineId', 'state', 'amount', 'endedAt'])
const pourColumns: readonly Column[] = pours.columns.filter(({ field }) => !ofItsSession.has(field))
const treatmentColumns: readonly Column[] = treatments.columns.filter(({ field }) => !ofItsSession.has(field))
const ownColumns: readonly Column[] = [...sessions.columns, ...stayColumns]

/** Session access within one transaction. */
export function sessionTx(sql: Sql): Tx['sessions'] {
  return {
    async getMany(ids) {
      const found: SessionRecord[] = []
      for (const list of inLists(ids)) found.push(...(await selectSessions(sql, `WHERE s.id IN (${list.map(() => '?').join(', ')})`, list)))
      return found
    },
    async findOpen(outletId, credential) {
      const isOpen = { also: ' AND s.outlet_id = ? AND s.closed_at IS NULL', values: [outletId] }
      return (await staysWith(sql, credential, 1, isOpen))[0]
    },
    recent: (credential, limit) => staysWith(sql, credential, limit),
    async putMany(records) {
      const rows = records.map(splitSession)
      await upsertRows(
        sql,
        sessions,
        rows.map(row => row.session),
      )
      await upsertRows(
        sql,
        stays,
        rows.flatMap(row => row.stay ?? []),
      )
      await upsertRows(
        sql,
        pours,
        rows.flatMap(row => row.pour ?? []),
      )
      await upsertRows(
        sql,
        treatments,
        rows.flatMap(row => row.treatment ?? []),
      )
    },
    occupancy: outletId => countOpenStays(sql.connection, outletId),
  }
}

/** The newest stays with this credential that satisfy `also`. */
async function staysWith(
  sql: Sql,
  credential: Credential,
  limit: number,
  { also, values }: { also: string; values: readonly SqlValue[] } = { also: '', values: [] },
): Promise<SessionRecord[]> {
  const by = firstGiven(credential)
  if (by === undefined) return []
  const [column, value] = by
  const rest = `WHERE s.${column} = ? AND s.family = 'gate'${also} ORDER BY s.opened_at DESC, s.id DESC LIMIT ${limit}`
  return selectSessions(sql, rest, [value, ...values])
}

/** Open stays of one member's vehicles, newest first. */
export async function openStaysOfMember(sql: Sql, memberId: string): Promise<SessionRecord[]> {
  const rest = `JOIN stay_identities i ON i.session_id = s.id WHERE i.member_id = ? AND s.closed_at IS NULL ORDER BY s.opened_at DESC, s.id DESC`
  return selectSessions(sql, rest, [memberId])
}

/** Open stays by zone, vehicle class and state; every open state is counted. */
export async function countOpenStays(connection: SqlConnection, outletId: string): Promise<OpenStayCount[]> {
  const rows = await connection.all(
    `SELECT y.zone_id, y.vehicle_class, s.state, COUNT(*) AS stay_count FROM sessions s JOIN stays y ON y.session_id = s.id
     WHERE s.family = 'gate' AND s.outlet_id = ? AND s.closed_at IS NULL GROUP BY y.zone_id, y.vehicle_class, s.state`,
    [outletId],
  )
  return rows.map(row => ({
    zoneId: row.zone_id === null ? null : String(row.zone_id),
    vehicleClass: String(row.vehicle_class),
    state: String(row.state),
    count: Number(row.stay_count),
  }))
}

function firstGiven({ sessionId, cardId, ticket, licensePlate }: Credential): [column: string, value: string] | undefined {
  if (sessionId !== undefined) return ['id', sessionId]
  if (cardId !== undefined) return ['card_id', cardId]
  if (ticket !== undefined) return ['ticket', ticket]
  return licensePlate === undefined ? undefined : ['license_plate', licensePlate]
}

/** Sessions with their detail, as `s`, `y` (stay), `p` (pour) and `t` (treatment), that satisfy `rest`. */
export async function selectSessions({ connection, dialect }: Sql, rest: string, values: readonly SqlValue[]): Promise<SessionRecord[]> {
  const rows = await connection.all(
    `SELECT ${selectList(dialect)} FROM sessions s LEFT JOIN stays y ON y.session_id = s.id LEFT JOIN pours p ON p.session_id = s.id
     LEFT JOIN treatments t ON t.session_id = s.id ${rest}`,
    values,
  )
  return rows.map(row => ({
    ...readRow<Omit<SessionRecord, 'pour' | 'treatment'>>(dialect, ownColumns, row),
    // Of a session that is no pour, or no treatment, its columns are null.
    pour: row.purpose === null ? null : readRow<PourRecord>(dialect, pourColumns, row),
    treatment: row.treatment === null ? null : readRow<TreatmentRecord>(dialect, treatmentColumns, row),
  }))
}

function selectList(dialect: Dialect): string {
  const lists = { s: sessions.columns, y: stayColumns, p: pourColumns, t: treatmentColumns }
  return Object.entries(lists)
    .map(([name, columns]) => columnList(dialect, columns, `${name}.`))
    .join(', ')
}
