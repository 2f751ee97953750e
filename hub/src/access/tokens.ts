/** Tokens of programs, machines and devices: given out once, kept as a digest, taken back at once. */
import { CodedError, isoNow, randomSecret, uuidv7, type Clock } from '@palang/kit'
import type { Actor } from '../services.ts'
import type { ActivationRecord, TokenRecord } from '../store/records.ts'
import type { Store, Tx } from '../store/store.ts'
import { countAttempts } from './attempts.ts'
import { recordAct, recordedChange, type Act } from './audit.ts'
import { digest } from './credentials.ts'
import { readablePassword } from './password.ts'
import type { Revocations } from './revocations.ts'

/** An activation code must be used within this. Contract section 5. */
export const activationLifetimeMs = 10 * 60_000
const dayMs = 24 * 3_600_000

export interface NewToken {
  kind: TokenRecord['kind']
  name: string
  scopes: string[]
  outlets: string[] | null
  machineId: string | null
  expiresInDays: number | null
}

export interface TokenWithSecret {
  token: TokenRecord
  /** Shown once; only its digest is kept. */
  secret: string
}

export interface Tokens {
  list(): Promise<TokenRecord[]>
  add(actor: Actor, given: NewToken): Promise<TokenWithSecret>
  /** Connections made with it are closed at once; a machine loses every token it has. Throws `not_found`. */
  revoke(actor: Actor, id: string): Promise<void>
  /** A code of ten minutes for one machine; codes made for it before are worth nothing any more. */
  activationCode(actor: Actor, machineId: string): Promise<{ code: string; expiresAt: string }>
  /**
   * Exchanges a code for the machine's token; tokens it had before stop working. Throws `unauthenticated` for a code that
   * is wrong, used, too old or another machine's, `rate_limited` for who tries too many.
   */
  enroll(request: {
    code: string
    machineId?: string | undefined
    source?: string | undefined
  }): Promise<{ machineId: string; secret: string }>
  /**
   * A second token for a machine that has one. `deliver` hands it over and resolves to whether the machine has it on its
   * disk; only then the earlier ones stop working. The connection over which it was delivered stays. Throws what `deliver`
   * throws, and `conflict` when the machine lost its tokens meanwhile.
   */
  renew(actor: Actor, machineId: string, deliver: (secret: string) => Promise<void>): Promise<TokenRecord>
  /** Takes the codes of the site file; one that was used is not taken again, and one that is not there any more is void. */
  prelist(listed: readonly { machineId: string; code: string }[]): Promise<void>
}

interface Parts {
  store: Store
  clock: Clock
  revocations: Revocations
}

/** The hub's tokens. */
export function createTokens(parts: Parts): Tokens {
  const { store, clock, revocations } = parts

  const made = (given: NewToken, createdBy: string): TokenWithSecret => {
    const { expiresInDays, ...rest } = given
    const secret = randomSecret()
    const expiresAt = expiresInDays === null ? null : new Date(clock.now() + expiresInDays * dayMs).toISOString()
    return {
      secret,
      token: { id: uuidv7(), digest: digest(secret), ...rest, createdBy, createdAt: isoNow(clock), expiresAt, lastUsedAt: null },
    }
  }
  const machineToken = (machineId: string, createdBy: string) =>
    made({ kind: 'machine', name: machineId, scopes: [], outlets: null, machineId, expiresInDays: null }, createdBy)

  return {
    list: () => store.tokens.list(),
    async add(actor, given) {
      const { token, secret } = made(given, actor.id)
      await recordedChange(parts, actor, async (tx, note) => {
        await tx.tokens.put(token)
        note({ action: 'add_token', subject: subjectOf(token), after: plain(token) })
      })
      return { token, secret }
    },
    async revoke(actor, id) {
      const token = await recordedChange(parts, actor, async (tx, note) => {
        const found = await tx.tokens.get(id)
        if (found === undefined) throw new CodedError('not_found', 'there is no such token')
        await tx.tokens.remove(id)
        // A machine may have a second one from a renewal that broke off: with it, it would come in again.
        await dropOthers(tx, found)
        note({ action: 'revoke_token', subject: subjectOf(found), before: plain(found) })
        return found
      })
      // A link outlives the token it was made with when that was renewed, so it is closed by machine.
      const { kind, machineId } = token
      revocations.announce(kind === 'machine' && machineId !== null ? { machineId } : { tokenId: id })
    },
    async renew(actor, machineId, deliver) {
      const { token, secret } = machineToken(machineId, actor.id)
      await store.transact(tx => tx.tokens.put(token))
      try {
        await deliver(secret)
      } catch (error) {
        // It may have it on its disk all the same: then both work, and the next renewal clears them away.
        await recordAct(parts, actor, { action: 'renew_token_failed', subject: subjectOf(token) })
        throw error
      }
      await recordedChange(parts, actor, async (tx, note) => {
        // Revoked, or the machine was enrolled anew, while this one was on its way: then it is worth nothing.
        if ((await tx.tokens.get(token.id)) === undefined)
          throw new CodedError('conflict', `the token of ${machineId} was revoked or replaced meanwhile`)
        await dropOthers(tx, token)
        note({ action: 'renew_token', subject: subjectOf(token) })
      })
      return token
    },
    ...activations(parts, machineToken),
  }
}

function activations(
  parts: Parts,
  machineToken: (machineId: string, createdBy: string) => TokenWithSecret,
): Pick<Tokens, 'activationCode' | 'enroll' | 'prelist'> {
  const { store, clock, revocations } = parts
  const attempts = countAttempts(clock)
  return {
    async activationCode(actor, machineId) {
      const code = readablePassword()
      const expiresAt = new Date(clock.now() + activationLifetimeMs).toISOString()
      await recordedChange(parts, actor, async (tx, note) => {
        await tx.activations.voidFor(machineId)
        await tx.activations.put({
          id: digest(code),
          machineId,
          createdBy: actor.id,
          createdAt: isoNow(clock),
          expiresAt,
          usedAt: null,
          usedFrom: null,
        })
        note({ action: 'make_activation_code', subject: machineId, after: { expires_at: expiresAt } })
      })
      return { code, expiresAt }
    },
    async enroll({ code, machineId, source: given }) {
      const source = given ?? 'unknown'
      const waitMs = attempts.waitMs('activation', source)
      if (waitMs > 0) {
        const seconds = Math.ceil(waitMs / 1000)
        throw new CodedError('rate_limited', `too many wrong codes; try again in ${seconds} s`, {
          retryable: true,
          detail: { retry_after_s: seconds },
        })
      }
      attempts.began('activation', source)
      const actor: Actor = { id: 'rule:activation', role: 'machine', source }
      const result = await recordedChange(parts, actor, (tx, note) => exchange(tx, note, { code, machineId, source }))
      if (result === undefined)
        throw new CodedError('unauthenticated', 'the activation code is wrong, used before, too old or for another machine')
      attempts.succeeded('activation', source)
      revocations.announce({ machineId: result.machineId })
      return result
    },
    prelist: listed =>
      store.transact(async tx => {
        const codes = listed.map(({ machineId, code }) => ({ machineId, id: digest(normalCode(code)) }))
        await tx.activations.voidListed(codes.map(({ id }) => id))
        for (const { machineId, id } of codes) {
          const known = await tx.activations.get(id)
          if (known !== undefined && (known.usedAt !== null || known.machineId === machineId)) continue
          const fresh = { createdAt: isoNow(clock), expiresAt: null, usedAt: null, usedFrom: null }
          await tx.activations.put({ id, machineId, createdBy: 'rule:site_file', ...fresh })
        }
      }),
  }

  /** Nothing for a code that is not good; that it was tried is written down then. */
  async function exchange(
    tx: Tx,
    note: (act: Act) => void,
    { code, machineId, source }: { code: string; machineId: string | undefined; source: string },
  ): Promise<{ machineId: string; secret: string } | undefined> {
    const found = await tx.activations.get(digest(normalCode(code)))
    if (found === undefined || !isGood(found, clock.now()) || (machineId !== undefined && machineId !== found.machineId)) {
      note({ action: 'enroll_failed', subject: found?.machineId ?? machineId ?? 'unknown' })
      return undefined
    }
    const { token, secret } = machineToken(found.machineId, `activation:${found.createdBy}`)
    await tx.activations.put({ ...found, usedAt: isoNow(clock), usedFrom: source })
    await dropOthers(tx, token)
    await tx.tokens.put(token)
    note({ action: 'enroll', subject: found.machineId, after: { token: token.id } })
    return { machineId: found.machineId, secret }
  }
}

function isGood({ expiresAt, usedAt }: ActivationRecord, nowMs: number): boolean {
  return usedAt === null && (expiresAt === null || Date.parse(expiresAt) > nowMs)
}

/** Codes are read aloud and typed. */
function normalCode(code: string): string {
  return code.trim().toLowerCase()
}

/** Takes every other token of the same machine away; programs and devices keep theirs. */
async function dropOthers(tx: Tx, { id, kind, machineId }: TokenRecord): Promise<void> {
  if (kind !== 'machine' || machineId === null) return
  for (const other of await tx.tokens.ofMachine(machineId))
    if (other.id !== id && other.kind === 'machine') await tx.tokens.remove(other.id)
}

function subjectOf({ kind, name, machineId }: TokenRecord): string {
  return `${kind === 'api' ? 'token' : kind}:${machineId ?? name}`
}

/** What the audit trail keeps of a token. */
function plain({ id, kind, scopes, outlets, expiresAt }: TokenRecord): object {
  return { id, kind, scopes, outlets, expires_at: expiresAt }
}
