/** Whether the audit trail is whole: every entry continues the one before, and the last one is the last that was written. */
import type { AuditRecord } from './records.ts'
import { auditHash, chainStart } from './sql/audit-chain.ts'
import type { Store } from './store.ts'

export interface AuditVerdict {
  /** Entries that were read and found whole. */
  entries: number
  /** Hash of the last of them: written down elsewhere, it proves later that nothing before it was changed. */
  hash: string
  /** The first number that does not fit, and how; 0 is the note of where the chain ends. */
  broken?: { seq: number; how: AuditBreak }
}

/** `changed`: not what its hash says. `missing`: not there. `unlinked`: whole, but not the one that followed. */
export type AuditBreak = 'changed' | 'missing' | 'unlinked'

const entriesPerRead = 1000

/**
 * Reads the whole trail, oldest first, up to where it stood at the call; what is written meanwhile is left for the next time.
 * `rest` is waited for between two reads.
 * Someone who may write to the database can make a new chain over changed entries: compare `hash` with one kept elsewhere.
 */
export async function checkAudit(
  { audit }: Pick<Store, 'audit'>,
  rest: () => Promise<void> = async () => undefined,
): Promise<AuditVerdict> {
  const head = await audit.head()
  if (head === undefined) return { entries: 0, hash: chainStart, broken: { seq: 0, how: 'missing' } }
  let seq = 0
  let hash = chainStart
  while (seq < head.seq) {
    const entries = await audit.following(seq, Math.min(entriesPerRead, head.seq - seq))
    for (const entry of entries) {
      const how = breakAt(entry, seq + 1, hash)
      if (how !== undefined) return { entries: seq, hash, broken: { seq: seq + 1, how } }
      seq = entry.seq
      hash = entry.hash
    }
    if (entries.length === 0) return { entries: seq, hash, broken: { seq: seq + 1, how: 'missing' } }
    if (seq < head.seq) await rest()
  }
  if (hash !== head.hash) return { entries: seq, hash, broken: { seq, how: 'unlinked' } }
  const [beyond] = await audit.following(head.seq, 1)
  const isNewer = beyond !== undefined && beyond.previousHash !== head.hash
  return isNewer ? { entries: seq, hash, broken: { seq: beyond.seq, how: 'unlinked' } } : { entries: seq, hash }
}

function breakAt(entry: AuditRecord, seq: number, previousHash: string): AuditBreak | undefined {
  if (entry.seq !== seq) return 'missing'
  if (entry.previousHash !== previousHash) return 'unlinked'
  return auditHash(entry) === entry.hash ? undefined : 'changed'
}
