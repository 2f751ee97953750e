/** `npm run simulator -- --water N --hub URL --token TOKEN`: light water machines that announce themselves, until a signal comes. */
import { setTimeout as wait } from 'node:timers/promises'
import { pageClock } from '@palang/kit'
import type { FleetArguments } from '../arguments.ts'
import { createFleet } from './fleet.ts'
import { hubPost } from './hub-post.ts'

/** Resolves once it was told to end; false when not one reading was taken. */
export async function runFleet({ count, first, hub, token, seed, everyS, seconds }: FleetArguments & { seed: number }): Promise<boolean> {
  const say = (line: string) => process.stdout.write(`${line}\n`)
  const tookMs: number[] = []
  let taken = 0
  const post = hubPost({ url: hub, token, took: ms => void tookMs.push(ms) })
  const fleet = createFleet({
    count,
    first,
    seed,
    clock: pageClock,
    everyMs: everyS * 1_000,
    post: async (machineId, reading) => {
      const posted = await post(machineId, reading)
      if (posted.outcome === 'taken') taken += 1
      return posted
    },
    say: line => say(`${line}${pace(tookMs.splice(0))}`),
  })
  const stop = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort())
  say(`vending-${first} to vending-${first + count - 1} post to ${hub} every ${everyS} s; Ctrl-C ends it`)
  fleet.start()
  await wait(seconds === undefined ? 2 ** 31 - 1 : seconds * 1_000, undefined, { signal: stop.signal }).catch(() => undefined)
  fleet.stop()
  say(fleet.summary())
  return taken > 0
}

function pace(tookMs: readonly number[]): string {
  const sorted = tookMs.toSorted((one, other) => one - other)
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]?.toFixed(1)
  return sorted.length === 0 ? '' : `; answers in ${at(0.5)} ms, 99 of 100 within ${at(0.99)} ms`
}
