/** kill -9 of everything, and links that fail in every way, while cars come and go: nothing lost, nothing twice. */
import { describe, expect, test } from 'vitest'
import { whyNoMariadb } from '../../hub/src/store/testing/private-mariadb.ts'
import { startCrashSite, type Engine } from './crash-site.ts'
import { explain, finalVerdict, runSeed } from './run-seed.ts'

interface Run {
  /** What went wrong with a seed, in words. */
  seed(seed: number): Promise<string>
  /** What is wrong once every command has come to an end and the site has stopped. */
  atTheEnd(): Promise<string[]>
}

/** Seeds one after the other on one site. The two engines run side by side: they wait more than they work. */
function runSeeds(engine: Engine, seeds: readonly number[]): Run {
  const site = startCrashSite(engine)
  const results = new Map<number, Promise<string>>()
  let before: Promise<unknown> = site
  for (const seed of seeds) {
    const result = before.then(async () => {
      const outcome = await runSeed(await site, seed)
      return outcome.wrong.length === 0 ? '' : explain(await site, outcome)
    })
    results.set(seed, result)
    before = result.catch(() => undefined)
  }
  const end = before.then(async () => {
    const running = await site
    return finalVerdict(running).finally(() => running.stop())
  })
  for (const promise of [...results.values(), end]) promise.catch(() => undefined)
  return { seed: async seed => results.get(seed) ?? 'not run', atTheEnd: () => end }
}

function suite(engine: Engine, seeds: readonly number[]): void {
  const run = seeds.length === 0 ? undefined : runSeeds(engine, seeds)
  test.each(seeds)('seed %i leaves every fact, session, command and coin accounted for', async seed => {
    expect(await run?.seed(seed)).toBe('')
  })
  test('every command has come to an end', async () => {
    expect(await run?.atTheEnd()).toEqual([])
  })
}

const missing = whyNoMariadb()
describe('on SQLite', () => {
  suite('sqlite', [1, 3, 5, 7, 9])
})
describe.skipIf(missing !== undefined)(`on MariaDB${missing === undefined ? '' : ` (skipped: ${missing})`}`, () => {
  suite('mysql', missing === undefined ? [2, 4, 6, 8, 10] : [])
})
