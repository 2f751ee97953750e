/** The first administrator: without one nobody could sign in to a new hub. */
import { isoNow, uuidv7, type Clock } from '@palang/kit'
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
  const id = uuidv7(clock.now())
  await store.transact(async tx => {
    if (token !== undefined) {
      await tx.tokens.put({
        id: uuidv7(clock.now()),
        digest: digest(token),
        name: 'first-administrator',
        kind: 'api',
        scopes: ['admin'],
        outlets: null,
        machineId: null,
        createdBy: 'rule:first_start',
        createdAt,
        expiresAt: null,
        lastUsedAt: null,
      })
    }
    await tx.users.put({
      id,
      email: firstAdministratorEmail,
      name: 'Administrator',
      emailVerified: true,
      twoFactorEnabled: false,
      role: 'admin',
      outlets: null,
      mustChangePassword: password === undefined,
      disabledAt: null,
      createdAt,
      updatedAt: createdAt,
    })
    await tx.users.setPassword(id, passwordHash, createdAt)
  })
  return { email: firstAdministratorEmail, ...(password === undefined ? { password: chosen } : {}) }
}
