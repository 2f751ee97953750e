/** Making tokens, and clearing the earlier ones of a machine away. */
import { randomSecret, uuidv7 } from '@palang/kit'
import type { TokenRecord } from '../store/records.ts'
import type { Tx } from '../store/store.ts'
import { digest } from './credentials.ts'

export interface TokenWithSecret {
  token: TokenRecord
  /** Shown once; only its digest is kept. */
  secret: string
}

type TokenAbout = Omit<TokenRecord, 'id' | 'digest' | 'lastUsedAt'>

/** The record of a new token whose value is `secret`. */
export function tokenOf(secret: string, about: TokenAbout): TokenRecord {
  return { id: uuidv7(), digest: digest(secret), ...about, lastUsedAt: null }
}

/** A token with a new secret of 256 random bits. */
export function newToken(about: TokenAbout): TokenWithSecret {
  const secret = randomSecret()
  return { secret, token: tokenOf(secret, about) }
}

/** A token for one machine, without an end: it is renewed, not let run out while nobody is there. */
export function newMachineToken(machineId: string, createdBy: string, createdAt: string): TokenWithSecret {
  return newToken({ kind: 'machine', name: machineId, scopes: [], outlets: null, machineId, createdBy, createdAt, expiresAt: null })
}

/** Takes every other token of the same machine away; programs and devices keep theirs. */
export async function dropOthers(tx: Tx, { id, kind, machineId }: TokenRecord): Promise<void> {
  if (kind !== 'machine' || machineId === null) return
  for (const other of await tx.tokens.ofMachine(machineId))
    if (other.id !== id && other.kind === 'machine') await tx.tokens.remove(other.id)
}
