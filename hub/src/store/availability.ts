/**
 * Notices that the database is gone and says so at once, so that nobody waits for a connection that cannot come. Whether
 * it is back is asked by the next one who needs it; nothing polls.
 */
import { isCoded } from '@palang/kit'
import { unavailable } from './database-errors.ts'

/** Milliseconds. */
export const patience = {
  /** Work that takes longer makes us ask whether the database is there at all. */
  doubt: 1_000,
  /** A database that does not answer the cheapest question within this is away. */
  answer: 1_500,
} as const

export interface Availability {
  /**
   * Runs `work` unless the database is away. While it takes long the database is asked; when it does not answer and
   * `mayLeave` agrees, `database_unavailable` is thrown though `work` has not ended.
   */
  guard<T>(work: () => Promise<T>, mayLeave?: () => boolean): Promise<T>
}

/** `ping` is the cheapest question to the database. */
export function createAvailability(ping: () => Promise<unknown>): Availability {
  let isAway = false
  let asking: Promise<boolean> | undefined

  /** One question at a time, whoever wants to know. */
  function answers(): Promise<boolean> {
    asking ??= answersInTime(ping).then(isThere => {
      isAway = !isThere
      asking = undefined
      return isThere
    })
    return asking
  }

  return {
    async guard(work, mayLeave = () => true) {
      if (isAway && !(await answers())) throw unavailable('the database does not answer')
      const doubt = Promise.withResolvers<never>()
      const timer = setInterval(() => {
        void answers().then(isThere => {
          if (!isThere && mayLeave()) doubt.reject(unavailable('the database does not answer'))
        })
      }, patience.doubt)
      try {
        return await Promise.race([work(), doubt.promise])
      } catch (error) {
        if (isCoded(error, 'database_unavailable')) isAway = true
        throw error
      } finally {
        clearInterval(timer)
      }
    },
  }
}

async function answersInTime(ping: () => Promise<unknown>): Promise<boolean> {
  const late = Promise.withResolvers<boolean>()
  // A process that was busy hears its time-outs before its sockets: what has arrived meanwhile is heard first.
  const timer = setTimeout(() => setImmediate(() => setImmediate(() => late.resolve(false))), patience.answer)
  try {
    return await Promise.race([ping().then(() => true), late.promise])
  } catch {
    return false
  } finally {
    clearTimeout(timer)
  }
}
