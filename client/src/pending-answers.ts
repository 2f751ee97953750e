/** Questions on their way to the hub, by id. */
import type { Clock, Timer } from '@palang/kit/clock'

interface Pending {
  settle(answer: Record<string, unknown>): boolean
  fail(reason: 'timeout' | 'disconnected' | 'refused', detail: Record<string, unknown>): void
  timer: Timer
}

export type Failure = Parameters<Pending['fail']>[0]

export interface PendingAnswers {
  /**
   * Waits for the answer to `id`. `read` turns an answer into the result, or into nothing while more is expected;
   * `onFailure` gives the result when no answer comes, or throws.
   */
  wait<T>(
    id: string,
    timeoutMs: number,
    read: (answer: Record<string, unknown>) => T | undefined,
    onFailure: (reason: Failure, detail: Record<string, unknown>) => T,
  ): Promise<T>
  /** Hands an answer to whoever waits for `id`. */
  answer(id: string, answer: Record<string, unknown>): void
  /** The hub refused the question `id`. True when somebody waited for it. */
  refuse(id: string, detail: Record<string, unknown>): boolean
  /** The link is gone: nobody will be answered any more. */
  abandon(): void
}

/** No questions yet; `clock` is asked for at each question. */
export function createPendingAnswers(clock: () => Clock): PendingAnswers {
  const pending = new Map<string, Pending>()
  const finish = (id: string): Pending | undefined => {
    const entry = pending.get(id)
    entry?.timer.cancel()
    pending.delete(id)
    return entry
  }
  return {
    wait: (id, timeoutMs, read, onFailure) =>
      new Promise((resolve, reject) => {
        pending.set(id, {
          settle(answer) {
            const result = read(answer)
            if (result !== undefined) resolve(result)
            return result !== undefined
          },
          fail(reason, detail) {
            try {
              resolve(onFailure(reason, detail))
            } catch (error) {
              reject(error)
            }
          },
          timer: clock().after(timeoutMs, () => finish(id)?.fail('timeout', {})),
        })
      }),
    answer(id, answer) {
      if (pending.get(id)?.settle(answer) === true) finish(id)
    },
    refuse(id, detail) {
      const entry = finish(id)
      entry?.fail('refused', detail)
      return entry !== undefined
    },
    abandon() {
      for (const id of [...pending.keys()]) finish(id)?.fail('disconnected', {})
    },
  }
}
