/** What a fact says, in short: told again, the same fact has the same digest, and another under its number has not. */
import { hash } from 'node:crypto'
import type { FactRecord } from '../store/records.ts'

/** Kept with every fact ever stored: it must never be computed differently. */
export function factDigest({
  id,
  type,
  occurredAt,
  clock,
  payload,
}: Pick<FactRecord, 'id' | 'type' | 'occurredAt' | 'clock' | 'payload'>): string {
  return hash('sha256', JSON.stringify([id, type, occurredAt, clock, payload]))
}
