/** Tokens of programs, machines and devices: given out once, kept as a digest, taken back at once. */
import { CodedError, isoNow, type Clock } from '@palang/kit'
import type { Actor } from './actor.ts'
import type { TokenRecord } from '../store/records.ts'
import type { Store } from '../store/store.ts'
import { recordAct, recordedChange } from './audit.ts'
import { createEnrollment, type Enrollment } from './enrollment.ts'
import type { Revocations } from './revocations.ts'
import { dropOthers, newMachineToken, newToken, type TokenWithSecret } from './token-records.ts'

const dayMs = 24 * 3_600_000

export interface NewToken {
  kind: TokenRecord['kind']
  name: string
  scopes: string[]
  outlets: string[] | null
  machineId: string | null
  expiresInDays: number | null
}

export interface Tokens extends Enrollment {
  list(): Promise<TokenRecord[]>
  /** Throws `already_exists` for a program's token whose name is taken. */
  add(actor: Actor, given: NewToken): Promise<TokenWithSecret>
  /** Connections made with it are closed at once; a machine loses every token it has. Throws `not_found`. */
  revoke(actor: Actor, id: string): Promise<void>
  /**
   * A second token for a machine that has one. `deliver` hands it over and resolves to whether the machine has it on its
   * disk; only then the earlier ones stop working. The connection over which it was delivered stays. Throws what `deliver`
   * throws, and `conflict` when the machine lost its tokens meanwhile.
   */
  renew(actor: Actor, machineId: string, deliver: (secret: string) => Promise<void>): Promise<TokenRecord>
}

interface Parts {
  store: Store
  clock: Clock
  revocations: Revocations
}

/** The hub's tokens. */
export function createTokens(parts: Parts): Tokens {
  const { store, clock, revocations } = parts

  return {
    list: () => store.tokens.list(),
    async add(actor, given) {
      const { expiresInDays, ...about } = given
      const expiresAt = expiresInDays === null ? null : new Date(clock.now() + expiresInDays * dayMs).toISOString()
      const { token, secret } = newToken({ ...about, createdBy: actor.id, createdAt: isoNow(clock), expiresAt })
      await recordedChange(parts, actor, async (tx, note) => {
        // Its name is the actor's in the audit trail.
        if (token.kind === 'api' && (await tx.tokens.named(token.name)).some(other => other.kind === 'api'))
          throw new CodedError('already_exists', `there is a token named ${token.name} already`)
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
      const { token, secret } = newMachineToken(machineId, actor.id, isoNow(clock))
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
    ...createEnrollment(parts),
  }
}

function subjectOf({ kind, name, machineId }: TokenRecord): string {
  return `${kind === 'api' ? 'token' : kind}:${machineId ?? name}`
}

/** What the audit trail keeps of a token. */
function plain({ id, kind, scopes, outlets, expiresAt }: TokenRecord): object {
  return { id, kind, scopes, outlets, expires_at: expiresAt }
}
