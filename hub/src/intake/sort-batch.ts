/** Putting a batch in order: repeats are confirmed, conflicts and broken items set aside, a gap stops it. */
import { uuidv7 } from '@palang/kit'
import type { FactItem, Family, RejectedFact } from '@palang/protocol'
import type { DeadLetterRecord, FactRecord } from '../store/records.ts'
import type { Tx } from '../store/store.ts'
import type { CheckedItem } from './check-item.ts'

export interface CheckedBatch {
  machineId: string
  family: Family
  epoch: string
  checked: readonly CheckedItem[]
  receivedAt: string
}

export interface SortedBatch {
  fresh: FactRecord[]
  letters: DeadLetterRecord[]
  rejected: RejectedFact[]
  ackedSeq: number
}

/**
 * Walks the batch in the order of its numbers from `acked` on. `accepted` holds the digests this transaction has
 * accepted so far for the same journal, and is added to: what is not in the database yet is compared too.
 */
export async function sortBatch(tx: Tx, batch: CheckedBatch, acked: number, accepted: Map<number, string>): Promise<SortedBatch> {
  const sorted: SortedBatch = { fresh: [], letters: [], rejected: [], ackedSeq: acked }
  const repeats = batch.checked.flatMap(item => (item.ok && item.fact.seq <= acked && !accepted.has(item.fact.seq) ? [item.fact.seq] : []))
  const stored = repeats.length === 0 ? new Map<number, string>() : await tx.facts.digests(batch.machineId, batch.epoch, repeats)
  for (const item of batch.checked.toSorted((a, b) => seqOf(a) - seqOf(b))) {
    const seq = seqOf(item)
    if (seq <= sorted.ackedSeq) {
      repeat(sorted, batch, item, accepted.get(seq) ?? stored.get(seq))
      continue
    }
    if (seq !== sorted.ackedSeq + 1) {
      sorted.rejected.push({ seq, code: 'gap', message: `expected ${sorted.ackedSeq + 1}`, terminal: false })
      break
    }
    if (item.ok) {
      sorted.fresh.push(item.fact)
      accepted.set(seq, item.fact.digest)
    } else setAside(sorted, batch, seq, item.item, item.rejection.code, item.rejection.message)
    sorted.ackedSeq = seq
  }
  return sorted
}

/** A number told again: the same content is confirmed; other content, also under a number set aside before, is not lost. */
function repeat(sorted: SortedBatch, batch: CheckedBatch, item: CheckedItem, known: string | undefined): void {
  if (!item.ok) {
    // Numbers below 1 were never read; one that was set aside before is not set aside twice.
    if (item.rejection.seq < 1) setAside(sorted, batch, 0, item.item, item.rejection.code, item.rejection.message)
    return
  }
  if (known === item.fact.digest) return
  setAside(sorted, batch, item.fact.seq, wireItem(item.fact), 'conflict', 'something else is stored, or was refused, under this number')
}

function setAside(sorted: SortedBatch, batch: CheckedBatch, seq: number, item: unknown, code: string, message: string): void {
  sorted.rejected.push({ seq, code, message, terminal: true })
  sorted.letters.push(letterOf(batch, seq, item, code, message))
}

/** What could not be accepted, as it is kept for a person. */
export function letterOf(
  origin: { machineId: string; epoch: string; receivedAt: string },
  seq: number,
  item: unknown,
  code: string,
  message: string,
): DeadLetterRecord {
  const { machineId, epoch, receivedAt } = origin
  const untouched = { state: 'open', handledAt: null, handledBy: null, reason: null } as const
  return { id: uuidv7(), machineId, epoch, seq, item, code, message: message.slice(0, 300), receivedAt, ...untouched }
}

/** A fact as its machine told it. */
export function wireItem({ seq, id, type, occurredAt, clock, payload }: FactRecord): FactItem {
  return { seq, id, type, occurred_at: occurredAt, clock, payload }
}

function seqOf(item: CheckedItem): number {
  return item.ok ? item.fact.seq : item.rejection.seq
}
