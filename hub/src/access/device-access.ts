/** Who a device is: the token it was given, as the password of its own id. */
import { CodedError, isCoded, isoNow, type Clock, type Log } from '@palang/kit'
import type { TokenRecord } from '../store/records.ts'
import type { Store } from '../store/store.ts'
import { countAttempts, counted, type AttemptLimits } from './attempts.ts'
import { digest } from './credentials.ts'
import { whenAccessEnds, type Revocations } from './revocations.ts'

export interface DeviceIdentity {
  /** Null for one unit of a fleet that shares a credential: which one it is, its topics tell. */
  deviceId: string | null
  /** No device at all: a program such as Home Assistant, that looks at what the hub leaves for it and says nothing. */
  isReader?: true
  /** Names the credential without giving it away; what {@link DeviceAuthenticator.onRevoked} tells. */
  credentialId: string
}

export interface DeviceAuthenticator {
  /**
   * The device whose secret this is, or nothing; the user name of a fleet is free. Throws `rate_limited` for who was wrong too often, and
   * `database_unavailable` when nobody can tell.
   */
  authenticate(userName: string, secret: string, source: string): Promise<DeviceIdentity | undefined>
  /** `listener` hears the id of every credential that stops being good; returns how to stop listening. */
  onRevoked(listener: (credentialId: string) => void): () => void
}

/**
 * Device tokens have 256 random bits and cannot be guessed: this spares the database and the log. The waits stay short,
 * because behind one address (a router) one device with an old password must not keep the others out.
 */
const guessLimits: AttemptLimits = {
  perPair: { free: 5, firstWaitMs: 1000, longestWaitMs: 60_000 },
  perAddress: { free: 200, firstWaitMs: 1000, longestWaitMs: 1000 },
}
const longestId = 128
/**
 * A secret that was good a moment ago is good without asking again, until it is revoked: after a power cut a whole fleet comes with one
 * secret, from one address.
 */
const rememberedMs = 60_000
const longestSecret = 512

interface DeviceAccessParts {
  store: Store
  clock: Clock
  log: Log
  revocations: Revocations
}

/** Device access over the hub's tokens of kind `device`. */
export function createDeviceAccess({ store, clock, log, revocations }: DeviceAccessParts): DeviceAuthenticator {
  const attempts = countAttempts(clock, guessLimits)
  const ended = new Set<(credentialId: string) => void>()
  const waiting = new Map<string, () => void>()
  /** Whoever is connected when his credential runs out is told of as if it was revoked. */
  const endsAt = (credentialId: string, expiresAt: string) => {
    waiting.get(credentialId)?.()
    const end = () => {
      waiting.delete(credentialId)
      for (const tell of ended) tell(credentialId)
    }
    waiting.set(
      credentialId,
      whenAccessEnds({ revocations, clock }, { id: `device:${credentialId}`, role: 'program', tokenId: credentialId, expiresAt }, end),
    )
  }

  const memory = goodTokens(clock, revocations)
  const identify = async (userName: string, secret: string): Promise<DeviceIdentity> => {
    const remember = memory.begin()
    const record = secret.length <= longestSecret ? await store.tokens.byDigest(digest(secret)) : undefined
    const identity = identityOf(record, userName, clock)
    if (record === undefined || identity === undefined) throw noGoodCredentials()
    if (record.expiresAt !== null) endsAt(record.id, record.expiresAt)
    remember(record)
    store.tokens
      .touch(record.id, isoNow(clock))
      .catch((error: unknown) => log.warn({ err: error }, 'the last use of a token was not noted'))
    return identity
  }

  return {
    async authenticate(userName, secret, source) {
      const name = userName.slice(0, longestId)
      try {
        const known = secret.length <= longestSecret ? memory.get(digest(secret)) : undefined
        return identityOf(known, userName, clock) ?? (await counted(attempts, name, source, () => identify(userName, secret)))
      } catch (error) {
        if (!isCoded(error, 'unauthenticated')) throw error
        log.warn({ device: name, source }, 'a device was refused: it showed no good credentials')
        return undefined
      }
    },
    onRevoked: listener => {
      const stopListening = revocations.listen(revocation => {
        if ('tokenId' in revocation) listener(revocation.tokenId)
      })
      ended.add(listener)
      return () => {
        stopListening()
        ended.delete(listener)
      }
    },
  }
}

function identityOf(record: TokenRecord | undefined, userName: string, clock: Clock): DeviceIdentity | undefined {
  if (record === undefined || (record.expiresAt !== null && Date.parse(record.expiresAt) <= clock.now())) return undefined
  if (mayOnlyRead(record)) return { deviceId: null, credentialId: record.id, isReader: true }
  if (record.kind !== 'device' || (record.machineId !== null && record.machineId !== userName)) return undefined
  return { deviceId: record.machineId, credentialId: record.id }
}

/** Of an API token that reads everywhere and does nothing else: one that may do more is not to lie about in another program's settings. */
function mayOnlyRead({ kind, scopes, outlets }: TokenRecord): boolean {
  return kind === 'api' && outlets === null && scopes.length === 1 && scopes[0] === 'read'
}

/** Tokens that were good within {@link rememberedMs}, by their digest. */
function goodTokens(clock: Clock, revocations: Revocations) {
  const remembered = new Map<string, { record: TokenRecord; untilMs: number }>()
  let revoked = 0
  revocations.listen(revocation => {
    if (!('tokenId' in revocation)) return
    revoked += 1
    for (const [key, { record }] of remembered) if (record.id === revocation.tokenId) remembered.delete(key)
  })
  return {
    get(key: string): TokenRecord | undefined {
      const known = remembered.get(key)
      return known !== undefined && clock.monotonic() < known.untilMs ? known.record : undefined
    },
    /** Call it before looking a token up, and the result with what was found: what was revoked meanwhile is not remembered. */
    begin(): (record: TokenRecord) => void {
      const revokedBefore = revoked
      return record => {
        if (revoked === revokedBefore) remembered.set(record.digest, { record, untilMs: clock.monotonic() + rememberedMs })
      }
    },
  }
}

function noGoodCredentials(): CodedError {
  return new CodedError('unauthenticated', 'these are no good credentials of a device')
}
