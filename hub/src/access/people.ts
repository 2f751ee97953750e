/**
 * People and their browsers, by better-auth: it keeps passwords, sign-ins and second factors in our database and makes
 * the cookies. What is ours: waiting after wrong guesses, the audit trail, roles, and that it is loaded only when the
 * first person comes.
 */
import path from 'node:path'
import { CodedError, isCoded, randomSecret, readSecretFile, uuidv7, writeSecretFile, type Clock, type Log } from '@palang/kit'
import type { SecondFactorSetup } from '@palang/protocol'
import type { SignInRecord, UserRecord } from '../store/records.ts'
import type { Store } from '../store/store.ts'
import { cookieName } from './credentials.ts'
import { hashPassword, verifyPassword } from './password.ts'

/** A signed-in browser stays so for two weeks. */
export const signInLifetimeMs = 14 * 24 * 3_600_000
/** How long after the password the code of the second factor may take. Seconds. */
const secondFactorWithinS = 5 * 60

/** A signed-in browser: who, and since when. */
export interface Visit {
  user: UserRecord
  signIn: SignInRecord
}

/** What the browser is given: values of Set-Cookie headers. */
export interface Cookies {
  cookies: readonly string[]
}

export interface People {
  /** The visit behind a Cookie header, or nothing. */
  visitOf(cookie: string | undefined): Promise<Visit | undefined>
  /** Throws `unauthenticated` for a wrong pair. `second_factor` when the code is asked for. */
  signIn(request: { email: string; password: string; headers: Headers }): Promise<Cookies & { result: 'in' | 'second_factor' }>
  /** The second step, by a code of the app or a backup code. Throws `wrong_code`, `rate_limited`. */
  confirmSignIn(code: string, headers: Headers): Promise<Cookies>
  /** Ends the sign-in of this Cookie header; the cookies given back clear the browser's. */
  signOut(headers: Headers): Promise<Cookies>
  signIns(user: UserRecord): Promise<SignInRecord[]>
  /** Begins a second factor; it counts once a code was confirmed. Throws `unauthenticated` for a wrong password. */
  beginSecondFactor(password: string, headers: Headers): Promise<SecondFactorSetup>
  /** Throws `wrong_code`. */
  confirmSecondFactor(code: string, headers: Headers): Promise<Cookies>
  /** Throws `unauthenticated` for a wrong password. */
  removeSecondFactor(password: string, headers: Headers): Promise<Cookies>
}

interface Parts {
  store: Store
  clock: Clock
  log: Log
  /** Where the secret that signs cookies is kept. */
  dataDir: string
}

type Auth = Awaited<ReturnType<typeof loadAuth>>

/** People over the hub's store. Nothing is loaded or read before the first use. */
export function createPeople(parts: Parts): People {
  const { store, clock } = parts
  let loading: Promise<Auth> | undefined
  const auth = () => {
    loading ??= loadAuth(parts).catch((error: unknown) => {
      loading = undefined
      throw error
    })
    return loading
  }
  const ask: Ask = async work => translated(store, async () => work(await auth()))

  return {
    async visitOf(cookie) {
      if (cookie?.includes(`${cookieName}=`) !== true) return undefined
      const found = await ask(({ api }) => api.getSession({ headers: new Headers({ cookie }), query: { disableRefresh: true } }))
      if (found === null || found.session.expiresAt.getTime() <= clock.now()) return undefined
      const user = await store.users.get(found.user.id)
      return user === undefined || user.disabledAt !== null ? undefined : { user, signIn: signInRecord(found.session) }
    },
    async signIn({ email, password, headers }) {
      const { headers: sent, response } = await ask(({ api }) =>
        api.signInEmail({ body: { email, password }, headers, returnHeaders: true }),
      )
      const waits = 'twoFactorRedirect' in response && response.twoFactorRedirect === true
      return { cookies: sent.getSetCookie(), result: waits ? 'second_factor' : 'in' }
    },
    confirmSignIn: (code, headers) =>
      ask(async ({ api }) => {
        const request = { body: { code }, headers, returnHeaders: true } as const
        const answer = /^\d{6}$/.test(code) ? await api.verifyTOTP(request) : await api.verifyBackupCode(request)
        return { cookies: answer.headers.getSetCookie() }
      }),
    signOut: headers => ask(async ({ api }) => ({ cookies: (await api.signOut({ headers, returnHeaders: true })).headers.getSetCookie() })),
    signIns: user =>
      ask(async ({ $context }) => (await (await $context).internalAdapter.listSessions(user.id)).map(session => signInRecord(session))),
    ...secondFactor(ask),
  }
}

type Ask = <T>(work: (auth: Auth) => Promise<T>) => Promise<T>

function secondFactor(ask: Ask): Pick<People, 'beginSecondFactor' | 'confirmSecondFactor' | 'removeSecondFactor'> {
  return {
    beginSecondFactor: (password, headers) =>
      ask(async ({ api }) => {
        const answer = await api.enableTwoFactor({ body: { password, method: 'totp' }, headers })
        if (!('totpURI' in answer)) throw new CodedError('internal', 'no second factor was made')
        return { uri: answer.totpURI, backup_codes: answer.backupCodes }
      }),
    confirmSecondFactor: (code, headers) =>
      ask(async ({ api }) => {
        const answer = await api.verifyTOTP({ body: { code }, headers, returnHeaders: true })
        return { cookies: answer.headers.getSetCookie() }
      }),
    removeSecondFactor: (password, headers) =>
      ask(async ({ api }) => {
        const answer = await api.disableTwoFactor({ body: { password }, headers, returnHeaders: true })
        return { cookies: answer.headers.getSetCookie() }
      }),
  }
}

async function loadAuth({ store, log, dataDir }: Parts) {
  const [{ betterAuth }, { twoFactor }] = await Promise.all([import('better-auth/minimal'), import('better-auth/plugins/two-factor')])
  const file = path.join(dataDir, 'secrets', 'sign-in.key')
  const secret = readSecretFile(file) ?? newSecretIn(file)
  return betterAuth({
    appName: 'Palang',
    secret,
    // Links are never made and the router is never used, so no address of ours has to be known.
    baseURL: 'http://palang.local',
    database: store.signInDatabase,
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: 1,
      password: { hash: password => hashPassword(password), verify: ({ hash, password }) => verifyPassword(password, hash) },
    },
    session: { modelName: 'signIn', expiresIn: signInLifetimeMs / 1000, freshAge: 0, disableSessionRefresh: true },
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    advanced: {
      useSecureCookies: false,
      cookies: { session_token: { name: cookieName }, two_factor: { name: `${cookieName}_2fa` } },
      ipAddress: { ipAddressHeaders: [sourceHeader] },
      database: { generateId: () => uuidv7() },
    },
    logger: { level: 'debug', log: (level, message) => log.debug({ level }, `better-auth: ${message}`) },
    plugins: [twoFactor({ issuer: 'Palang', twoFactorCookieMaxAge: secondFactorWithinS })],
  })
}

function newSecretIn(file: string): string {
  const secret = randomSecret()
  writeSecretFile(file, secret)
  return secret
}

/** Where better-auth finds the address of the caller; a request's own header of this name never gets through. */
export const sourceHeader = 'x-palang-source'

function signInRecord(session: {
  id: string
  userId: string
  ipAddress?: string | null | undefined
  userAgent?: string | null | undefined
  createdAt: Date
  expiresAt: Date
}): SignInRecord {
  const { id, userId, ipAddress, userAgent, createdAt, expiresAt } = session
  return {
    id,
    userId,
    ipAddress: ipAddress ?? null,
    userAgent: userAgent ?? null,
    createdAt: new Date(createdAt).toISOString(),
    expiresAt: new Date(expiresAt).toISOString(),
  }
}

/** better-auth's errors as ours. A database that is away it reports as a fault of its own, so then the database is asked. */
async function translated<T>(store: Store, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (isCoded(error)) throw error
    const { code, status } = apiErrorOf(error)
    if (code === 'ACCOUNT_TEMPORARILY_LOCKED' || status === 'TOO_MANY_REQUESTS')
      throw new CodedError('rate_limited', 'too many wrong codes; try again in 15 minutes', {
        retryable: true,
        detail: { retry_after_s: 15 * 60 },
        cause: error,
      })
    if (code === 'INVALID_EMAIL_OR_PASSWORD' || code === 'INVALID_PASSWORD')
      throw new CodedError('unauthenticated', 'e-mail or password is wrong', { cause: error })
    if (secondFactorCodes.has(code)) throw new CodedError('wrong_code', secondFactorCodes.get(code) ?? '', { cause: error })
    if (code === 'TOTP_ALREADY_ENABLED') throw new CodedError('conflict', 'there is a second factor already', { cause: error })
    if (status === 'UNAUTHORIZED') throw new CodedError('unauthenticated', 'sign in first', { cause: error })
    await store.ping()
    throw error
  }
}

const secondFactorCodes: ReadonlyMap<string, string> = new Map([
  ['INVALID_CODE', 'the code is wrong or too old'],
  ['INVALID_BACKUP_CODE', 'the code is wrong or was used before'],
  ['BACKUP_CODES_NOT_ENABLED', 'the code is wrong'],
  ['INVALID_TWO_FACTOR_COOKIE', 'the sign-in took too long; begin again with your password'],
  ['TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE', 'too many wrong codes; begin again with your password'],
  ['TOTP_NOT_ENABLED', 'no second factor was begun'],
])

function apiErrorOf(error: unknown): { code: string; status: string } {
  if (typeof error !== 'object' || error === null) return { code: '', status: '' }
  const body = 'body' in error && typeof error.body === 'object' && error.body !== null ? error.body : {}
  return { code: 'code' in body ? String(body.code) : '', status: 'status' in error ? String(error.status) : '' }
}
