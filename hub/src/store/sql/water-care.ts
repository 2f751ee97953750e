/** Prices, calibrations and renewals of water machines, and what they poured, in prepared SQL. */
import type { StoreContext } from '../context.ts'
import type { FactRecord } from '../records.ts'
import type {
  CalibrationRecord,
  MachineSince,
  PresenceChangeRecord,
  PriceListRecord,
  RenewalRecord,
  WaterCareStore,
  WaterCareTx,
} from '../water-care.ts'
import { insertRows, inLists, selectRows, type Sql } from './rows.ts'
import type { SqlValue } from './connection.ts'
import { facts, type Table, table } from './tables.ts'
import { selectSales } from './water-sales.ts'

const priceLists = table<PriceListRecord>('water_price_lists', ['id'], {
  id: 'text',
  machineId: 'text',
  version: 'text',
  products: 'value',
  since: 'time',
  actor: 'text',
  reason: 'text',
})

const calibrations = table<CalibrationRecord>('calibrations', ['id'], {
  id: 'text',
  machineId: 'text',
  kind: 'text',
  content: 'value',
  calibratedAt: 'time',
  dueAt: 'time',
  actor: 'text',
  note: 'text',
})

const renewals = table<RenewalRecord>('renewals', ['id'], {
  id: 'text',
  machineId: 'text',
  kind: 'text',
  renewedAt: 'time',
  leftThen: 'json',
  actor: 'text',
  reason: 'text',
})

/** Sums in one statement; SQLite takes 500. */
const sumsAtOnce = 64

/** The part of a transaction that keeps water machines. */
export function waterCareTx(sql: Sql): WaterCareTx {
  return {
    ...reads(sql),
    addPriceList: list => insertRows(sql, priceLists, [list]),
    addCalibration: calibration => insertRows(sql, calibrations, [calibration]),
    addRenewal: renewal => insertRows(sql, renewals, [renewal]),
  }
}

/** What is read of it. */
export function waterCareStore({ query, dialect }: StoreContext): WaterCareStore {
  const on = <T>(work: (sql: Sql) => Promise<T>) => query(connection => work({ connection, dialect }))
  return {
    priceLists: () => on(sql => reads(sql).priceLists()),
    newestCalibrations: machineIds => on(sql => reads(sql).newestCalibrations(machineIds)),
    newestRenewals: () => on(sql => reads(sql).newestRenewals()),
    calibrations: ({ machineId, from, to }, limit) =>
      on(sql => {
        const bounds = [['>=', from] as const, ['<', to] as const].flatMap(([sign, at]) => (at === undefined ? [] : [{ sign, at }]))
        const period = bounds.map(({ sign }) => ` AND calibrated_at ${sign} ?`).join('')
        const values = bounds.map(({ at }) => dialect.encode('time', at))
        const rest = `WHERE machine_id = ?${period} ORDER BY calibrated_at DESC, id DESC LIMIT ${Math.trunc(limit)}`
        return selectRows(sql, calibrations, rest, [machineId, ...values])
      }),
    delivered: asked => on(sql => delivered(sql, asked)),
    presenceSince: (machineIds, since) => on(sql => presenceSince(sql, machineIds, since)),
    interlockSteps: (filter, limit) => on(sql => interlockSteps(sql, filter, limit)),
    salesBy: filter => on(sql => selectSales(sql, filter)),
  }
}

function reads(sql: Sql): Pick<WaterCareTx, 'priceLists' | 'newestCalibrations' | 'newestRenewals'> {
  return {
    priceLists: () => selectRows(sql, priceLists, 'ORDER BY since, id'),
    async newestCalibrations(machineIds) {
      if (machineIds === undefined) return newest(sql, calibrations, 'calibrated_at')
      const found: CalibrationRecord[] = []
      for (const list of inLists(machineIds)) {
        const among = ` AND machine_id IN (${list.map(() => '?').join(', ')})`
        found.push(...(await newest(sql, calibrations, 'calibrated_at', among, list)))
      }
      return found
    },
    newestRenewals: () => newest(sql, renewals, 'renewed_at'),
  }
}

/** The newest row of each machine and kind; of two in one moment the one with the larger id. */
function newest<T>(sql: Sql, { name, ...rest }: Table<T>, time: string, among = '', values: readonly SqlValue[] = []): Promise<T[]> {
  return selectRows(
    sql,
    { name, ...rest },
    `WHERE NOT EXISTS (SELECT 1 FROM ${name} later WHERE later.machine_id = ${name}.machine_id AND later.kind = ${name}.kind
     AND (later.${time} > ${name}.${time} OR (later.${time} = ${name}.${time} AND later.id > ${name}.id)))${among} ORDER BY machine_id, kind`,
    values,
  )
}

async function delivered({ connection, dialect }: Sql, asked: readonly MachineSince[]): Promise<number[]> {
  const sums = asked.map(() => 0)
  for (let start = 0; start < asked.length; start += sumsAtOnce) {
    const some = asked.slice(start, start + sumsAtOnce)
    const one = 'SELECT ? AS place, SUM(delivered_ml) AS delivered FROM pours WHERE machine_id = ? AND ended_at >= ?'
    const rows = await connection.all(
      some.map(() => one).join(' UNION ALL '),
      some.flatMap(({ machineId, since }, index) => [start + index, machineId, dialect.encode('time', since)]),
    )
    for (const { place, delivered: sum } of rows) sums[Number(place)] = Number(sum ?? 0)
  }
  return sums
}

/** Steps are rare, at all machines together: a machine tells half a million other facts a year, which its own index leads through. */
function interlockSteps(
  sql: Sql,
  { machineId, from, to }: { machineId: string; from: string; to: string },
  limit: number,
): Promise<FactRecord[]> {
  const { along, encode } = sql.dialect
  const steps = "WHERE type = 'interlock_step' AND occurred_at >= ? AND occurred_at < ? AND machine_id = ?"
  const rest = `${along('facts_type_occurred_at_machine_id_idx')} ${steps} ORDER BY occurred_at DESC, id DESC LIMIT ${Math.trunc(limit)}`
  return selectRows(sql, facts, rest, [encode('time', from), encode('time', to), machineId])
}

async function presenceSince({ connection, dialect }: Sql, machineIds: readonly string[], since: string): Promise<PresenceChangeRecord[]> {
  const changes: PresenceChangeRecord[] = []
  for (const list of inLists(machineIds)) {
    const rows = await connection.all(
      `SELECT machine_id, type, occurred_at FROM facts WHERE type IN ('machine_online', 'machine_offline') AND occurred_at >= ?
       AND machine_id IN (${list.map(() => '?').join(', ')}) ORDER BY occurred_at, seq`,
      [dialect.encode('time', since), ...list],
    )
    for (const row of rows)
      changes.push({
        machineId: String(row.machine_id),
        at: String(dialect.decode('time', row.occurred_at)),
        isOnline: row.type === 'machine_online',
      })
  }
  return changes
}
