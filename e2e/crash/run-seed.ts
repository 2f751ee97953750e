/** One seed: load, mishaps, healing, rest, verdict. */
import { setTimeout as pause } from 'node:timers/promises'
import type { GateView } from '../site/gate-hands.ts'
import { until } from '../site/until.ts'
import type { CrashSite } from './crash-site.ts'
import { collect } from './evidence.ts'
import { startLoad } from './load.ts'
import { describeSchedule, gates, scheduleOf, type GateId, type Mishap, type Schedule } from './schedule.ts'
import { judge } from './verdict.ts'

export interface SeedResult {
  seed: number
  facts: number
  sessions: number
  commands: number
  /** Everything that went wrong, in words; empty when nothing did. */
  wrong: string[]
}

/** Runs one seed on a site at rest and judges everything the site has ever done. */
export async function runSeed(site: CrashSite, seed: number): Promise<SeedResult> {
  const schedule = scheduleOf(seed, site.engine)
  const load = startLoad(site, seed)
  const [stopped, mended] = await Promise.allSettled([stopAfter(load.stop, schedule.loadMs), carryOut(site, schedule)])
  for (const part of [stopped, mended]) if (part.status === 'rejected') throw part.reason
  await comeToRest(site)
  const evidence = await collect(site, load.orders)
  return {
    seed,
    facts: evidence.told.length,
    sessions: evidence.sessions.length,
    commands: evidence.commands.length,
    wrong: judge(evidence),
  }
}

/** A failure in words, with what is needed to see it again. */
export function explain(site: CrashSite, { seed, wrong }: SeedResult): string {
  return [
    `seed ${seed} on ${site.engine}; again with: npm run crash -- --engine ${site.engine} --from ${seed} --seeds 1`,
    describeSchedule(scheduleOf(seed, site.engine)),
    ...wrong.map(line => `  ✗ ${line}`),
    site.lastWords(),
  ].join('\n')
}

async function stopAfter(stop: () => Promise<void>, loadMs: number): Promise<void> {
  await pause(loadMs)
  await stop()
}

async function carryOut(site: CrashSite, { mishaps }: Schedule): Promise<void> {
  const startMs = performance.now()
  await Promise.all(
    mishaps.map(async mishap => {
      await pause(Math.max(0, mishap.atMs - (performance.now() - startMs)))
      await happen(site, mishap)
    }),
  )
}

async function happen(site: CrashSite, mishap: Mishap): Promise<void> {
  if (mishap.kind === 'kill') {
    await site.kill(mishap.what)
    await pause(mishap.downMs)
    return site.revive(mishap.what)
  }
  const link = site.links[mishap.gate]
  if (mishap.kind === 'cut') link.cut()
  else if (mishap.kind === 'silent') link.fallSilent()
  else if (mishap.kind === 'spoil') link.spoil()
  else if (mishap.kind === 'delay') link.delay(mishap.delayMs)
  else link.duplicate(true)
}

/** Everything runs again, no vehicle stands anywhere, nothing waits to be told. */
async function comeToRest(site: CrashSite): Promise<void> {
  await site.revive('database')
  for (const what of ['hub', ...gates] as const) await site.revive(what)
  for (const gate of gates) site.links[gate].heal()
  for (const gate of gates) {
    await until(`${gate} to come to rest`, async () => isAtRest(site, gate), { timeoutMs: 60_000, everyMs: 100, describe: site.lastWords })
  }
}

async function isAtRest(site: CrashSite, gate: GateId): Promise<boolean> {
  const { lane, board } = ((await site.simulate('/state'))['gates'] as Record<GateId, GateView>)[gate]
  if (lane.place === 'loop1') await site.simulate(`/gates/${gate}/back-out`).catch(() => undefined)
  if (lane.place !== 'empty' || board.gate !== 'closed') return false
  const status = await panel(site, gate, '/api/status')
  const outbox = await panel(site, gate, '/api/outbox')
  return status?.['hub']?.['online'] === true && status['lane']?.['phase'] === 'idle' && outbox?.['pending'] === (0 as unknown)
}

async function panel(site: CrashSite, gate: GateId, where: string): Promise<Record<string, Record<string, unknown>> | undefined> {
  const answer = await fetch(`${site.panels[gate]}${where}`).catch(() => undefined)
  return answer?.ok === true ? ((await answer.json()) as Record<string, Record<string, unknown>>) : undefined
}

/** Resolves when no command is under way any more, with what is wrong then. */
export async function finalVerdict(site: CrashSite): Promise<string[]> {
  await until('every command to end', async () => (await openCommands(site)) === 0, { timeoutMs: 40_000, everyMs: 200 })
  return judge(await collect(site, []))
}

async function openCommands(site: CrashSite): Promise<number> {
  const { commands } = await collect(site, [])
  return commands.filter(command => ['queued', 'sent', 'accepted'].includes(command.state)).length
}
