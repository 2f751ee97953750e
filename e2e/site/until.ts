/** Waiting for a condition of running processes: asked again until it holds, failing loudly when it never does. */
import { setTimeout as pause } from 'node:timers/promises'

export interface UntilOptions {
  timeoutMs?: number
  everyMs?: number
  /** What to show when the condition never held. */
  describe?: () => unknown
}

/** Resolves to the first truthy answer of `condition`. */
export async function until<T>(
  what: string,
  condition: () => T | Promise<T>,
  { timeoutMs = 30_000, everyMs = 50, describe }: UntilOptions = {},
): Promise<NonNullable<Exclude<T, false>>> {
  const end = performance.now() + timeoutMs
  for (;;) {
    const value = await condition()
    if (value !== undefined && value !== null && value !== false) return value as NonNullable<Exclude<T, false>>
    if (performance.now() > end) {
      const seen =
        describe === undefined ? '' : `\n${typeof describe() === 'string' ? String(describe()) : JSON.stringify(describe(), null, 2)}`
      throw new Error(`waited ${timeoutMs} ms for ${what}${seen}`)
    }
    await pause(everyMs)
  }
}
