/** Where journals go on from when their machines come, and what they can no longer tell. */
import { isoNow, type Clock, type Log } from '@palang/kit'
import { groupCommit, type GroupCommit } from '../store/group-commit.ts'
import type { FactCursor } from '../store/records.ts'
import type { Store, Tx } from '../store/store.ts'
import { loadProjection } from './projection.ts'
import { letterOf } from './sort-batch.ts'

/** A journal that goes on, from what its machine still has of it. */
export interface Journal {
  machineId: string
  epoch: string
  oldestSeq: number
}

export interface ResumptionOptions {
  store: Store
  clock: Clock
  log: Log
  /** Hears, after the commit, how far a journal is stored. */
  advance(cursor: FactCursor): void
}

const journalsPerCommit = 100

/**
 * Resolves to the number a journal is stored up to. After a restart of the hub every machine comes at once: those that
 * arrive together share a transaction.
 */
export function journalResumption({ store, clock, log, advance }: ResumptionOptions): GroupCommit<Journal, number> {
  return groupCommit<Journal, number>({
    maxWeight: journalsPerCommit,
    async commit(journals) {
      const resumed = await store.transact(async tx => {
        const each: FactCursor[] = []
        for (const journal of journals) each.push(await resumeJournal(tx, { clock, log }, journal))
        return each
      })
      resumed.forEach(advance)
      return resumed.map(cursor => cursor.ackedSeq)
    },
  })
}

/** Where a journal goes on from; what it can no longer tell is recorded as a hole and skipped. */
async function resumeJournal(
  tx: Tx,
  { clock, log }: Pick<ResumptionOptions, 'clock' | 'log'>,
  { machineId, epoch, oldestSeq }: Journal,
): Promise<FactCursor> {
  const journals = await tx.facts.journals(machineId)
  const known = journals.find(journal => journal.epoch === epoch)
  const acked = known?.ackedSeq ?? 0
  const isHole = oldestSeq > acked + 1
  const isReplaced = known === undefined && journals.length > 0
  if (!isHole && known !== undefined) return { machineId, epoch, ackedSeq: acked }
  const at = isoNow(clock)
  const projection = await loadProjection(tx, [], [machineId])
  const lost = (code: string, message: string) => {
    projection.raiseAlarm({ machineId, code, severity: 'critical', message, at })
    log.error({ machineId, epoch }, message)
  }
  if (isReplaced) lost('journal_lost', 'The machine came with a new journal; what its earlier one had not told yet is lost or set aside')
  if (isHole) {
    const message = `facts ${acked + 1} to ${oldestSeq - 1} are lost`
    lost('journal_gap', message)
    const hole = { from: acked + 1, to: oldestSeq - 1 }
    await tx.facts.saveDeadLetters([letterOf({ machineId, epoch, receivedAt: at }, hole.from, hole, 'journal_gap', message)])
  }
  await projection.flush()
  const ackedSeq = isHole ? oldestSeq - 1 : acked
  const cursor = { machineId, epoch, ackedSeq }
  await tx.facts.saveCursors([cursor])
  return cursor
}
