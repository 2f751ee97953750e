/** Who gets in first: the administrator, without whom nobody could sign in to a new hub, and the programs beside it. */
import { simulatedUnits, type Site } from '@palang/config'
import { isoNow, type Clock, type Log } from '@palang/kit'
import type { UserRecord } from '../store/records.ts'
import type { Store } from '../store/store.ts'
import { ensureMachineTokens, ensureSimulatorTokens } from './local-tokens.ts'
import { digest } from './credentials.ts'
import { hashPassword, readablePassword } from './password.ts'
import { tokenOf } from './token-records.ts'
import type { Tokens } from './tokens.ts'
import { newUser } from './user-records.ts'

/** E-mail of the administrator made on the first start. */
export const firstAdministratorEmail = 'admin@palang.local'

export interface FirstAdministrator {
  email: string
  /** To be shown once; absent when it was given from outside. */
  password?: string
}

/** The first administrator as he is stored. */
export function administratorRecord(createdAt: string): UserRecord {
  return newUser({ email: firstAdministratorEmail, name: 'Administrator', role: 'admin', outlets: null, createdAt })
}

export interface FirstAccess {
  site: Site
  store: Store
  clock: Clock
  log: Log
  /** First administrator's password and token, from the environment. */
  adminPassword?: string | undefined
  adminToken?: string | undefined
}

const shortestToken = 20

/**
 * Makes sure that there is an administrator, that the machines of this computer and the simulator have tokens, and that
 * the activation codes of the site file are listed. Idempotent; resolves to the administrator when it was made now.
 */
export async function giveFirstAccess(
  { site, store, clock, log, adminPassword, adminToken }: FirstAccess,
  tokens: Pick<Tokens, 'prelist'>,
): Promise<FirstAdministrator | undefined> {
  const first = await ensureFirstAdministrator({ store, clock, password: adminPassword, token: adminToken })
  if (first !== undefined && adminToken !== undefined && adminToken.length < shortestToken)
    log.warn('PALANG_ADMIN_TOKEN is short enough to be guessed')
  if (first === undefined && adminToken !== undefined && (await store.tokens.byDigest(digest(adminToken))) === undefined)
    log.warn('PALANG_ADMIN_TOKEN was not taken: it counts at the first start only; make a token on the console instead')
  const local = { store, clock, dataDir: site.dataDir }
  await ensureMachineTokens(
    local,
    site.machines.flatMap(({ id, elsewhere }) => (elsewhere === true ? [] : id)),
  )
  await tokens.prelist(site.machines.flatMap(({ id, activation_code: code }) => (code === undefined ? [] : [{ machineId: id, code }])))
  if (site.simulation) await ensureSimulatorTokens(local, simulatedUnits(site).length > 0)
  return first
}

/**
 * Makes the first administrator when there is no user yet, with `password` or a random one that has to be changed, and an
 * administrator's API token with the value `token` when given. Resolves to nothing when there are users already; then
 * neither password nor token is touched.
 */
export async function ensureFirstAdministrator(request: {
  store: Store
  clock: Clock
  password?: string | undefined
  token?: string | undefined
}): Promise<FirstAdministrator | undefined> {
  const { store, clock, password, token } = request
  if ((await store.users.count()) > 0) return undefined
  const createdAt = isoNow(clock)
  const chosen = password ?? readablePassword()
  const passwordHash = await hashPassword(chosen)
  const user = { ...administratorRecord(createdAt), mustChangePassword: password === undefined }
  await store.transact(async tx => {
    if (token !== undefined) {
      const about = { name: 'first-administrator', scopes: ['admin'], outlets: null, machineId: null, expiresAt: null }
      await tx.tokens.put(tokenOf(token, { kind: 'api', ...about, createdBy: 'rule:first_start', createdAt }))
    }
    await tx.users.put(user)
    await tx.users.setPassword(user.id, passwordHash, createdAt)
  })
  return { email: firstAdministratorEmail, ...(password === undefined ? { password: chosen } : {}) }
}
