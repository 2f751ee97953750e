/**
 * What a run of facts changes, worked out in memory: records are loaded once, changed by pure rules, and written
 * together. Family rules see only this; they neither read nor write the database.
 */
import { alarmMessage, clear, raise, type AlarmCondition } from '../domain/alarms.ts'
import { cashKeysOf } from '../domain/cash.ts'
import { creditKeysOf } from '../domain/credit.ts'
import type { FoundConflict } from '../domain/conflicts.ts'
import { moneyMoved } from '../domain/stays.ts'
import { inForceAt } from '../domain/tariff-starts.ts'
import { scansOfRun } from '../families/checkpoint/keep-scans.ts'
import { noteIdentity } from '../families/gate/plates.ts'
import { createBucketStarts, eachBucketOnce, treatmentBuckets } from '../families/ozone/buckets.ts'
import { eachOnce } from '../readings/buckets.ts'
import type { LiveEvent } from '../services.ts'
import { goesBy } from '../store/credential.ts'
import type { ReceiptRecord, ScanRecord } from '../store/meals.ts'
import type { ReadingBucket } from '../store/readings.ts'
import type { AlarmRecord, CardRecord, FactRecord, LedgerEntryRecord, SessionRecord } from '../store/records.ts'
import type { Credential, Tx } from '../store/store.ts'
import type { EndedTreatment, TreatmentBucket } from '../store/treatments.ts'
import type { TariffStartRecord } from '../store/tariff-records.ts'
import { conflictsOfRun, loadBystanders, type Bystanders } from './conflict-run.ts'
import { loadLoneSaleKnowledge, type LoneSaleKnowledge } from './lone-knowledge.ts'
import { loadSaleKnowledge, type SaleKnowledge } from './sale-knowledge.ts'

const bucketStarts = createBucketStarts()

export interface Projection {
  session(id: string): SessionRecord | undefined
  saveSession(session: SessionRecord): void
  /** Books money; the session's paid amount follows by itself, once per idempotency key. */
  book(entry: LedgerEntryRecord): void
  /** Whether money was booked under this key, before or in this run of facts. */
  isBooked(key: string): boolean
  /** What was paid for the session, with what was booked before in this run of facts. */
  paidSoFar(sessionId: string): number
  /** What stays enter under that begin at `at`; nothing where no version was started by then. */
  tariffInForce(at: string): TariffStartRecord | undefined
  raiseAlarm(condition: AlarmCondition): void
  clearAlarm(machineId: string, code: string, at: string): void
  /** As {@link clearAlarm}, but not of one that was raised after `at`, by somebody who knew more. */
  outliveAlarm(machineId: string, code: string, at: string): void
  /** Stays of this card, ticket or plate, newest first: as far back as a gate that decided by itself can contradict. */
  staysWith(credential: Credential): SessionRecord[]
  /** A card that a gate let in by itself. */
  card(id: string): CardRecord | undefined
  /** The membership of a card or plate that a gate let through by itself. */
  memberOf: Bystanders['memberOf']
  /** The stay is one of a vehicle of this membership. */
  noteMember(sessionId: string, memberId: string): void
  /** A version that a stay was sold under by a gate alone, or entered under. */
  tariff: LoneSaleKnowledge['tariff']
  /** Whether a stay that a gate sold alone was a member's then. */
  isMember: LoneSaleKnowledge['isMember']
  /** Sales of water, their credit and their prepaid cards. */
  sales: SaleKnowledge
  /** Notes what does not fit together, once. */
  fileConflict(found: FoundConflict): void
  /** The case with this id came to nothing, unless a person decided it. */
  withdrawConflict(id: string, at: string): void
  /** Adds readings to what their minute, hour and day hold. */
  measure(buckets: readonly ReadingBucket[]): void
  /** Adds a treatment that ended to what is added up of its place; days are those of `zone`. */
  countTreatment(ended: EndedTreatment, zone: string): void
  /** Keeps a scan of a checkpoint, once. */
  keepScan(scan: ScanRecord): void
  /** Keeps what somebody signed for at a checkpoint, once. */
  keepReceipt(receipt: ReceiptRecord): void
  /** Told to the screens after the commit. */
  tell(event: LiveEvent): void
}

export interface LoadedProjection extends Projection {
  /** Writes every change; call inside the transaction that loaded it. */
  flush(): Promise<void>
  readonly events: readonly LiveEvent[]
}

/** Loads what a run of facts may touch: the sessions of `facts`, what of their cash is booked, and the active alarms of the machines concerned. */
export async function loadProjection(tx: Tx, facts: readonly FactRecord[], machineIds: readonly string[]): Promise<LoadedProjection> {
  const { sessions, alarms, booked, cards, memberOf, tariffStarts, lone } = await loadKnown(tx, facts, machineIds)
  const [conflicts, scanned] = [conflictsOfRun(), scansOfRun()]
  const changedSessions = new Map<string, SessionRecord>()
  const members = new Map<string, string>()
  const ledger: LedgerEntryRecord[] = []
  const sales = await loadSaleKnowledge(tx, facts, ledger)
  const events: LiveEvent[] = []
  const [measured, treated]: [ReadingBucket[], TreatmentBucket[]] = [[], []]
  const keepSession = (session: SessionRecord) => {
    sessions.set(session.id, session)
    changedSessions.set(session.id, session)
  }
  const changedAlarms = alarmsOfRun(alarms, event => events.push(event))

  return {
    events,
    session: id => sessions.get(id),
    saveSession: keepSession,
    isBooked: key => booked.has(key) || ledger.some(entry => entry.idempotencyKey === key),
    book: entry => ledger.push(entry),
    paidSoFar(sessionId) {
      const ofSession = ledger.filter(entry => entry.sessionId === sessionId)
      return ofSession.reduce((sum, { amount }) => sum + amount, sessions.get(sessionId)?.paidAmount ?? 0)
    },
    tariffInForce: at => inForceAt(tariffStarts, at),
    raiseAlarm: changedAlarms.raise,
    clearAlarm: changedAlarms.clear,
    outliveAlarm: changedAlarms.outlive,
    staysWith: credential => newestWith(sessions, credential),
    card: id => cards.get(id),
    memberOf,
    noteMember: (sessionId, memberId) => void members.set(sessionId, memberId),
    tariff: lone.tariff,
    isMember: lone.isMember,
    sales,
    fileConflict: conflicts.file,
    withdrawConflict: conflicts.withdraw,
    measure: buckets => measured.push(...buckets),
    countTreatment: (ended, zone) => treated.push(...treatmentBuckets([ended], { site: zone, of: () => zone }, bucketStarts)),
    ...scanned.keeping,
    tell: event => events.push(event),
    async flush() {
      const fresh = new Set(ledger.length === 0 ? [] : await tx.ledger.append(ledger))
      const booked = ledger.filter(({ idempotencyKey }) => fresh.delete(idempotencyKey))
      for (const { sessionId, amount } of booked) {
        const paid = sessionId === null ? undefined : sessions.get(sessionId)
        if (paid !== undefined) keepSession(moneyMoved(paid, amount))
      }
      await sales.flush(booked)
      if (changedSessions.size > 0) await tx.sessions.putMany([...changedSessions.values()])
      for (const [sessionId, memberId] of members) await noteIdentity(tx, sessionId, { memberId })
      for (const { alarm, at } of await conflicts.flush(tx)) changedAlarms.keep(alarm, at)
      if (measured.length > 0) await tx.readings.merge(eachOnce(measured))
      if (treated.length > 0) await tx.treatments.mergeBuckets(eachBucketOnce(treated))
      await scanned.flush(tx.meals)
      await changedAlarms.flush(tx)
    },
  }
}

/** The alarms of one run, of which `active` stand: told at once, written with the facts. */
function alarmsOfRun(active: Map<string, AlarmRecord>, tell: (event: LiveEvent) => void) {
  const changed = new Map<string, AlarmRecord>()
  const keep = (alarm: AlarmRecord, at: string) => {
    changed.set(alarm.id, alarm)
    tell({ type: 'alarm', machineId: alarm.machineId, payload: alarmMessage(alarm), at })
  }
  const clearOne = (machineId: string, code: string, at: string): void => {
    const key = alarmKey(machineId, code)
    const cleared = clear(active.get(key), at)
    if (cleared === undefined) return
    active.delete(key)
    keep(cleared, at)
  }
  return {
    keep,
    raise(condition: AlarmCondition): void {
      const key = alarmKey(condition.machineId, condition.code)
      const raised = raise(active.get(key), condition)
      if (raised === undefined) return
      active.set(key, raised)
      keep(raised, condition.at)
    },
    clear: clearOne,
    outlive(machineId: string, code: string, at: string): void {
      if ((active.get(alarmKey(machineId, code))?.raisedAt ?? at) < at) clearOne(machineId, code, at)
    },
    async flush(tx: Tx): Promise<void> {
      if (changed.size > 0) await tx.alarms.putMany([...changed.values()])
    },
  }
}

function newestWith(sessions: ReadonlyMap<string, SessionRecord>, credential: Credential): SessionRecord[] {
  const found = [...sessions.values()].filter(stay => goesBy(stay, credential))
  return found.toSorted((a, b) => (a.openedAt < b.openedAt ? 1 : -1))
}

function alarmKey(machineId: string, code: string): string {
  return `${machineId} ${code}`
}

/** What is on record about what these facts may touch. */
async function loadKnown(tx: Tx, facts: readonly FactRecord[], machineIds: readonly string[]) {
  const sessionIds = [...new Set(facts.map(fact => fact.sessionId).filter(id => id !== null))]
  const sessions = new Map((sessionIds.length === 0 ? [] : await tx.sessions.getMany(sessionIds)).map(s => [s.id, s]))
  const alarms = new Map((machineIds.length === 0 ? [] : await tx.alarms.active(machineIds)).map(a => [alarmKey(a.machineId, a.code), a]))

  // Only what begins with these facts enters under a tariff.
  const tariffStarts = sessions.size === sessionIds.length ? [] : await tx.tariffs.starts()

  const { stays, ...bystanders } = await loadBystanders(tx, facts)
  for (const stay of stays) if (!sessions.has(stay.id)) sessions.set(stay.id, stay)

  const cashKeys = [...new Set(facts.flatMap(fact => [...cashKeysOf(fact.payload), ...creditKeysOf(fact)]))]
  const booked = new Set(cashKeys.length === 0 ? [] : await tx.ledger.booked(cashKeys))
  const lone = await loadLoneSaleKnowledge(tx, facts, sessions)
  return { sessions, alarms, booked, ...bystanders, tariffStarts, lone }
}
