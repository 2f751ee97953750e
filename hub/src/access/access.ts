/** Who is calling: people with a cookie, programs and machines with a token. Used by every edge alike. */
import { isoNow } from '@palang/kit'
import type { Access, AccessParts } from './access-services.ts'
import type { Actor } from './actor.ts'
import type { TokenRecord } from '../store/records.ts'
import { infoOf, personActor, tokenActor } from './actors.ts'
import { countAttempts } from './attempts.ts'
import { digest, tokenOf } from './credentials.ts'
import { ownAccount } from './own-account.ts'
import { createPeople } from './people.ts'
import { signingIn } from './sign-in.ts'

/** A token's last use is noted at most this often, to spare the disk. */
const touchEveryMs = 5 * 60_000
const longestToken = 512

/** Access over the hub's store. */
export function createAccess(parts: AccessParts): Access {
  const people = createPeople(parts)
  const attempts = countAttempts(parts.clock)
  const byToken = tokenLookup(parts)
  return {
    async authenticate({ authorization, cookie, token, source }) {
      const given = token ?? tokenOf(authorization)
      if (given !== undefined) return byToken(given, source)
      if (authorization !== undefined && authorization.trim() !== '') return undefined
      const visit = await people.visitOf(cookie)
      return visit === undefined ? undefined : personActor(visit, source)
    },
    async describe(actor) {
      const user = actor.userId === undefined ? undefined : await parts.store.users.get(actor.userId)
      return infoOf(actor, user)
    },
    ...signingIn(parts, people, attempts),
    ...ownAccount(parts, people, attempts),
  }
}

function tokenLookup({ store, clock, log }: AccessParts): (secret: string, source: string | undefined) => Promise<Actor | undefined> {
  const touchedMs = new Map<string, number>()
  const touch = (record: TokenRecord) => {
    const last = touchedMs.get(record.id)
    if (last !== undefined && clock.monotonic() - last < touchEveryMs) return
    touchedMs.set(record.id, clock.monotonic())
    store.tokens
      .touch(record.id, isoNow(clock))
      .catch((error: unknown) => log.warn({ err: error }, 'the last use of a token was not noted'))
  }
  return async (secret, source) => {
    if (secret.length > longestToken) return undefined
    const record = await store.tokens.byDigest(digest(secret))
    if (record === undefined || record.kind === 'device') return undefined
    if (record.expiresAt !== null && Date.parse(record.expiresAt) <= clock.now()) return undefined
    touch(record)
    return tokenActor(record, source)
  }
}
