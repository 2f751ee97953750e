/** Everything the hub kept about a session, an alarm or a machine's time. */
import type { IncidentGap } from '@palang/protocol'
import type { AlarmRecord, CommandRecord, FactRecord, LedgerEntryRecord, PhotoRecord, SessionRecord } from '../store/records.ts'
import type { Page, Paged, Store } from '../store/store.ts'

export type Timeline = Awaited<ReturnType<Store['sessions']['timeline']>>

export interface Evidence {
  from: string
  to: string
  machineIds: string[]
  timeline: Timeline
  /** What the machines' lines are asked for. */
  lines: Window[]
  missing: IncidentGap[]
}

/** Entries of each kind that are taken, and that are read to find them, at most. */
const collectLimits = { entries: 1000, read: 20_000, pageSize: 200 } as const
/** Around each moment of a session its machines are looked at; around an alarm its machine. Milliseconds. */
const around = { before: 120_000, after: 60_000, alarm: 10 * 60_000 } as const
/** Around each moment of a session its machines' lines are looked at more closely: whoever comes next reads a card there too. */
const lineAround = { before: 10_000, after: 10_000 } as const

/** What a machine tells about itself, which belongs to whoever stood before it then. */
const conditions: ReadonlySet<string> = new Set([
  'alarm_raised',
  'alarm_cleared',
  'device_connected',
  'device_disconnected',
  'machine_offline',
  'machine_online',
  'controller_started',
  'interlock_step',
  'quality_changed',
  'quality_measured',
])

/** What belongs to the session, and how its machines were while it was at them. Facts of other sessions are not in it. */
export async function sessionEvidence(store: Store, session: SessionRecord, nowIso: string): Promise<Evidence> {
  const own = await store.sessions.timeline(session.id)
  const moments = [
    ...own.facts.map(({ machineId, occurredAt }) => ({ machineId, at: occurredAt })),
    ...own.commands.map(({ machineId, createdAt }) => ({ machineId, at: createdAt })),
    { machineId: session.machineId, at: session.openedAt },
  ]
  const known = new Set(own.facts.map(fact => fact.id))
  const isTold = (fact: FactRecord) => conditions.has(fact.type) && !known.has(fact.id) && fact.sessionId === null
  const told: Found<FactRecord>[] = []
  for (const { machineId, from, to } of windowsOf(moments, around))
    told.push(await allOf(page => store.facts.list({ machineId, from, to }, page), { isKept: isTold }))
  const timeline = { ...own, facts: [...own.facts, ...told.flatMap(({ items }) => items)] }
  const machineIds = [...new Set(moments.map(({ machineId }) => machineId))]
  const lines = windowsOf(moments, lineAround)
  const isCut = told.some(found => found.isCut)
  return bounded({ from: session.openedAt, to: session.closedAt ?? nowIso, machineIds, timeline, lines, missing: [] }, isCut)
}

/** What happened at the alarm's machine around it. */
export function alarmEvidence(store: Store, alarm: AlarmRecord): Promise<Evidence> {
  const end = alarm.clearedAt ?? alarm.raisedAt
  const latest = Date.parse(alarm.raisedAt) + 24 * 60 * 60_000
  const to = shifted(new Date(Math.min(latest, Date.parse(end))).toISOString(), around.alarm)
  return machineEvidence(store, alarm.machineId, shifted(alarm.raisedAt, 0 - around.alarm), to)
}

/** What happened at one machine in `[from, to)`. */
export async function machineEvidence(store: Store, machineId: string, from: string, to: string): Promise<Evidence> {
  const facts = await allOf(page => store.facts.list({ machineId, from, to }, page))
  const commands = await allOf(page => store.commands.list({ machineId }, page), {
    isKept: ({ createdAt }) => createdAt < to,
    isBefore: ({ createdAt }) => createdAt < from,
  })
  const ledger = await allOf(page => store.ledger.list({ from, to }, page), { isKept: entry => entry.machineId === machineId })
  const subjects = new Set([machineId, `machine:${machineId}`, ...commands.items.flatMap(({ id }) => [id, `command:${id}`])])
  const audit = await allOf(page => store.audit.list({ from, to }, page), { isKept: ({ subject }) => subjects.has(subject) })
  const timeline = {
    facts: facts.items,
    commands: commands.items,
    ledger: ledger.items,
    photos: await photosOf(store, facts.items, commands.items),
    audit: audit.items,
  }
  const isCut = [facts, commands, ledger, audit].some(found => found.isCut)
  return bounded({ from, to, machineIds: [machineId], timeline, lines: [{ machineId, from, to }], missing: [] }, isCut)
}

async function photosOf(store: Store, facts: readonly FactRecord[], commands: readonly CommandRecord[]): Promise<PhotoRecord[]> {
  const found = new Map<string, PhotoRecord>()
  for (const { type, payload } of facts) {
    const id = payload['image_id']
    const photo = type === 'image_captured' && typeof id === 'string' ? await store.photos.get(id) : undefined
    if (photo !== undefined) found.set(photo.id, photo)
  }
  for (const { id, type } of commands)
    if (type === 'camera_control') for (const photo of await store.photos.ofCommand(id)) found.set(photo.id, photo)
  return [...found.values()]
}

export interface Window {
  machineId: string
  from: string
  to: string
}

/** Windows around the moments, those that touch made one. */
function windowsOf(moments: readonly { machineId: string; at: string }[], { before, after }: { before: number; after: number }): Window[] {
  const windows: Window[] = []
  const inOrder = moments.toSorted((a, b) => (a.at < b.at ? -1 : 1))
  for (const { machineId, at } of inOrder) {
    const [from, to] = [shifted(at, 0 - before), shifted(at, after)]
    const open = windows.find(window => window.machineId === machineId && window.to >= from)
    if (open === undefined) windows.push({ machineId, from, to })
    else open.to = to
  }
  return windows
}

/** What was found of one list; `isCut`: what is older was not read. */
interface Found<T> {
  items: T[]
  isCut: boolean
}

/** Page after page, newest first, until enough of what is to be kept was found, or so much was read; the first that `isBefore` ends it. */
async function allOf<T>(
  read: (page: Page) => Promise<Paged<T>>,
  { isKept = () => true, isBefore = () => false }: { isKept?: (item: T) => boolean; isBefore?: (item: T) => boolean } = {},
): Promise<Found<T>> {
  const items: T[] = []
  let seen = 0
  let cursor: string | undefined
  do {
    const page = await read({ limit: collectLimits.pageSize, cursor })
    items.push(...page.items.filter(item => !isBefore(item) && isKept(item)))
    seen += page.items.length
    cursor = page.items.some(isBefore) ? undefined : (page.nextCursor ?? undefined)
  } while (cursor !== undefined && items.length <= collectLimits.entries && seen < collectLimits.read)
  return { items, isCut: cursor !== undefined }
}

/** At most so many of each kind, the oldest left out, and said so; also what was left out before. */
function bounded(evidence: Evidence, wasCut: boolean): Evidence {
  const { timeline } = evidence
  const newest = <T>(records: T[], timeOf: (record: T) => string): T[] =>
    records.toSorted((a, b) => (timeOf(a) < timeOf(b) ? 1 : -1)).slice(0, collectLimits.entries)
  const cut = wasCut || Object.values(timeline).some(records => records.length > collectLimits.entries)
  return {
    ...evidence,
    timeline: {
      facts: newest(timeline.facts, fact => fact.occurredAt),
      commands: newest(timeline.commands, command => command.createdAt),
      ledger: newest<LedgerEntryRecord>(timeline.ledger, entry => entry.occurredAt),
      photos: newest(timeline.photos, photo => photo.takenAt),
      audit: newest(timeline.audit, act => act.at),
    },
    missing: [...evidence.missing, ...(cut ? [{ what: 'entries' as const, why: 'too_many' as const }] : [])],
  }
}

/** What is written with four digits of a year: no database has other moments, and as text nothing else is in order. */
const ages = { first: Date.parse('0000-01-01T00:00:00.000Z'), last: Date.parse('9999-12-31T23:59:59.999Z') } as const

/** The moment `ms` milliseconds after `iso`, at most as far as the first and the last there are. */
export function shifted(iso: string, ms: number): string {
  return new Date(Math.min(ages.last, Math.max(ages.first, Date.parse(iso) + ms))).toISOString()
}
