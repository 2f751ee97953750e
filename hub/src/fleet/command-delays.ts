/** How long the steps of a command may take, and its asker's patience. */
import { CodedError, type Clock } from '@palang/kit'

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
} as const

/** Whose answer is waited for, and since when on the steady clock. */
export interface Asked {
  commandId: string
  sinceMs: number
}

/**
 * What `answered` resolves to, when that is in time for who asked. Otherwise throws `database_unavailable` with the command's
 * id: by then an end is there to be written, so it only comes too late while the database is away.
 */
export async function inTime<T>(clock: Clock, { commandId, sinceMs }: Asked, answered: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>()
  const message = 'what became of the command cannot be written down now; ask for it later'
  const timer = clock.after(Math.max(0, sinceMs + commandDelays.answer - clock.monotonic()), () =>
    late.reject(new CodedError('database_unavailable', message, { retryable: true, detail: { command_id: commandId } })),
  )
  try {
    return await Promise.race([answered, late.promise])
  } finally {
    timer.cancel()
  }
}
