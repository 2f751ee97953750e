/** `npm run crash -- [--seeds 200] [--from 1] [--engine sqlite|mysql]`: the crash suite for a night. */
import { parseArgs } from 'node:util'
import { messageOf } from '@palang/kit'
import { startCrashSite, type CrashSite, type Engine } from './crash-site.ts'
import { explain, finalVerdict, runSeed } from './run-seed.ts'

/** A fresh site after this many seeds, so that reading all it ever did stays quick. */
const seedsPerSite = 20

const { values } = parseArgs({
  options: { seeds: { type: 'string', default: '200' }, from: { type: 'string', default: '1' }, engine: { type: 'string' } },
})
const count = Number(values.seeds)
const first = Number(values.from)
const engines: readonly Engine[] = values.engine === 'sqlite' || values.engine === 'mysql' ? [values.engine] : ['sqlite', 'mysql']
const isValid = Number.isInteger(count) && count > 0 && Number.isInteger(first) && (values.engine === undefined || engines.length === 1)
if (!isValid) {
  console.error('usage: npm run crash -- [--seeds N] [--from N] [--engine sqlite|mysql]')
  process.exit(2)
}

const failed: string[] = []
for (const engine of engines) {
  for (let start = first; start < first + count; start += seedsPerSite) {
    const site = await startCrashSite(engine)
    await runSome(site, start, Math.min(first + count, start + seedsPerSite))
    await site.stop()
  }
}
console.log(failed.length === 0 ? `${count * engines.length} seeds, all well` : `failed: ${failed.join(', ')}`)
process.exit(failed.length === 0 ? 0 : 1)

/** Seeds `from` up to, not including, `end`, and the commands of all of them; after a failure the site is not trusted any more. */
async function runSome(site: CrashSite, from: number, end: number): Promise<void> {
  for (let seed = from; seed < end; seed++) {
    const result = await runSeed(site, seed).catch((error: unknown) => ({
      seed,
      facts: 0,
      sessions: 0,
      commands: 0,
      wrong: [messageOf(error)],
    }))
    const { facts, sessions, commands, wrong } = result
    if (wrong.length === 0) {
      console.log(`seed ${seed} ${site.engine}: ${facts} facts, ${sessions} sessions, ${commands} commands`)
      continue
    }
    failed.push(`${seed} on ${site.engine}`)
    console.error(explain(site, result))
    return
  }
  const wrong = await finalVerdict(site)
  if (wrong.length === 0) return
  failed.push(`${from} to ${end - 1} on ${site.engine}`)
  console.error(wrong.join('\n'))
}
