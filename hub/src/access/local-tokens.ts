/** Tokens of the programs on this computer: each in a file that only this user may read. */
import path from 'node:path'
import { simulatedUnitsTokenFile, simulatorTokenFile } from '@palang/config'
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

/** The same for the simulator, which acts as an operator, and, where it plays treatment devices, for these on the broker. */
export async function ensureSimulatorTokens(at: LocalTokens, playsDevices: boolean): Promise<void> {
  const operator = { name: 'simulator', kind: 'api', scopes: ['operate'], machineId: null } as const
  await ensureOwned(at, simulatorTokenFile(at.dataDir), operator)
  if (playsDevices) await ensureOwned(at, simulatedUnitsTokenFile(at.dataDir), { ...operator, kind: 'device', scopes: [] })
}

async function ensureOwned(at: LocalTokens, file: string, owner: TokenOwner): Promise<void> {
  const owned = (await at.store.tokens.list()).filter(({ kind, name, createdBy }) => {
    return kind === owner.kind && name === owner.name && createdBy === giver
  })
  await ensureTokenFile(at, file, owned, owner)
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
