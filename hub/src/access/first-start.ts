/** The first administrator: without one nobody could sign in to a new hub. */
import { isoNow, type Clock } from '@palang/kit'
import type { UserRecord } from '../store/records.ts'
import type { Store } from '../store/store.ts'
import { hashPassword, readablePassword } from './password.ts'
import { tokenOf } from './token-records.ts'
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
