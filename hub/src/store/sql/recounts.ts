/** Recounts, and what happened since each, in prepared SQL. */
import type { StoreContext } from '../context.ts'
import { olderThan, pageOf, takeOf, toRecord } from '../prisma/rows.ts'
import type { Place, RecountRecord, RecountStore, RecountTx, SinceRecount } from '../recounts.ts'
import { insertRows, selectRows, type Sql } from './rows.ts'
import { selectSessions } from './sessions.ts'
import type { SqlValue } from './connection.ts'
import { table } from './tables.ts'

const recounts = table<RecountRecord>('recounts', ['id'], {
  id: 'text',
  outletId: 'text',
  zoneId: 'text',
  vehicleClass: 'text',
  countedAt: 'time',
  counted: 'int',
  derived: 'int',
  openStays: 'int',
  endedStays: 'int',
  actor: 'text',
  reason: 'text',
})

/** The part of a transaction that recounts. */
export function recountTx(sql: Sql): RecountTx {
  return { append: recount => insertRows(sql, recounts, [recount]), ...reads(sql) }
}

/** What is read of it. */
export function recountStore({ read, query, dialect }: StoreContext): RecountStore {
  const on = <T>(work: (from: ReturnType<typeof reads>, sql: Sql) => Promise<T>) =>
    query(connection => work(reads({ connection, dialect }), { connection, dialect }))
  return {
    newest: outletId => on(from => from.newest(outletId)),
    since: (place, countedAt) => on(from => from.since(place, countedAt)),
    unknownExits: (from, to) => on(found => found.unknownExits(from, to)),
    list: ({ outletIds }, page) =>
      read(async prisma => {
        const rows = await prisma.recount.findMany({
          where: { AND: [olderThan('countedAt', page), outletIds === undefined ? {} : { outletId: { in: [...outletIds] } }] },
          orderBy: [{ countedAt: 'desc' }, { id: 'desc' }],
          take: takeOf(page),
        })
        return pageOf(rows.map(toRecord<RecountRecord>), page, ({ countedAt, id }) => ({ time: countedAt, id }))
      }),
    insideLongest: (place, limit) =>
      on((_, sql) => {
        const there = at(place)
        const rest = `WHERE s.closed_at IS NULL AND y.entered_at IS NOT NULL AND ${there.sql} ORDER BY s.opened_at, s.id LIMIT ${Math.trunc(limit)}`
        return selectSessions(sql, rest, there.values)
      }),
  }
}

function reads(sql: Sql): Omit<RecountTx, 'append'> {
  const { connection, dialect } = sql
  return {
    newest: outletId =>
      selectRows(
        sql,
        recounts,
        `WHERE outlet_id = ? AND NOT EXISTS (SELECT 1 FROM recounts later WHERE later.outlet_id = recounts.outlet_id
         AND later.zone_id = recounts.zone_id AND later.vehicle_class = recounts.vehicle_class
         AND (later.counted_at > recounts.counted_at OR (later.counted_at = recounts.counted_at AND later.id > recounts.id)))`,
        [outletId],
      ),
    since: (place, countedAt) => sinceRecount(sql, place, countedAt),
    async unknownExits(from, to) {
      // SQLite gives the text, MySQL its JSON.
      const rows = await connection.all(
        `SELECT machine_id, COUNT(*) AS exit_count FROM facts WHERE type = 'vehicle_passed' AND occurred_at >= ? AND occurred_at < ?
         AND session_id IS NULL AND JSON_EXTRACT(payload, '$.direction') IN ('out', '"out"') GROUP BY machine_id`,
        [dialect.encode('time', from), dialect.encode('time', to)],
      )
      return new Map(rows.map(row => [String(row.machine_id), Number(row.exit_count)]))
    },
  }
}

async function sinceRecount({ connection, dialect }: Sql, place: Place, countedAt: string): Promise<SinceRecount> {
  const there = at(place)
  const then = dialect.encode('time', countedAt)
  const joined = 'FROM sessions s JOIN stays y ON y.session_id = s.id'
  const [open] = await connection.all(
    `SELECT COUNT(*) AS stay_count ${joined} WHERE s.closed_at IS NULL AND y.entered_at <= ? AND ${there.sql}`,
    [then, ...there.values],
  )
  const [ended] = await connection.all(
    `SELECT COUNT(*) AS stay_count, SUM(CASE WHEN y.entered_at <= ? THEN 1 ELSE 0 END) AS inside_then ${joined}
     WHERE s.state = 'forced' AND s.closed_at > ? AND ${there.sql}`,
    [then, then, ...there.values],
  )
  return {
    stillOpen: Number(open?.stay_count ?? 0),
    endedByHand: Number(ended?.inside_then ?? 0),
    allEndedByHand: Number(ended?.stay_count ?? 0),
  }
}

function at({ outletId, zoneId, vehicleClass, takesUnzoned }: Place): { sql: string; values: SqlValue[] } {
  const zone = takesUnzoned ? '(y.zone_id = ? OR y.zone_id IS NULL)' : 'y.zone_id = ?'
  return { sql: `s.family = 'gate' AND s.outlet_id = ? AND y.vehicle_class = ? AND ${zone}`, values: [outletId, vehicleClass, zoneId] }
}
