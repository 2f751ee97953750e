/**
 * The one pipe for facts: validate → de-duplicate → store → publish. Facts of all machines that arrive while a
 * transaction runs share the next one; nothing is acknowledged before its commit.
 */
import type { Site } from '@palang/config'
import { isoNow, messageOf, uuidv7, type Clock, type Log } from '@palang/kit'
import type { Family, FactsAck, RejectedFact } from '@palang/protocol'
import { factHandlers } from '../families/registry.ts'
import type { DeadLetterRecord, FactRecord } from '../store/records.ts'
import type { Store, Tx } from '../store/store.ts'
import { groupCommit } from '../store/group-commit.ts'
import { checkItem, type CheckedItem } from './check-item.ts'
import { loadProjection, type LiveEvent } from './projection.ts'

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

interface Batch extends FactBatch {
  checked: CheckedItem[]
  receivedAt: string
}

interface Sorted {
  fresh: FactRecord[]
  letters: DeadLetterRecord[]
  rejected: RejectedFact[]
  ackedSeq: number
}

/** The intake of one hub. */
export function createIntake({ store, site, clock, log, publish }: IntakeOptions): Intake {
  const queue = groupCommit<Batch, FactsAck>({ commit: commitGroup, maxItems: 64 })

  async function commitGroup(batches: readonly Batch[]): Promise<FactsAck[]> {
    const { acks, events } = await store.transact(tx => applyBatches(tx, batches, site))
    for (const event of events) {
      publish(event)
      if (event.type === 'parking_event') log.info({ machine: event.machineId, ...parkingWords(event.payload) }, 'parking')
    }
    for (const ack of acks) for (const r of ack.rejected) log.warn({ epoch: ack.epoch, ...r }, 'fact rejected')
    return acks
  }

  return {
    receive(batch) {
      const receivedAt = isoNow(clock)
      const origin = { machineId: batch.machineId, family: batch.family, epoch: batch.epoch, receivedAt }
      const checked = batch.items.map(item => checkItem(item, origin)).filter(item => item !== undefined)
      return queue.submit({ ...batch, checked, receivedAt })
    },
    resume(machineId, epoch, oldestSeq) {
      return store.transact(async tx => {
        const [cursor] = await tx.facts.cursors([{ machineId, epoch }])
        const acked = cursor?.ackedSeq ?? 0
        if (oldestSeq <= acked + 1) return acked
        const at = isoNow(clock)
        const projection = await loadProjection(tx, [])
        projection.raiseAlarm({
          machineId,
          code: 'journal_gap',
          severity: 'critical',
          message: `facts ${acked + 1} to ${oldestSeq - 1} are lost`,
          at,
        })
        await projection.flush()
        await tx.facts.saveCursors([{ machineId, epoch, ackedSeq: oldestSeq - 1 }])
        log.error({ machineId, epoch, from: acked + 1, to: oldestSeq - 1 }, 'the journal no longer holds these facts')
        return oldestSeq - 1
      })
    },
    idle: () => queue.idle(),
  }
}

async function applyBatches(tx: Tx, batches: readonly Batch[], site: Site): Promise<{ acks: FactsAck[]; events: readonly LiveEvent[] }> {
  const keys = new Map(batches.map(b => [`${b.machineId} ${b.epoch}`, { machineId: b.machineId, epoch: b.epoch }]))
  const cursors = new Map((await tx.facts.cursors([...keys.values()])).map(c => [`${c.machineId} ${c.epoch}`, c.ackedSeq]))
  const acks: FactsAck[] = []
  const fresh: { fact: FactRecord; family: Family }[] = []
  const letters: DeadLetterRecord[] = []
  for (const batch of batches) {
    const key = `${batch.machineId} ${batch.epoch}`
    const sorted = await sortBatch(tx, batch, cursors.get(key) ?? 0)
    cursors.set(key, sorted.ackedSeq)
    fresh.push(...sorted.fresh.map(fact => ({ fact, family: batch.family })))
    letters.push(...sorted.letters)
    acks.push({ epoch: batch.epoch, acked_seq: sorted.ackedSeq, rejected: sorted.rejected })
  }
  const projection = await loadProjection(
    tx,
    fresh.map(entry => entry.fact),
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
  await tx.facts.saveCursors([...keys].map(([key, at]) => ({ ...at, ackedSeq: cursors.get(key) ?? 0 })))
  return { acks, events: projection.events }
}

type Loaded = Awaited<ReturnType<typeof loadProjection>>

/** A rule that fails must not stop the facts behind it: the fact is kept and set aside for a person. */
function applyOne(projection: Loaded, fact: FactRecord, family: Family, site: Site, letters: DeadLetterRecord[]): void {
  try {
    factHandlers[family](projection, fact, site)
  } catch (error) {
    letters.push(letterOf(fact.machineId, fact.epoch, fact.seq, fact.payload, 'internal', messageOf(error), fact.receivedAt))
  }
}

/** Walks the batch in order: repeats are confirmed, conflicts and broken items set aside, a gap stops it. */
async function sortBatch(tx: Tx, batch: Batch, acked: number): Promise<Sorted> {
  const sorted: Sorted = { fresh: [], letters: [], rejected: [], ackedSeq: acked }
  const repeats = batch.checked.flatMap(item => (item.ok && item.fact.seq <= acked ? [item.fact.seq] : []))
  const stored = repeats.length === 0 ? new Map<number, string>() : await tx.facts.digests(batch.machineId, batch.epoch, repeats)
  for (const item of batch.checked.toSorted((a, b) => seqOf(a) - seqOf(b))) {
    const seq = seqOf(item)
    if (seq <= sorted.ackedSeq) {
      const known = stored.get(seq)
      if (item.ok && known !== undefined && known !== item.fact.digest)
        setAside(sorted, batch, seq, item.fact, 'conflict', 'another fact is stored under this number')
      continue
    }
    if (seq !== sorted.ackedSeq + 1) {
      sorted.rejected.push({ seq, code: 'gap', message: `expected ${sorted.ackedSeq + 1}`, terminal: false })
      break
    }
    if (item.ok) sorted.fresh.push(item.fact)
    else setAside(sorted, batch, seq, item.item, item.rejection.code, item.rejection.message)
    sorted.ackedSeq = seq
  }
  return sorted
}

function setAside(sorted: Sorted, batch: Batch, seq: number, item: unknown, code: string, message: string): void {
  sorted.rejected.push({ seq, code, message, terminal: true })
  sorted.letters.push(letterOf(batch.machineId, batch.epoch, seq, item, code, message, batch.receivedAt))
}

function letterOf(
  machineId: string,
  epoch: string,
  seq: number,
  item: unknown,
  code: string,
  message: string,
  receivedAt: string,
): DeadLetterRecord {
  return { id: uuidv7(), machineId, epoch, seq, item, code, message: message.slice(0, 300), receivedAt }
}

function seqOf(item: CheckedItem): number {
  return item.ok ? item.fact.seq : item.rejection.seq
}

/** What a person reading the log wants to know of a parking event. */
function parkingWords(payload: Record<string, unknown>): Record<string, unknown> {
  const { event, result } = payload
  return { event, ...(typeof result === 'object' ? result : {}) }
}
