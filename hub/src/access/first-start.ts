/** What a new hub needs before anybody can sign in: the first administrator, and a token for each machine of the site. */
import { readFileSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { randomSecret, uuidv7 } from '@palang/kit'
import type { TokenRecord } from '../store/records.ts'
import type { Store } from '../store/store.ts'
import { digest } from './credentials.ts'
import { hashPassword, readablePassword } from './password.ts'

/** E-mail of the administrator made on the first start. */
export const firstAdministratorEmail = 'admin@palang.local'

export interface FirstAdministrator {
  email: string
  /** To be shown once; absent when it was given from outside. */
  password?: string
}

/**
 * Makes the first administrator when there is no user yet, with `password` or a random one, and an administrator's
 * API token with the value `token` when given. Resolves to nothing when there are users already; then neither
 * password nor token is touched.
 */
export async function ensureFirstAdministrator(request: {
  store: Store
  password?: string | undefined
  token?: string | undefined
  now?: () => Date
}): Promise<FirstAdministrator | undefined> {
  const { store, password, token } = request
  if ((await store.users.count()) > 0) return undefined
  const createdAt = (request.now ?? (() => new Date()))().toISOString()
  const chosen = password ?? readablePassword()
  if (token !== undefined) {
    await store.tokens.put({
      id: digest(token),
      name: 'first-administrator',
      kind: 'api',
      role: 'admin',
      machineId: null,
      createdAt,
      lastUsedAt: null,
    })
  }
  await store.users.put({
    id: uuidv7(),
    email: firstAdministratorEmail,
    name: 'Administrator',
    role: 'admin',
    passwordHash: await hashPassword(chosen),
    mustChangePassword: password === undefined,
    createdAt,
  })
  return { email: firstAdministratorEmail, ...(password === undefined ? { password: chosen } : {}) }
}

/** Where the token of one machine is kept for its controller. */
export function machineTokenFile(dataDir: string, machineId: string): string {
  return path.join(dataDir, 'secrets', 'machines', `${machineId}.token`)
}

/** Where the simulator finds its token. */
export function simulatorTokenFile(dataDir: string): string {
  return path.join(dataDir, 'secrets', 'simulator.token')
}

/**
 * Gives every machine a token in a file only this user may read, and stores its digest. A file that is there is kept;
 * a machine whose file is gone gets a new token and its old ones stop working.
 */
export async function ensureMachineTokens(store: Store, dataDir: string, machineIds: readonly string[]): Promise<void> {
  const known = (await store.tokens.list()).filter(token => token.kind === 'machine')
  const byMachine = Map.groupBy(known, token => token.machineId)
  for (const machineId of machineIds) {
    const owned = byMachine.get(machineId) ?? []
    await ensureTokenFile(store, machineTokenFile(dataDir, machineId), owned, { name: machineId, kind: 'machine', role: null, machineId })
  }
}

/** The same for the simulator, which acts as an operator. */
export async function ensureSimulatorToken(store: Store, dataDir: string): Promise<void> {
  const owned = (await store.tokens.list()).filter(token => token.kind === 'api' && token.name === 'simulator')
  await ensureTokenFile(store, simulatorTokenFile(dataDir), owned, { name: 'simulator', kind: 'api', role: 'operator', machineId: null })
}

type TokenOwner = Pick<TokenRecord, 'name' | 'kind' | 'role' | 'machineId'>

async function ensureTokenFile(store: Store, file: string, owned: readonly TokenRecord[], owner: TokenOwner): Promise<void> {
  const createdAt = new Date().toISOString()
  const written = await readSecret(file)
  if (written !== undefined) {
    const id = digest(written)
    if (!owned.some(token => token.id === id)) await store.tokens.put({ ...owner, id, createdAt, lastUsedAt: null })
    return
  }
  const secret = randomSecret()
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 })
  await writeFile(file, `${secret}\n`, { mode: 0o600, flush: true })
  await store.tokens.put({ ...owner, id: digest(secret), createdAt, lastUsedAt: null })
  for (const old of owned) await store.tokens.remove(old.id)
}

async function readSecret(file: string): Promise<string | undefined> {
  try {
    const secret = (await readFile(file, 'utf8')).trim()
    return secret.length >= 32 ? secret : undefined
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

/** The panel token a controller on this computer made for itself; nothing for machines elsewhere. */
export function panelTokenOf(dataDir: string, machineId: string): string | undefined {
  try {
    const text = readFileSync(path.join(dataDir, 'secrets', 'machines', `${machineId}.panel.token`), 'utf8').trim()
    return text === '' ? undefined : text
  } catch {
    return undefined
  }
}
