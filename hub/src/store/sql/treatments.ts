/** Treatment devices, their events and what treatments add up to, in prepared SQL: many rows a statement, because thousands of devices tell at once. */
import type { StoreContext } from '../context.ts'
import { given, oneOf, period } from '../prisma/history.ts'
import { olderThan, pageOf, takeOf, toRecord } from '../prisma/rows.ts'
import type {
  BucketFilter,
  CounterBreakRecord,
  DeviceEventRecord,
  EndedTreatment,
  TelemetryAssignmentRecord,
  TelemetryDeviceRecord,
  TreatmentBucket,
  TreatmentPriceRecord,
  TreatmentStore,
  TreatmentTx,
} from '../treatments.ts'
import type { Condition } from './pages.ts'
import { inLists, insertRows, marks, mergeRows, selectIn, selectRows, type Sql, upsertRows } from './rows.ts'
import { treatments } from './sessions.ts'
import type { TreatmentRow } from './session-rows.ts'
import { table } from './tables.ts'

const devices = table<TelemetryDeviceRecord>('telemetry_devices', ['id'], {
  id: 'text',
  mapping: 'text',
  firstSeenAt: 'time',
  lastSeenAt: 'time',
  wifiConnected: 'bool',
  rtcAvailable: 'bool',
  sdAvailable: 'bool',
  firmware: 'text',
  uptimeS: 'int',
  queued: 'int',
  clockOffsetMs: 'int',
  countBasic: 'int',
  countStandard: 'int',
  countPremium: 'int',
  countedAt: 'time',
  retiredAt: 'time',
})

const assignments = table<TelemetryAssignmentRecord>('telemetry_assignments', ['id'], {
  id: 'text',
  deviceId: 'text',
  machineId: 'text',
  outletId: 'text',
  from: ['time', 'from_at'],
  until: ['time', 'until_at'],
  actor: 'text',
  reason: 'text',
})

const events = table<DeviceEventRecord>('device_events', ['id'], {
  id: 'text',
  deviceId: 'text',
  machineId: 'text',
  outletId: 'text',
  sessionId: 'text',
  treatment: 'text',
  phase: 'text',
  run: 'text',
  at: 'time',
  clock: 'text',
  deviceAt: 'time',
  assumedZone: 'text',
  receivedAt: 'time',
  plannedS: 'int',
  actualS: 'int',
  countBasic: 'int',
  countStandard: 'int',
  countPremium: 'int',
})

const breaks = table<CounterBreakRecord>('counter_breaks', ['id'], {
  id: 'text',
  deviceId: 'text',
  machineId: 'text',
  kind: 'text',
  treatment: 'text',
  missing: 'int',
  arrived: 'int',
  from: ['time', 'from_at'],
  to: ['time', 'to_at'],
  foundAt: 'time',
  closedAt: 'time',
  before: ['json', 'before_counts'],
  after: ['json', 'after_counts'],
})

const bucketKey = ['scope', 'scopeId', 'size', 'startsAt'] as const
const buckets = table<TreatmentBucket>('treatment_buckets', bucketKey, {
  scope: 'text',
  scopeId: 'text',
  size: 'text',
  startsAt: 'time',
  basic: 'int',
  standard: 'int',
  premium: 'int',
  aborted: 'int',
  revenue: 'int',
  runSeconds: 'int',
})
const added = ['basic', 'standard', 'premium', 'aborted', 'revenue', 'run_seconds']
const merging = { added, least: [], greatest: [] }

const prices = table<TreatmentPriceRecord>('treatment_prices', ['id'], {
  id: 'text',
  outletId: 'text',
  treatment: 'text',
  price: 'int',
  since: 'time',
  setAt: 'time',
  actor: 'text',
  reason: 'text',
})

/** The part of a transaction that keeps what devices tell. */
export function treatmentTx(sql: Sql): TreatmentTx {
  const { connection, dialect } = sql
  const time = (iso: string) => dialect.encode('time', iso)
  return {
    async knownEvents(ids) {
      const known = new Set<string>()
      for (const list of inLists(ids)) {
        const rows = await connection.all(`SELECT id FROM device_events WHERE id IN (${marks(list)})`, list)
        for (const { id } of rows) known.add(String(id))
      }
      return known
    },
    putEvents: rows => upsertRows(sql, events, rows),
    async eventsOfRuns(runs) {
      const wanted = new Set(runs.map(({ deviceId, run }) => `${deviceId} ${run}`))
      const found = await selectIn(
        sql,
        events,
        'run',
        runs.map(({ run }) => run),
        ` AND device_id IN (${runs.map(() => '?').join(', ')})`,
        runs.map(({ deviceId }) => deviceId),
      )
      return found.filter(({ deviceId, run }) => wanted.has(`${deviceId} ${run}`))
    },
    waitingEvents: (deviceId, from, until, limit) =>
      selectRows(
        sql,
        events,
        `WHERE device_id = ? AND at >= ?${until === null ? '' : ' AND at < ?'} AND machine_id IS NULL ORDER BY at, id LIMIT ${limit}`,
        [deviceId, time(from), ...(until === null ? [] : [time(until)])],
      ),
    getDevices: ids => selectIn(sql, devices, 'id', ids),
    putDevices: rows => upsertRows(sql, devices, rows),
    putAssignments: rows => upsertRows(sql, assignments, rows),
    openGaps: ids => selectIn(sql, breaks, 'device_id', ids, " AND closed_at IS NULL AND kind = 'gap'"),
    putBreaks: rows => upsertRows(sql, breaks, rows),
    mergeBuckets: rows => mergeRows(sql, buckets, rows, merging),
    bucketsStarting: (sizes, from, to) =>
      selectRows(sql, buckets, `WHERE starts_at >= ? AND starts_at < ? AND size IN (${marks(sizes)})`, [time(from), time(to), ...sizes]),
    async clearBuckets(sizes, from, to) {
      const within = `starts_at >= ? AND starts_at < ? AND size IN (${marks(sizes)})`
      await connection.run(`DELETE FROM treatment_buckets WHERE ${within}`, [time(from), time(to), ...sizes])
    },
    ended: async (from, to) =>
      (await selectRows<TreatmentRow>(sql, treatments, 'WHERE ended_at >= ? AND ended_at < ?', [time(from), time(to)])).flatMap(endedOf),
    addPrices: rows => insertRows(sql, prices, rows),
  }
}

function endedOf({ endedAt, plannedS: _planned, source: _source, ...row }: TreatmentRow): EndedTreatment[] {
  return endedAt === null ? [] : [{ ...row, endedAt }]
}

/** What is read of it. */
export function treatmentStore({ read, query, dialect }: StoreContext): TreatmentStore {
  const select = <T>(work: (sql: Sql) => Promise<T>) => query(connection => work({ connection, dialect }))
  return {
    devices: () => select(sql => selectRows(sql, devices, 'ORDER BY id')),
    device: async id => (await select(sql => selectIn(sql, devices, 'id', [id])))[0],
    assignments: () => select(sql => selectRows(sql, assignments, 'ORDER BY from_at, id')),
    prices: () => select(sql => selectRows(sql, prices, 'ORDER BY since, set_at, id')),
    buckets: filter => select(sql => selectBuckets(sql, filter)),
    sums: filter => select(sql => selectSums(sql, filter)),
    hoursOfDay: (filter, offsetMs) => select(sql => selectHours(sql, filter, offsetMs)),
    events: ({ deviceId, machineIds, outletId, from, to, waiting }, page) =>
      read(async prisma => {
        const rows = await prisma.deviceEvent.findMany({
          where: {
            AND: [
              olderThan('at', page),
              { ...given({ deviceId, outletId }), ...oneOf('machineId', machineIds), ...period('at', from, to) },
              waiting === true ? { machineId: null } : {},
            ],
          },
          orderBy: [{ at: 'desc' }, { id: 'desc' }],
          take: takeOf(page),
        })
        return pageOf(rows.map(toRecord<DeviceEventRecord>), page, ({ at, id }) => ({ time: at, id }))
      }),
    waiting: () =>
      select(async ({ connection }) => {
        const rows = await connection.all(
          'SELECT device_id AS id, COUNT(*) AS waiting, MIN(at) AS oldest FROM device_events WHERE machine_id IS NULL GROUP BY device_id',
        )
        return rows.map(({ id, waiting, oldest }) => ({
          deviceId: String(id),
          count: Number(waiting),
          oldestAt: String(dialect.decode('time', oldest)),
        }))
      }),
    breaks: ({ deviceId, open }, page) =>
      read(async prisma => {
        const rows = await prisma.counterBreak.findMany({
          where: {
            AND: [olderThan('foundAt', page), given({ deviceId }), open === undefined ? {} : { closedAt: open ? null : { not: null } }],
          },
          orderBy: [{ foundAt: 'desc' }, { id: 'desc' }],
          take: takeOf(page),
        })
        return pageOf(rows.map(toRecord<CounterBreakRecord>), page, ({ foundAt, id }) => ({ time: foundAt, id }))
      }),
    span: () =>
      select(async ({ connection }) => {
        const [row] = await connection.all(
          'SELECT MIN(ended_at) AS first, MAX(ended_at) AS last FROM treatments WHERE ended_at IS NOT NULL',
        )
        const [from, to] = [dialect.decode('time', row?.first), dialect.decode('time', row?.last)]
        return typeof from === 'string' && typeof to === 'string' ? { from, to } : undefined
      }),
  }
}

function selectBuckets(sql: Sql, filter: BucketFilter): Promise<TreatmentBucket[]> {
  const { text, values } = bucketsWithin(sql, filter)
  return selectRows(sql, buckets, `WHERE ${text} ORDER BY starts_at, scope_id`, values)
}

async function selectSums(sql: Sql, filter: BucketFilter): Promise<TreatmentBucket[]> {
  const { text, values } = bucketsWithin(sql, filter)
  const sums = added.map(column => `SUM(${column}) AS ${column}`).join(', ')
  const rows = await sql.connection.all(
    `SELECT scope_id, MIN(starts_at) AS starts_at, ${sums} FROM treatment_buckets WHERE ${text} GROUP BY scope_id`,
    values,
  )
  return rows.map(row => ({
    scope: filter.scope,
    scopeId: String(row.scope_id),
    size: filter.size,
    startsAt: String(sql.dialect.decode('time', row.starts_at)),
    basic: Number(row.basic),
    standard: Number(row.standard),
    premium: Number(row.premium),
    aborted: Number(row.aborted),
    revenue: Number(row.revenue),
    runSeconds: Number(row.run_seconds),
  }))
}

async function selectHours(sql: Sql, filter: BucketFilter, offsetMs: number): Promise<{ hour: number; total: number }[]> {
  const { text, values } = bucketsWithin(sql, filter)
  const hour = sql.dialect.wallOf('starts_at', 'hour', offsetMs)
  const rows = await sql.connection.all(
    `SELECT ${hour} AS hour_of_day, SUM(basic + standard + premium) AS total FROM treatment_buckets WHERE ${text} GROUP BY ${hour}`,
    values,
  )
  return rows.map(({ hour_of_day, total }) => ({ hour: Number(hour_of_day), total: Number(total) }))
}

function bucketsWithin({ dialect }: Sql, { scope, scopeIds, size, from, to }: BucketFilter): Condition {
  const among = scopeIds === undefined ? '' : ` AND scope_id IN (${marks(scopeIds)})`
  return {
    text: `scope = ?${among} AND size = ? AND starts_at >= ? AND starts_at < ?`,
    values: [scope, ...(scopeIds ?? []), size, dialect.encode('time', from), dialect.encode('time', to)],
  }
}
