/** Who a device is: the token it was given, as the password of its own id. */
import { CodedError, isCoded, isoNow, type Clock, type Log } from '@palang/kit'
import { deviceId as deviceIdForm } from '@palang/protocol'
import type { Store } from '../store/store.ts'
import { countAttempts, counted, type AttemptLimits } from './attempts.ts'
import { digest } from './credentials.ts'
import { whenAccessEnds, type Revocations } from './revocations.ts'

export interface DeviceIdentity {
  deviceId: string
  /** Names the credential without giving it away; what {@link DeviceAuthenticator.onRevoked} tells. */
  credentialId: string
}

export interface DeviceAuthenticator {
  /**
   * The device whose secret this is, or nothing. Throws `rate_limited` for who was wrong too often, and
   * `database_unavailable` when nobody can tell.
   */
  authenticate(deviceId: string, secret: string, source: string): Promise<DeviceIdentity | undefined>
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

  const identify = async (deviceId: string, secret: string): Promise<DeviceIdentity> => {
    const isPossible = deviceIdForm.safeParse(deviceId).success && secret.length <= longestSecret
    const record = isPossible ? await store.tokens.byDigest(digest(secret)) : undefined
    if (record?.kind !== 'device' || record.machineId !== deviceId) throw noGoodCredentials()
    if (record.expiresAt !== null && Date.parse(record.expiresAt) <= clock.now()) throw noGoodCredentials()
    if (record.expiresAt !== null) endsAt(record.id, record.expiresAt)
    return { deviceId, credentialId: record.id }
  }

  return {
    async authenticate(deviceId, secret, source) {
      const name = deviceId.slice(0, longestId)
      try {
        const identity = await counted(attempts, name, source, () => identify(deviceId, secret))
        store.tokens
          .touch(identity.credentialId, isoNow(clock))
          .catch((error: unknown) => log.warn({ err: error }, 'the last use of a token was not noted'))
        return identity
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

function noGoodCredentials(): CodedError {
  return new CodedError('unauthenticated', 'these are no good credentials of a device')
}
