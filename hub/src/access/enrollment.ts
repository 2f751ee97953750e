/** How a machine on another computer comes to its token: a code that is good once, for a short time. */
import { CodedError, isoNow, type Clock } from '@palang/kit'
import type { Actor } from './actor.ts'
import type { ActivationRecord } from '../store/records.ts'
import type { Store, Tx } from '../store/store.ts'
import { countAttempts, counted, type Attempts } from './attempts.ts'
import { recordedChange, type Act } from './audit.ts'
import { digest } from './credentials.ts'
import { readablePassword } from './password.ts'
import type { Revocations } from './revocations.ts'
import { dropOthers, newMachineToken } from './token-records.ts'

/** An activation code must be used within this. */
export const activationLifetimeMs = 10 * 60_000

export interface Enrollment {
  /** A code of ten minutes for one machine; codes made for it before are worth nothing any more. */
  activationCode(actor: Actor, machineId: string): Promise<{ code: string; expiresAt: string }>
  /**
   * Exchanges a code for the machine's token; tokens it had before stop working. Throws `unauthenticated` for a code that
   * is wrong, used, too old or another machine's, `rate_limited` for who tries too many.
   */
  enroll(request: EnrollRequest): Promise<Enrolled>
  /** Takes the codes of the site file; one that was used is not taken again, and one that is not there any more is void. */
  prelist(listed: readonly { machineId: string; code: string }[]): Promise<void>
}

export interface EnrollRequest {
  code: string
  /** Refused when the code is for another machine. */
  machineId?: string | undefined
  /** Address it came from. */
  source?: string | undefined
}

export interface Enrolled {
  machineId: string
  secret: string
}

interface Parts {
  store: Store
  clock: Clock
  revocations: Revocations
}

/** What is tried here counts together, whatever machine the codes are guessed for. */
const attemptName = 'activation'

/** The enrolment of the hub's machines. */
export function createEnrollment(parts: Parts): Enrollment {
  const { store, clock } = parts
  return {
    enroll: enrolling(parts, countAttempts(clock)),
    async activationCode(actor, machineId) {
      const code = readablePassword()
      const expiresAt = new Date(clock.now() + activationLifetimeMs).toISOString()
      await recordedChange(parts, actor, async (tx, note) => {
        await tx.activations.voidFor(machineId)
        await tx.activations.put(activation(code, { machineId, createdBy: actor.id, createdAt: isoNow(clock), expiresAt }))
        note({ action: 'make_activation_code', subject: machineId, after: { expires_at: expiresAt } })
      })
      return { code, expiresAt }
    },
    prelist: given =>
      store.transact(async tx => {
        const about = { createdBy: 'rule:site_file', createdAt: isoNow(clock), expiresAt: null }
        const listed = given.map(({ machineId, code }) => activation(code, { machineId, ...about }))
        await tx.activations.voidListed(listed.map(({ id }) => id))
        for (const fresh of listed) {
          const known = await tx.activations.get(fresh.id)
          const isUsed = known !== undefined && known.usedAt !== null
          if (!isUsed && known?.machineId !== fresh.machineId) await tx.activations.put(fresh)
        }
      }),
  }
}

function enrolling(parts: Parts, attempts: Attempts): Enrollment['enroll'] {
  return async ({ code, machineId, source = 'unknown' }) => {
    const actor: Actor = { id: 'rule:activation', role: 'machine', source }
    const at = isoNow(parts.clock)
    const enrolled = await counted(attempts, attemptName, source, async () => {
      const result = await recordedChange(parts, actor, (tx, note) => exchange(tx, note, { code, machineId, source, at }))
      if (result !== undefined) return result
      throw new CodedError('unauthenticated', 'the activation code is wrong, used before, too old or for another machine')
    })
    parts.revocations.announce({ machineId: enrolled.machineId })
    return enrolled
  }
}

/** Nothing for a code that is not good; that it was tried is written down then. */
async function exchange(
  tx: Tx,
  note: (act: Act) => void,
  { code, machineId, source, at }: EnrollRequest & { source: string; at: string },
): Promise<Enrolled | undefined> {
  const found = await tx.activations.get(digest(normalCode(code)))
  if (found === undefined || !isGood(found, at) || (machineId !== undefined && machineId !== found.machineId)) {
    note({ action: 'enroll_failed', subject: found?.machineId ?? machineId ?? 'unknown' })
    return undefined
  }
  const { token, secret } = newMachineToken(found.machineId, `activation:${found.createdBy}`, at)
  await tx.activations.put({ ...found, usedAt: at, usedFrom: source })
  await dropOthers(tx, token)
  await tx.tokens.put(token)
  note({ action: 'enroll', subject: found.machineId, after: { token: token.id } })
  return { machineId: found.machineId, secret }
}

function activation(code: string, about: Omit<ActivationRecord, 'id' | 'usedAt' | 'usedFrom'>): ActivationRecord {
  return { id: digest(normalCode(code)), ...about, usedAt: null, usedFrom: null }
}

function isGood({ expiresAt, usedAt }: ActivationRecord, at: string): boolean {
  return usedAt === null && (expiresAt === null || expiresAt > at)
}

/** Codes are read aloud and typed. */
function normalCode(code: string): string {
  return code.trim().toLowerCase()
}
