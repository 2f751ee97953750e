/**
 * The one pipe for facts: validate → de-duplicate → store → publish. Facts of all machines that arrive while a
 * transaction runs share the next one; nothing is acknowledged before its commit.
 */
import type { Site } from '@palang/config'
import { isCoded, isoNow, messageOf, type Clock, type Log } from '@palang/kit'
import type { Family, FactsAck } from '@palang/protocol'
import { applyFact } from '../families/registry.ts'
import type { LiveEvent } from '../services.ts'
import type { DeadLetterRecord, FactCursor, FactRecord } from '../store/records.ts'
import type { Store, Tx } from '../store/store.ts'
import { groupCommit } from '../store/group-commit.ts'
import { checkItem, type CheckedItem } from './check-item.ts'
import { loadProjection, type Projection } from './projection.ts'
import { journalResumption } from './resume.ts'
import { letterOf, sortBatch, wireItem, type CheckedBatch } from './sort-batch.ts'

export interface FactBatch {
  machineId: string
  family: Family
  epoch: string
  items: readonly unknown[]
}

export interface Intake {
  /** Stores a batch and resolves to its acknowledgement after the commit. */
  receive(batch: FactBatch): Promise<FactsAck>
  /**
   * Where the machine's journal should go on from. When the journal no longer holds what is missing
   * (`oldestSeq` beyond the next expected), the hole is recorded with an alarm and skipped.
   */
  resume(machineId: string, epoch: string, oldestSeq: number): Promise<number>
  idle(): Promise<void>
}

export interface IntakeOptions {
  store: Store
  site: Site
  clock: Clock
  log: Log
  publish(event: LiveEvent): void
}

/** Facts in one transaction: enough that the disk is waited for seldom, few enough that nobody else waits long. */
const factsPerCommit = 2000

/** The intake of one hub. */
export function createIntake({ store, site, clock, log, publish }: IntakeOptions): Intake {
  const { cursors, advance } = storedCursors()
  const queue = groupCommit<CheckedBatch, FactsAck>({
    commit: commitGroup,
    maxWeight: factsPerCommit,
    weigh: batch => batch.checked.length,
  })

  const resumes = journalResumption({ store, clock, log, advance })

  async function commitGroup(batches: readonly CheckedBatch[]): Promise<FactsAck[]> {
    const acks = await applyOrIsolate(batches)
    for (const ack of acks) for (const r of ack.rejected) log.warn({ epoch: ack.epoch, ...r }, 'fact rejected')
    return acks
  }

  /** A batch alone that the database refuses is taken item by item, so that one item cannot stop those behind it. */
  async function applyOrIsolate(batches: readonly CheckedBatch[]): Promise<FactsAck[]> {
    // Told right after its own commit: when a later one fails, what is stored is known the next time and never told.
    const apply = async (group: readonly CheckedBatch[]) => {
      const applied = await store
        .transact(tx => applyBatches(tx, group, { site, known: cursors }))
        .catch((error: unknown) => {
          // A commit whose answer was lost may have been one: what is stored must be read again.
          for (const { machineId, epoch } of group) cursors.delete(journalKey(machineId, epoch))
          throw error
        })
      applied.cursors.forEach(advance)
      for (const event of applied.events) tell({ log, publish }, event)
      return applied.acks
    }
    try {
      return await apply(batches)
    } catch (error) {
      const [batch] = batches
      if (batches.length !== 1 || batch === undefined || (isCoded(error) && error.retryable)) throw error
      const parts: FactsAck[] = []
      for (const item of batch.checked) {
        const only = (checked: CheckedItem) => apply([{ ...batch, checked: [checked] }])
        parts.push(...(await only(item).catch((cause: unknown) => only(refusedByDatabase(item, cause)))))
      }
      const ackedSeq = Math.max(0, ...parts.map(ack => ack.acked_seq))
      return [{ epoch: batch.epoch, acked_seq: ackedSeq, rejected: parts.flatMap(ack => ack.rejected) }]
    }
  }

  return {
    receive(batch) {
      const receivedAt = isoNow(clock)
      const origin = { machineId: batch.machineId, family: batch.family, epoch: batch.epoch, receivedAt }
      const checked = batch.items.map(item => checkItem(item, origin))
      return queue.submit({ machineId: batch.machineId, family: batch.family, epoch: batch.epoch, checked, receivedAt })
    },
    resume: (machineId, epoch, oldestSeq) => resumes.submit({ machineId, epoch, oldestSeq }),
    async idle() {
      await resumes.idle()
      await queue.idle()
    },
  }
}

interface Applied {
  acks: FactsAck[]
  events: readonly LiveEvent[]
  /** How far the journals are stored once this is committed. */
  cursors: readonly FactCursor[]
}

/** An item the database would not take becomes one that is set aside; what may pass next time is thrown on. */
function refusedByDatabase(item: CheckedItem, cause: unknown): CheckedItem {
  if (!item.ok || (isCoded(cause) && cause.retryable)) throw cause
  const { seq } = item.fact
  return {
    ok: false,
    item: wireItem(item.fact),
    rejection: { seq, code: 'refused_by_database', message: messageOf(cause), terminal: true },
  }
}

/**
 * Applies batches in order. `known` holds how far journals are stored, as far as this hub has seen: nobody else writes
 * cursors, so only those of journals not seen yet are read.
 */
async function applyBatches(
  tx: Tx,
  batches: readonly CheckedBatch[],
  { site, known }: { site: Site; known: ReadonlyMap<string, number> },
): Promise<Applied> {
  const keys = new Map(batches.map(b => [journalKey(b.machineId, b.epoch), { machineId: b.machineId, epoch: b.epoch }]))
  const unseen = [...keys].flatMap(([key, journal]) => (known.has(key) ? [] : [journal]))
  const stored = unseen.length === 0 ? [] : await tx.facts.cursors(unseen)
  const cursors = new Map([...keys.keys()].map(key => [key, known.get(key) ?? 0]))
  for (const { machineId, epoch, ackedSeq } of stored) cursors.set(journalKey(machineId, epoch), ackedSeq)
  const accepted = new Map<string, Map<number, string>>()
  const acks: FactsAck[] = []
  const fresh: { fact: FactRecord; family: Family }[] = []
  const letters: DeadLetterRecord[] = []
  for (const batch of batches) {
    const key = journalKey(batch.machineId, batch.epoch)
    const ofJournal = accepted.get(key) ?? new Map<number, string>()
    accepted.set(key, ofJournal)
    const sorted = await sortBatch(tx, batch, cursors.get(key) ?? 0, ofJournal)
    cursors.set(key, sorted.ackedSeq)
    fresh.push(...sorted.fresh.map(fact => ({ fact, family: batch.family })))
    letters.push(...sorted.letters)
    acks.push({ epoch: batch.epoch, acked_seq: sorted.ackedSeq, rejected: sorted.rejected })
  }
  const projection = await loadProjection(
    tx,
    fresh.map(entry => entry.fact),
    [...new Set(batches.map(batch => batch.machineId))],
  )
  for (const { fact, family } of fresh) applyOne(projection, fact, family, site, letters)
  for (const letter of letters) {
    projection.raiseAlarm({
      machineId: letter.machineId,
      code: 'fact_rejected',
      severity: 'warning',
      message: `fact ${letter.seq}: ${letter.message}`,
      at: letter.receivedAt,
    })
  }
  if (fresh.length > 0) await tx.facts.insert(fresh.map(entry => entry.fact))
  if (letters.length > 0) await tx.facts.saveDeadLetters(letters)
  await projection.flush()
  const moved = [...keys].map(([key, at]) => ({ ...at, ackedSeq: cursors.get(key) ?? 0 }))
  await tx.facts.saveCursors(moved)
  return { acks, events: projection.events, cursors: moved }
}

/** How far each journal is stored, as far as this hub has seen. A cursor never goes back, in whatever order commits are heard of. */
function storedCursors() {
  const cursors = new Map<string, number>()
  return {
    cursors,
    advance({ machineId, epoch, ackedSeq }: FactCursor): void {
      const key = journalKey(machineId, epoch)
      cursors.set(key, Math.max(ackedSeq, cursors.get(key) ?? 0))
    },
  }
}

function journalKey(machineId: string, epoch: string): string {
  return `${machineId} ${epoch}`
}

/** A rule that fails must not stop the facts behind it: the fact is kept and set aside for a person. */
function applyOne(projection: Projection, fact: FactRecord, family: Family, site: Site, letters: DeadLetterRecord[]): void {
  try {
    applyFact(family, projection, fact, site)
  } catch (error) {
    letters.push(letterOf(fact, fact.seq, wireItem(fact), isCoded(error) ? error.code : 'internal', messageOf(error)))
  }
}

/** Screens see every event; what concerns a vehicle is in the log too. */
function tell({ log, publish }: Pick<IntakeOptions, 'log' | 'publish'>, event: LiveEvent): void {
  publish(event)
  if (event.type === 'parking_event') log.info({ machine: event.machineId, ...parkingWords(event.payload) }, 'parking')
}

/** What a person reading the log wants to know of a parking event. */
function parkingWords(payload: Record<string, unknown>): Record<string, unknown> {
  const { event, result } = payload
  return { event, ...(typeof result === 'object' ? result : {}) }
}
