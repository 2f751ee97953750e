/** Reading sessions: lists, one with its time line, counts. */
import type { StoreContext } from '../context.ts'
import type { AuditRecord, CommandRecord, FactRecord, LedgerEntryRecord, PhotoRecord, PourRecord, SessionRecord } from '../records.ts'
import { countOpenStays } from '../sql/sessions.ts'
import type { PourRow, TreatmentRow } from '../sql/session-rows.ts'
import type { TreatmentRecord } from '../treatments.ts'
import type { Page, Paged, SessionFilter, Store } from '../store.ts'
import type { PrismaClient } from './generated/sqlite/client.ts'
import { given, oneOf, period } from './history.ts'
import { olderThan, pageOf, spellings, takeOf, toRecord } from './rows.ts'

/** Session reading of the store. */
export function sessionStore({ read, query }: StoreContext): Store['sessions'] {
  return {
    list: (filter, page) => read(prisma => listSessions(prisma, filter, page)),
    get: id =>
      read(async prisma => {
        const row = await prisma.session.findUnique({ where: { id }, include: { stay: true, pour: true, treatment: true } })
        return row === null ? undefined : flatten(row)
      }),
    timeline: id => read(prisma => timeline(prisma, id)),
    occupancy: outletId => query(connection => countOpenStays(connection, outletId)),
    countSince: (since, outletIds) =>
      read(prisma => prisma.session.count({ where: { openedAt: { gte: since }, ...oneOf('outletId', outletIds) } })),
  }
}

/**
 * A machine's sessions are those that began or ended at it. Two questions, each answered from its own index, keep a page's
 * cost apart from how much history the site has.
 */
async function listSessions(prisma: PrismaClient, { machineId, ...filter }: SessionFilter, page: Page): Promise<Paged<SessionRecord>> {
  if (machineId === undefined) return pageOf(await selectSessions(prisma, {}, filter, page), page, byOpening)
  const began = await selectSessions(prisma, { machineId }, filter, page)
  const ended = await selectSessions(prisma, { exitMachineId: machineId }, filter, page)
  const both = new Map([...began, ...ended].map(session => [session.id, session]))
  const newestFirst = [...both.values()].toSorted((a, b) => compare(b.openedAt, a.openedAt) || compare(b.id, a.id))
  return pageOf(newestFirst.slice(0, takeOf(page)), page, byOpening)
}

async function selectSessions(
  prisma: PrismaClient,
  machine: { machineId?: string; exitMachineId?: string },
  { open, state, search, plate, vehicleClass, from, to, outletIds }: Omit<SessionFilter, 'machineId'>,
  page: Page,
): Promise<SessionRecord[]> {
  const fields = (term: string) => [{ cardId: { contains: term } }, { ticket: { contains: term } }, { licensePlate: { contains: term } }]
  const rows = await prisma.session.findMany({
    where: {
      AND: [
        olderThan('openedAt', page),
        { ...machine, ...given({ state }), ...oneOf('outletId', outletIds), ...period('openedAt', from, to) },
        open === undefined ? {} : { closedAt: open ? null : { not: null } },
        search === undefined ? {} : { OR: spellings(search).flatMap(fields) },
        vehicleClass === undefined ? {} : { stay: { vehicleClass } },
        plate === undefined ? {} : { OR: [{ licensePlate: { contains: plate } }, { id: { in: await readAs(prisma, plate) } }] },
      ],
    },
    include: { stay: true, pour: true, treatment: true },
    orderBy: [{ openedAt: 'desc' }, { id: 'desc' }],
    take: takeOf(page),
  })
  return rows.map(flatten)
}

/** The newest stays at whose entry a reader saw such a plate, sure of it or not. */
async function readAs(prisma: PrismaClient, plate: string): Promise<string[]> {
  const seen = await prisma.stayIdentity.findMany({
    where: { entryPlate: { contains: plate } },
    select: { sessionId: true },
    orderBy: { sessionId: 'desc' },
    take: 500,
  })
  return seen.map(({ sessionId }) => sessionId)
}

async function timeline(prisma: PrismaClient, sessionId: string): ReturnType<Store['sessions']['timeline']> {
  const where = { sessionId }
  const [facts, commands, ledger, photos] = await Promise.all([
    prisma.fact.findMany({ where, orderBy: [{ occurredAt: 'asc' }, { machineId: 'asc' }, { seq: 'asc' }] }),
    prisma.command.findMany({ where, orderBy: [{ createdAt: 'asc' }, { id: 'asc' }] }),
    prisma.ledgerEntry.findMany({ where, orderBy: [{ occurredAt: 'asc' }, { id: 'asc' }] }),
    prisma.photo.findMany({ where, orderBy: [{ takenAt: 'asc' }, { id: 'asc' }] }),
  ])
  const subjects = [sessionId, `session:${sessionId}`, ...commands.flatMap(({ id }) => [id, `command:${id}`])]
  const audit = await prisma.auditEntry.findMany({ where: { subject: { in: subjects } }, orderBy: { seq: 'asc' } })
  return {
    facts: facts.map(toRecord<FactRecord>),
    commands: commands.map(toRecord<CommandRecord>),
    ledger: ledger.map(toRecord<LedgerEntryRecord>),
    photos: photos.map(toRecord<PhotoRecord>),
    audit: audit.map(toRecord<AuditRecord>),
  }
}

function flatten({
  stay,
  pour,
  treatment,
  ...session
}: {
  stay: object | null
  pour: object | null
  treatment: object | null
}): SessionRecord {
  return toRecord<SessionRecord>({
    ...session,
    ...(stay === null ? noStay : withoutSessionId(toRecord<SessionRecord & Owned>(stay))),
    pour: pour === null ? null : pourOf(toRecord<PourRow>(pour)),
    treatment: treatment === null ? null : treatmentOf(toRecord<TreatmentRow>(treatment)),
  })
}

/** The fields of a stay in a session that is none. */
const noStay = {
  vehicleClass: null,
  zoneId: null,
  decidedBy: null,
  enteredAt: null,
  exitRequestedAt: null,
  entryEvidence: null,
  exitEvidence: null,
  validations: null,
} as const satisfies Partial<SessionRecord>

interface Owned {
  sessionId: string
}

function withoutSessionId<T extends Owned>(row: T): Omit<T, 'sessionId'> {
  const { sessionId: _, ...detail } = row
  return detail
}

function pourOf(row: PourRow): PourRecord {
  const { machineId: _machine, endedAt: _end, ...pour } = withoutSessionId(row)
  return pour
}

function treatmentOf({ treatment, deviceId, source, plannedS, actualS }: TreatmentRow): TreatmentRecord {
  return { treatment, deviceId, source, plannedS, actualS }
}

function byOpening({ openedAt, id }: SessionRecord): { time: string; id: string } {
  return { time: openedAt, id }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
