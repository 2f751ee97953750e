/** The audit trail as a hash chain: changing or removing an entry breaks every hash behind it. */
import { createHash } from 'node:crypto'
import { canonicalJson } from '../canonical-json.ts'
import type { AuditInput, AuditRecord } from '../records.ts'
import { normalIso } from './dialect.ts'
import { insertRows, type Sql } from './rows.ts'
import { auditEntries, auditHeads } from './tables.ts'

/** The hash the first entry continues from. */
export const chainStart = '0'.repeat(64)

/** SHA-256, as hex, over the previous hash and the canonical JSON of everything else in the entry. */
export function auditHash({
  seq,
  at,
  actor,
  action,
  subject,
  before,
  after,
  reason,
  source,
  previousHash,
}: Omit<AuditRecord, 'hash'>): string {
  const content = canonicalJson({ seq, at, actor, action, subject, before, after, reason, source })
  return createHash('sha256').update(previousHash).update(content).digest('hex')
}

/**
 * The same act in texts that are read back as they were written: SQLite cuts them at a NUL, and half a surrogate pair has
 * no UTF-8. What is hashed must be what is stored, or the chain would seem broken.
 */
function storable(input: AuditInput): AuditInput {
  const kept = (text: string) => text.toWellFormed().replaceAll('\0', '\uFFFD')
  const keptIfAny = (text: string | null) => (text === null ? null : kept(text))
  const { actor, subject, reason, source } = input
  return { ...input, actor: kept(actor), subject: kept(subject), reason: keptIfAny(reason), source: keptIfAny(source) }
}

/** Appends to the chain under the lock of its head row, which is held until the transaction ends. */
export async function appendAudit(sql: Sql, inputs: readonly AuditInput[]): Promise<void> {
  if (inputs.length === 0) return
  const { connection, dialect } = sql
  const name = dialect.quote(auditHeads.name)
  const [head] = await connection.all(`SELECT seq, hash FROM ${name} WHERE id = 1${dialect.lockRows}`)
  let seq = Number(head?.seq ?? 0)
  let previousHash = String(head?.hash ?? chainStart)
  const records = inputs.map((input): AuditRecord => {
    seq += 1
    const entry = {
      ...storable(input),
      at: normalIso(input.at),
      before: input.before ?? null,
      after: input.after ?? null,
      seq,
      previousHash,
    }
    previousHash = auditHash(entry)
    return { ...entry, hash: previousHash }
  })
  await insertRows(sql, auditEntries, records)
  await connection.run(`UPDATE ${name} SET seq = ?, hash = ? WHERE id = 1`, [seq, previousHash])
}
