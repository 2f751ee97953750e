/** `npm run simulator -- meals …`: a day of a meal programme against a hub, and whether the hub has it as it was. */
import { writeFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { tokenOnce } from '@palang/protocol'
import { hubApi, type HubApi } from '../hub/hub-api.ts'
import { type Checked, checkedTable, checkMealDay, isBalanced } from './check-day.ts'
import { plannedDay } from './day-plan.ts'
import { truthOf, type MealTruth } from './day-truth.ts'
import { gatewayPost } from './gateway-post.ts'
import type { MealArguments } from './meal-arguments.ts'
import { type DayTold, playDay } from './play-day.ts'
import { playedDay } from './played-day.ts'
import { prepareMealDay, tellCooked } from './prepare-meal-day.ts'

/** Rounds are reckoned after the scans are acknowledged. */
const settleMs = 30_000
const lookEveryMs = 250

/** Resolves once the day is over; false when it was to be checked and does not balance. Rejects when `signal` ends it before. */
export async function runMeals(given: MealArguments, say: (line: string) => void, signal: AbortSignal): Promise<boolean> {
  const plan = plannedDay(given.size, given.seed)
  const played = playedDay(plan, new Set(given.faults), given.seed)
  const api = hubApi(given.hub)
  const { day, batches } = await prepareMealDay(api, plan)
  const seconds = Math.round((played.acts.at(-1)?.atS ?? 0) / given.speed)
  say(`${plan.programme}: ${played.trays.length} trays to ${plan.schools.length} schools on ${day}, over in about ${seconds} s`)
  const told = await withToken(api, token =>
    playDay(played, {
      clock: { now: () => Date.now(), until: ms => untilMoment(ms, signal) },
      speed: given.speed,
      send: gatewayPost({ url: given.hub.url, token }),
      cooked: (kitchen, atMs) => tellCooked(api, batches.get(kitchen) ?? '', atMs),
    }),
  )
  const truth = truthOf(plan, day, played, told)
  if (given.truth !== undefined) writeFileSync(given.truth, `${JSON.stringify(truth, undefined, 2)}\n`)
  say(summary(truth, told))
  if (!given.check) return true
  const checked = await settledCheck(api, truth)
  say(checkedTable(checked))
  return isBalanced(checked)
}

/** Resolves at the moment by this computer's clock: timers are early by less than a millisecond now and then. Rejects when `signal` aborts. */
export async function untilMoment(ms: number, signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted()
  while (Date.now() < ms) await wait(Math.max(1, ms - Date.now()), undefined, signal === undefined ? {} : { signal })
}

/** Gateways have one token among them, which may do nothing but send scans; it is taken back at the end. */
async function withToken<T>(api: HubApi, work: (token: string) => Promise<T>): Promise<T> {
  const asked = { kind: 'api', name: 'meal simulator', scopes: ['scans:send'], expires_in_days: 2 }
  const { secret, token } = tokenOnce.parse(await api.post('/api/tokens', asked))
  try {
    return await work(secret)
  } finally {
    await api.remove(`/api/tokens/${token.id}`)
  }
}

async function settledCheck(api: HubApi, truth: MealTruth): Promise<Checked[]> {
  const untilMs = performance.now() + settleMs
  let checked = await checkMealDay(api, truth)
  while (!isBalanced(checked) && performance.now() < untilMs) {
    await wait(lookEveryMs)
    checked = await checkMealDay(api, truth)
  }
  return checked
}

function summary({ trays, gateways }: MealTruth, { syncs, lostAnswers }: DayTold): string {
  const scans = gateways.reduce((sum, one) => sum + one.scans, 0)
  const lost = trays.filter(tray => tray.lost).length
  const kept = trays.filter(tray => !tray.lost && !tray.back).length
  return `${scans} scans in ${syncs} syncs, ${lostAnswers} of them sent again because the answer was lost; ${lost} trays lost on the way, ${kept} not given back`
}
