/** What happened: sessions, facts, money, commands, alarms, the audit trail and photos. */
import type { StoreContext } from '../context.ts'
import type {
  AlarmRecord,
  AuditRecord,
  CommandRecord,
  DeadLetterRecord,
  FactRecord,
  LedgerEntryRecord,
  PhotoDispute,
  PhotoRecord,
  ShiftRecord,
} from '../records.ts'
import { ledgerSums, manualOpens, shiftTotals } from '../sql/money.ts'
import { selectIn, selectRows } from '../sql/rows.ts'
import { commandEvents, commands, photos } from '../sql/tables.ts'
import type { Store } from '../store.ts'
import { between, maybe, olderThan, pageBySequence, pageOf, sequenceBefore, takeOf, toRecord } from './rows.ts'

/** Facts, one by one and counted. */
export function factStore({ read, query, dialect }: StoreContext): Store['facts'] {
  return {
    list: ({ machineId, type, from, to }, page) =>
      read(async prisma => {
        const rows = await prisma.fact.findMany({
          where: { AND: [olderThan('occurredAt', page), { ...given({ machineId, type }), ...period('occurredAt', from, to) }] },
          orderBy: [{ occurredAt: 'desc' }, { id: 'desc' }],
          take: takeOf(page),
        })
        return pageOf(rows.map(toRecord<FactRecord>), page, byOccurrence)
      }),
    hourly: (type, since) =>
      query(async connection => {
        const hour = dialect.hourOf('occurred_at')
        const rows = await connection.all(
          `SELECT machine_id, ${hour} AS hour_start, COUNT(*) AS fact_count FROM facts WHERE type = ? AND occurred_at >= ?
           GROUP BY machine_id, hour_start ORDER BY hour_start, machine_id`,
          [type, dialect.encode('time', since)],
        )
        return rows.map(row => ({ machineId: String(row.machine_id), hour: String(row.hour_start), count: Number(row.fact_count) }))
      }),
  }
}

/** Money. */
export function ledgerStore(context: StoreContext): Store['ledger'] {
  return {
    list: ({ sessionId, outletIds, from, to }, page) =>
      context.read(async prisma => {
        const rows = await prisma.ledgerEntry.findMany({
          where: {
            AND: [
              olderThan('occurredAt', page),
              { ...given({ sessionId }), ...oneOf('outletId', outletIds), ...period('occurredAt', from, to) },
            ],
          },
          orderBy: [{ occurredAt: 'desc' }, { id: 'desc' }],
          take: takeOf(page),
        })
        return pageOf(rows.map(toRecord<LedgerEntryRecord>), page, byOccurrence)
      }),
    ...ledgerSums(context),
  }
}

/** Who was at the till, and what went through it. */
export function shiftStore(context: StoreContext): Store['shifts'] {
  return {
    list: ({ openedBy, open, outletIds }, page) =>
      context.read(async prisma => {
        const rows = await prisma.shift.findMany({
          where: {
            AND: [
              olderThan('openedAt', page),
              { ...given({ openedBy }), ...oneOf('outletId', outletIds) },
              open === undefined ? {} : { closedAt: open ? null : { not: null } },
            ],
          },
          orderBy: [{ openedAt: 'desc' }, { id: 'desc' }],
          take: takeOf(page),
        })
        return pageOf(rows.map(toRecord<ShiftRecord>), page, ({ openedAt, id }) => ({ time: openedAt, id }))
      }),
    get: id => context.read(async prisma => maybe(await prisma.shift.findUnique({ where: { id } }), toRecord<ShiftRecord>)),
    totals: id => shiftTotals(context, id),
  }
}

/** States after which nothing more is expected without the machine's journal; see the protocol's command life. */
const underWayStates = ['queued', 'sent', 'accepted']

/** Commands and their lives. */
export function commandStore(context: StoreContext): Store['commands'] {
  const { read, query, dialect } = context
  return {
    manualOpens: manualOpens(context),
    get: id =>
      // Asked for at the end of every command: in SQL at a tenth of what it costs through Prisma.
      query(async connection => {
        const sql = { connection, dialect }
        const [command] = await selectIn(sql, commands, 'id', [id])
        if (command === undefined) return undefined
        return { command, events: await selectRows(sql, commandEvents, 'WHERE command_id = ? ORDER BY seq', [id]) }
      }),
    list: ({ machineId, machineIds }, page) =>
      read(async prisma => {
        const rows = await prisma.command.findMany({
          where: { AND: [olderThan('createdAt', page), given({ machineId }), oneOf('machineId', machineIds)] },
          orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
          take: takeOf(page),
        })
        return pageOf(rows.map(toRecord<CommandRecord>), page, ({ createdAt, id }) => ({ time: createdAt, id }))
      }),
    unresolved: since =>
      read(async prisma => {
        // Sorted here: an ORDER BY would tempt the engine to walk the whole history instead of the few open ones.
        const rows = await prisma.command.findMany({
          where: { OR: [{ state: { in: underWayStates } }, { state: 'unknown', createdAt: { gte: since } }] },
          include: { events: { select: { seq: true } } },
        })
        const byAge = rows.toSorted((a, b) => a.createdAt.getTime() - b.createdAt.getTime() || (a.id < b.id ? -1 : 1))
        return byAge.map(({ events, ...row }) => ({
          command: toRecord<CommandRecord>(row),
          lastSeq: Math.max(0, ...events.map(event => event.seq)),
        }))
      }),
    countUnresolved: since =>
      query(async connection => {
        const rows = await connection.all(
          `SELECT state, COUNT(*) AS command_count FROM commands
           WHERE state IN (${underWayStates.map(() => '?').join(', ')}) OR (state = 'unknown' AND created_at >= ?) GROUP BY state`,
          [...underWayStates, dialect.encode('time', since)],
        )
        return rows.map(row => ({ state: String(row.state), count: Number(row.command_count) }))
      }),
  }
}

/** What was set aside, alarms, audit and photos. */
export function watchStore(context: StoreContext): Pick<Store, 'deadLetters' | 'alarms' | 'audit' | 'photos'> {
  const { read, query, dialect } = context
  return {
    deadLetters: {
      list: ({ state, machineId, machineIds }, page) =>
        read(async prisma => {
          const rows = await prisma.deadLetter.findMany({
            where: { AND: [olderThan('receivedAt', page), given({ state, machineId }), oneOf('machineId', machineIds)] },
            orderBy: [{ receivedAt: 'desc' }, { id: 'desc' }],
            take: takeOf(page),
          })
          return pageOf(rows.map(toRecord<DeadLetterRecord>), page, ({ receivedAt, id }) => ({ time: receivedAt, id }))
        }),
      get: id =>
        read(async prisma => {
          const row = await prisma.deadLetter.findUnique({ where: { id } })
          return row === null ? undefined : toRecord<DeadLetterRecord>(row)
        }),
    },
    alarms: {
      list: ({ state, machineId, machineIds }, page) =>
        read(async prisma => {
          const rows = await prisma.alarm.findMany({
            where: { AND: [olderThan('raisedAt', page), given({ state, machineId }), oneOf('machineId', machineIds)] },
            orderBy: [{ raisedAt: 'desc' }, { id: 'desc' }],
            take: takeOf(page),
          })
          return pageOf(rows.map(toRecord<AlarmRecord>), page, ({ raisedAt, id }) => ({ time: raisedAt, id }))
        }),
    },
    audit: auditStore(context),
    photos: {
      get: id =>
        read(async prisma => {
          const row = await prisma.photo.findUnique({ where: { id } })
          return row === null ? undefined : toRecord<PhotoRecord>(row)
        }),
      ofSessions: sessionIds => photosOf(context, sessionIds),
      // Asked for at the end of every command given over HTTP: in SQL at a tenth of what it costs through Prisma.
      ofCommand: commandId =>
        query(connection => selectRows({ connection, dialect }, photos, 'WHERE command_id = ? ORDER BY taken_at, id', [commandId])),
      expendable: ({ takenBefore, isDisputed, dispute }, limit) =>
        query(connection => {
          const { condition, values } = disputeCondition(dispute)
          const open = 'EXISTS (SELECT 1 FROM sessions s WHERE s.id = photos.session_id AND s.closed_at IS NULL)'
          const rest = `WHERE taken_at < ? AND NOT ${open} AND ${isDisputed ? '' : 'NOT '}${condition} ORDER BY taken_at, id LIMIT ${Math.trunc(limit)}`
          return selectRows({ connection, dialect }, photos, rest, [dialect.encode('time', takenBefore), ...values])
        }),
      totalBytes: () =>
        query(async connection => Number((await connection.all('SELECT COALESCE(SUM(bytes), 0) AS total FROM photos', []))[0]?.total ?? 0)),
      latest: machineId =>
        read(async prisma => {
          const row = await prisma.photo.findFirst({ where: { machineId }, orderBy: [{ takenAt: 'desc' }, { id: 'desc' }] })
          return row === null ? undefined : toRecord<PhotoRecord>(row)
        }),
    },
  }
}

function photosOf({ query, dialect }: StoreContext, sessionIds: readonly string[]): Promise<PhotoRecord[]> {
  return query(async connection => {
    const found = await selectIn({ connection, dialect }, photos, 'session_id', sessionIds)
    return found.toSorted((one, other) => (one.takenAt < other.takenAt ? -1 : 1))
  })
}

function disputeCondition({ reasons, states, entries }: PhotoDispute): { condition: string; values: string[] } {
  const marks = (of: readonly string[]) => of.map(() => '?').join(', ')
  const session = `SELECT 1 FROM sessions s WHERE s.id = photos.session_id AND s.state IN (${marks(states)})`
  const money = `SELECT 1 FROM ledger_entries l WHERE l.session_id = photos.session_id AND l.kind IN (${marks(entries)})`
  const condition = `(reason IN (${marks(reasons)}) OR EXISTS (${session}) OR EXISTS (${money}))`
  return { condition, values: [...reasons, ...states, ...entries] }
}

function byOccurrence({ occurredAt, id }: { occurredAt: string; id: string }): { time: string; id: string } {
  return { time: occurredAt, id }
}

/** The filter without the members nobody asked for. */
export function given<T extends Record<string, string | undefined>>(filter: T): { [Name in keyof T]?: string } {
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined)) as { [Name in keyof T]?: string }
}

/** The condition that `field` is one of `values`, or nothing when any will do. */
export function oneOf<Field extends string>(field: Field, values: readonly string[] | undefined): { [Name in Field]?: { in: string[] } } {
  return (values === undefined ? {} : { [field]: { in: [...values] } }) as { [Name in Field]?: { in: string[] } }
}

/** A condition on a time, or nothing. */
export function period<Field extends string>(
  field: Field,
  from: string | undefined,
  to: string | undefined,
): { [Name in Field]?: { gte?: string; lt?: string } } {
  const range = between(from, to)
  return (range === undefined ? {} : { [field]: range }) as { [Name in Field]?: { gte?: string; lt?: string } }
}

function auditStore({ read }: StoreContext): Store['audit'] {
  return {
    list: ({ actor, action, subject, from, to }, page) =>
      read(async prisma => {
        const before = sequenceBefore(page)
        const where = {
          ...given({ actor, action, subject }),
          ...period('at', from, to),
          ...(before === undefined ? {} : { seq: { lt: before } }),
        }
        const rows = await prisma.auditEntry.findMany({ where, orderBy: { seq: 'desc' }, take: takeOf(page) })
        return pageBySequence(rows.map(toRecord<AuditRecord>), page, ({ seq }) => seq)
      }),
    following: (seq, limit) =>
      read(async prisma => {
        const rows = await prisma.auditEntry.findMany({ where: { seq: { gt: seq } }, orderBy: { seq: 'asc' }, take: limit })
        return rows.map(toRecord<AuditRecord>)
      }),
    head: () =>
      read(async prisma => {
        const { seq, hash } = await prisma.auditHead.findUniqueOrThrow({ where: { id: 1 } })
        return { seq, hash }
      }),
  }
}
