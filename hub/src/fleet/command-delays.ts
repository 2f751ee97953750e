/** How long the steps of a command may take, and its asker's patience. */
import { CodedError, type Clock } from '@palang/kit'
import { dispense, flush, longestPourMs, longestRunSeconds, saleLock, treatmentStart } from '@palang/protocol'

/** Milliseconds. */
export const commandDelays = {
  /** A command may start only this long after it was given. */
  deadline: 10_000,
  /** After the deadline, how much longer the evidence of an accepted command may take. */
  evidence: 15_000,
  /** A report the database could not take is tried again after this long. */
  keepAgain: 2_000,
  /** Whoever asked for a command hears by then what became of it, or that this cannot be written down. */
  answer: 30_000,
  /** A machine whose water was locked tests it before it sells again: it rests, then three readings. Longer tests are `unknown` until they end. */
  waterTest: 90_000,
} as const

/** How long the machine itself may be at work on a command, besides the times above: water takes its time, running away as well, and a treatment is proven at its end. */
export function workMs({ type, payload }: { type: string; payload: Record<string, unknown> }): number {
  if (type === 'flush') return (flush.safeParse(payload).data?.seconds ?? 0) * 1_000
  if (type === 'sale_lock') return saleLock.safeParse(payload).data?.locked === false ? commandDelays.waterTest : 0
  if (type === 'treatment_start') return (treatmentStart.safeParse(payload).data?.seconds ?? longestRunSeconds) * 1_000
  const pour = type === 'dispense' ? dispense.safeParse(payload) : undefined
  return pour?.success === true ? longestPourMs(pour.data.volume_ml) : 0
}

/** Whose answer is waited for, since when on the steady clock, and for how long the machine may be at work. */
export interface Asked {
  commandId: string
  sinceMs: number
  workMs?: number
}

/**
 * What `answered` resolves to, when that is in time for who asked. Otherwise throws `database_unavailable` with the command's
 * id: by then an end is there to be written, so it only comes too late while the database is away.
 */
export async function inTime<T>(clock: Clock, { commandId, sinceMs, workMs: atWorkMs = 0 }: Asked, answered: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>()
  const message = 'what became of the command cannot be written down now; ask for it later'
  const timer = clock.after(Math.max(0, sinceMs + commandDelays.answer + atWorkMs - clock.monotonic()), () =>
    late.reject(new CodedError('database_unavailable', message, { retryable: true, detail: { command_id: commandId } })),
  )
  try {
    return await Promise.race([answered, late.promise])
  } finally {
    timer.cancel()
  }
}
