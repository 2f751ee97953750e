/** Readings and their buckets, in prepared SQL: many rows a statement, because a thousand machines post every few seconds. */
import type { StoreContext } from '../context.ts'
import type { AnnouncedRecord, HourSum, KeptSize, ReadingBucket, ReadingRecord, ReadingStore, ReadingTx } from '../readings.ts'
import type { SqlValue } from './connection.ts'
import { shelf } from './registry.ts'
import { insertRows, mergeRows, selectRows, type Sql } from './rows.ts'
import { table } from './tables.ts'

const readings = table<ReadingRecord>('readings', ['machineId', 'at'], {
  machineId: 'text',
  at: 'time',
  tdsMilli: 'int',
  phMilli: 'int',
  temperatureMilli: 'int',
})

const buckets = table<ReadingBucket>('reading_buckets', ['machineId', 'size', 'startsAt'], {
  machineId: 'text',
  size: 'text',
  startsAt: 'time',
  count: ['int', 'reading_count'],
  tdsSum: 'int',
  tdsMin: 'int',
  tdsMax: 'int',
  phSum: 'int',
  phMin: 'int',
  phMax: 'int',
  temperatureCount: 'int',
  temperatureSum: 'int',
  temperatureMin: 'int',
  temperatureMax: 'int',
  measured: 'bool',
})

const hourSums = table<HourSum>('reading_buckets', ['machineId', 'startsAt'], {
  machineId: 'text',
  startsAt: 'time',
  count: ['int', 'reading_count'],
  tdsSum: 'int',
  phSum: 'int',
})

const merging = {
  added: ['reading_count', 'tds_sum', 'ph_sum', 'temperature_count', 'temperature_sum'],
  least: ['tds_min', 'ph_min', 'temperature_min'],
  greatest: ['tds_max', 'ph_max', 'temperature_max', 'measured'],
}

const announced = table<AnnouncedRecord>('announced_machines', ['id'], { id: 'text', at: 'time', by: 'text' })

/** The part of a transaction that takes readings in and lets them go. */
export function readingTx(sql: Sql): ReadingTx {
  return {
    readings: {
      async add(given) {
        const known = await knownOf(sql, given)
        const fresh = given.filter(reading => !known.has(keyOf(reading)) && known.add(keyOf(reading)))
        await insertRows(sql, readings, fresh)
        return fresh
      },
      merge: given => mergeRows(sql, buckets, given, merging),
      forget(size, machineId, before) {
        const { from, rest, values, moment } = placeOf(size)
        const until = sql.dialect.encode('time', before)
        return sql.connection.run(`DELETE FROM ${from} WHERE machine_id = ?${rest} AND ${moment} < ?`, [machineId, ...values, until])
      },
    },
    announced: shelf(sql, announced),
  }
}

/** What is read of it. */
export function readingStore({ query, dialect }: StoreContext): ReadingStore {
  const select = <T>(work: (sql: Sql) => Promise<T>) => query(connection => work({ connection, dialect }))
  const time = (iso: string) => dialect.encode('time', iso)
  return {
    readings: {
      buckets: ({ machineId, size, from, to }) =>
        select(sql =>
          selectRows(sql, buckets, 'WHERE machine_id = ? AND size = ? AND starts_at >= ? AND starts_at < ? ORDER BY starts_at', [
            machineId,
            size,
            time(from),
            time(to),
          ]),
        ),
      hours: ({ from, to }) =>
        select(sql => selectRows(sql, hourSums, "WHERE size = 'hour' AND starts_at >= ? AND starts_at < ?", [time(from), time(to)])),
      newest: machineIds => select(sql => newestOf(sql, machineIds)),
      oldest: (size, after) => select(sql => oldestAfter(sql, size, after)),
    },
    announced: { list: () => select(sql => selectRows(sql, announced, 'ORDER BY id')) },
  }
}

/** A look into the key for each: a walk through all readings of all machines takes minutes where they are many. */
async function newestOf(sql: Sql, machineIds: readonly string[]): Promise<{ readings: ReadingRecord[]; minutes: ReadingBucket[] }> {
  const found: { readings: ReadingRecord[]; minutes: ReadingBucket[] } = { readings: [], minutes: [] }
  for (const id of machineIds) {
    found.readings.push(...(await selectRows(sql, readings, 'WHERE machine_id = ? ORDER BY at DESC LIMIT 1', [id])))
    const newest = "WHERE machine_id = ? AND size = 'minute' ORDER BY starts_at DESC LIMIT 1"
    found.minutes.push(...(await selectRows(sql, buckets, newest, [id])))
  }
  return found
}

async function oldestAfter(sql: Sql, size: KeptSize, after: string): ReturnType<ReadingStore['readings']['oldest']> {
  const { from, rest, values, moment } = placeOf(size)
  const [next] = await sql.connection.all(`SELECT MIN(machine_id) AS id FROM ${from} WHERE machine_id > ?`, [after])
  if (next === undefined || next.id === null) return undefined
  const machineId = String(next.id)
  const oldest = `SELECT MIN(${moment}) AS oldest FROM ${from} WHERE machine_id = ?${rest}`
  const [row] = await sql.connection.all(oldest, [machineId, ...values])
  const at = sql.dialect.decode('time', row?.oldest)
  return { machineId, at: typeof at === 'string' ? at : null }
}

/** Where a size is kept, and under which name its moment. */
function placeOf(size: KeptSize): { from: string; moment: string; rest: string; values: SqlValue[] } {
  if (size === 'reading') return { from: 'readings', moment: 'at', rest: '', values: [] }
  return { from: 'reading_buckets', moment: 'starts_at', rest: ' AND size = ?', values: [size] }
}

/** Pairs in one statement. */
const pairsAtOnce = 64

/** Which of them are stored already. */
async function knownOf({ connection, dialect }: Sql, given: readonly ReadingRecord[]): Promise<Set<string>> {
  const known = new Set<string>()
  for (let start = 0; start < given.length; start += pairsAtOnce) {
    const some = given.slice(start, start + pairsAtOnce)
    const pairs = some.map(() => '(machine_id = ? AND at = ?)').join(' OR ')
    const values = some.flatMap(({ machineId, at }) => [machineId, dialect.encode('time', at)])
    const rows = await connection.all(`SELECT machine_id AS id, at FROM readings WHERE ${pairs}`, values)
    for (const { id, at } of rows) known.add(keyOf({ machineId: String(id), at: String(dialect.decode('time', at)) }))
  }
  return known
}

function keyOf({ machineId, at }: Pick<ReadingRecord, 'machineId' | 'at'>): string {
  return `${machineId} ${at}`
}
