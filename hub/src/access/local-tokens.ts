/** Tokens of the programs on this computer: each in a file that only this user may read. */
import path from 'node:path'
import { isoNow, readSecretFile, writeSecretFile, type Clock } from '@palang/kit'
import type { TokenRecord } from '../store/records.ts'
import type { Store } from '../store/store.ts'
import { digest } from './credentials.ts'
import { newToken } from './token-records.ts'

/** Who gives out the tokens of this file. */
const giver = 'rule:local_start'

/** Where the token of one machine is kept for its controller. */
export function machineTokenFile(dataDir: string, machineId: string): string {
  return path.join(dataDir, 'secrets', 'machines', `${machineId}.token`)
}

/** Where the simulator finds its token. */
export function simulatorTokenFile(dataDir: string): string {
  return path.join(dataDir, 'secrets', 'simulator.token')
}

export interface LocalTokens {
  store: Store
  clock: Clock
  dataDir: string
}

/**
 * Gives every machine of this computer a token. One whose file is gone, or whose token was revoked or forgotten, gets a
 * new one, and the one it had from here stops working; a token it enrolled with is left alone.
 */
export async function ensureMachineTokens(at: LocalTokens, machineIds: readonly string[]): Promise<void> {
  const byMachine = Map.groupBy(await at.store.tokens.list(), token => (token.kind === 'machine' ? token.machineId : null))
  for (const machineId of machineIds) {
    const owner = { name: machineId, kind: 'machine', scopes: [], machineId } as const
    await ensureTokenFile(at, machineTokenFile(at.dataDir, machineId), byMachine.get(machineId) ?? [], owner)
  }
}

/** The same for the simulator, which acts as an operator. */
export async function ensureSimulatorToken(at: LocalTokens): Promise<void> {
  const owner = { name: 'simulator', kind: 'api', scopes: ['operate'], machineId: null } as const
  const owned = (await at.store.tokens.list()).filter(token => token.kind === 'api' && token.name === owner.name)
  await ensureTokenFile(at, simulatorTokenFile(at.dataDir), owned, owner)
}

type TokenOwner = { name: string; kind: TokenRecord['kind']; scopes: readonly string[]; machineId: string | null }

async function ensureTokenFile(
  { store, clock }: LocalTokens,
  file: string,
  owned: readonly TokenRecord[],
  owner: TokenOwner,
): Promise<void> {
  const written = readSecretFile(file)
  if (written !== undefined && owned.some(token => token.digest === digest(written))) return
  const { token, secret } = newToken({
    ...owner,
    scopes: [...owner.scopes],
    outlets: null,
    createdBy: giver,
    createdAt: isoNow(clock),
    expiresAt: null,
  })
  writeSecretFile(file, secret)
  await store.transact(async tx => {
    for (const old of owned) if (old.createdBy === giver) await tx.tokens.remove(old.id)
    await tx.tokens.put(token)
  })
}

/** The panel token a controller on this computer made for itself; nothing for machines elsewhere or of another user. */
export function panelTokenOf(dataDir: string, machineId: string): string | undefined {
  try {
    return readSecretFile(path.join(dataDir, 'secrets', 'machines', `${machineId}.panel.token`))
  } catch {
    return undefined
  }
}
