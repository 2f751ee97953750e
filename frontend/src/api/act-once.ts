import { newKey } from './http.ts'
import { ApiProblem } from './problem.ts'

/** Sends an act under a key; see {@link createActOnce}. */
export type ActOnce = <T>(words: unknown, send: (key: string) => Promise<T>) => Promise<T>

/**
 * For acts that must not happen twice: the same words keep their idempotency key as long as nobody knows what became of
 * them, so that trying again after an answer got lost repeats nothing. Done or refused, they are another act next time.
 */
export function createActOnce(make: () => string = newKey): ActOnce {
  let unsettled: { words: string; key: string } | undefined
  return async (words, send) => {
    const text = JSON.stringify(words)
    if (unsettled?.words !== text) unsettled = { words: text, key: make() }
    try {
      const answer = await send(unsettled.key)
      unsettled = undefined
      return answer
    } catch (error) {
      if (error instanceof ApiProblem && error.status >= 400 && error.status < 500) unsettled = undefined
      throw error
    }
  }
}
