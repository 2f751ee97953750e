/** Compares what a hub shows of a day with the truth, to the last tray. */
import { isDeepStrictEqual } from 'node:util'
import { deadLetterView, mealBoardView, trayBalanceView, type MealBoardView } from '@palang/protocol'
import { z } from 'zod'
import type { HubApi } from '../hub/hub-api.ts'
import { flagsOf, outBySchool, sumsOf, type MealTruth, type Sums } from './day-truth.ts'
import { sumOf } from './day-plan.ts'

/** One line of the comparison. `differences`: what is otherwise, in words. */
export interface Checked {
  what: string
  truth: number
  hub: number
  differences: string[]
}

const letters = z.object({ items: z.array(deadLetterView) })
const lettersOfGateway = z.object({ scans: z.array(z.unknown()) })
/** Flags of the board that follow from clock and plan, not from what was scanned. */
const otherFlags: readonly string[] = ['late', 'unplanned', 'unreturned']

/** Asks the hub and compares. It may not have reckoned with everything yet. */
export async function checkMealDay(api: Pick<HubApi, 'get'>, truth: MealTruth): Promise<Checked[]> {
  const asked = `programme_id=${truth.programme}&day=`
  const board = mealBoardView.parse(await api.get(`/api/meals/board?${asked}${truth.day}`))
  const balance = trayBalanceView.parse(await api.get(`/api/meals/balance?${asked}${dayAfter(truth.day)}`))
  const out = new Map(balance.items.map(one => [one.school_id ?? '', one.containers.map(({ tag_id: tag }) => tag).toSorted()]))
  const unusable = truth.gateways.filter(one => one.unusable.length > 0)
  const kept = new Map<string, unknown[]>()
  for (const { id } of unusable) {
    const { items } = letters.parse(await api.get(`/api/dead-letters?machine=${id}&limit=500`))
    kept.set(
      id,
      items.flatMap(({ item }) => lettersOfGateway.safeParse(item).data?.scans ?? []),
    )
  }
  return [
    ...totals(truth, board),
    deliveries(truth, board),
    { what: 'trays that are out', ...eachAlike(outBySchool(truth), out, tags => tags.length) },
    gatewayScans(truth, board),
    wrongClocks(truth, board),
    unknownTags(truth, board),
    unusableItems(unusable, kept),
  ]
}

/** The day after a calendar day. */
function dayAfter(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10)
}

function totals(truth: MealTruth, { totals: shown }: MealBoardView): Checked[] {
  const all = [...sumsOf(truth).values()]
  const line = (what: string, of: (sums: Sums) => number): Checked => {
    const [expected, hub] = [sumOf(all.map(of)), of(shown)]
    return { what, truth: expected, hub, differences: expected === hub ? [] : [`${what}: ${expected}, the hub has ${hub}`] }
  }
  const steps = ['planned', 'dispatched', 'received', 'served'] as const
  return [
    ...steps.map(step => line(`portions ${step}`, sums => sums[step])),
    line('portions rejected', sums => sums.rejected),
    ...([...steps, 'returned'] as const).map(step => line(`trays ${step}`, sums => sums.containers[step])),
  ]
}

function deliveries(truth: MealTruth, board: MealBoardView): Checked {
  const trays = Map.groupBy(truth.trays, ({ school }) => school)
  const expected = new Map([...sumsOf(truth)].map(([id, sums]) => [id, { ...sums, flags: flagsOf(trays.get(id) ?? [], sums).toSorted() }]))
  const shown = new Map(
    board.deliveries.map(({ school, planned, dispatched, received, served, rejected, containers, flags }) => [
      school.id,
      { planned, dispatched, received, served, rejected, containers, flags: flags.filter(flag => !otherFlags.includes(flag)).toSorted() },
    ]),
  )
  return { what: 'deliveries', ...eachAlike(expected, shown, () => 1) }
}

function gatewayScans({ gateways }: MealTruth, board: MealBoardView): Checked {
  const truth = new Map(gateways.map(({ id, scans }) => [id, scans]))
  const hub = new Map(board.gateways.flatMap(({ id, scans }) => (truth.has(id) ? [[id, scans] as const] : [])))
  return { what: 'scans kept', ...eachAlike(truth, hub, scans => scans) }
}

function wrongClocks({ gateways }: MealTruth, board: MealBoardView): Checked {
  const truth = new Map(gateways.flatMap(({ id, clock_wrong: wrong }) => (wrong ? [[id, true] as const] : [])))
  const own = new Set(gateways.map(({ id }) => id))
  const hub = new Map(board.gateways.flatMap(({ id, clock_wrong: wrong }) => (wrong && own.has(id) ? [[id, true] as const] : [])))
  return { what: 'gateways whose clock is wrong', ...eachAlike(truth, hub, () => 1) }
}

function unknownTags(truth: MealTruth, board: MealBoardView): Checked {
  const expected = new Map(truth.unknown_tags.map(tag => [tag, 1]))
  // Others of the day may be anybody's.
  const shown = new Map(board.unknown_tags.flatMap(({ tag_id: tag, scans }) => (expected.has(tag) ? [[tag, scans] as const] : [])))
  return { what: 'tags nobody entered', ...eachAlike(expected, shown, () => 1) }
}

function unusableItems(gateways: MealTruth['gateways'], kept: ReadonlyMap<string, readonly unknown[]>): Checked {
  // An item that came again, beside others, is in a letter of its own.
  const texts = (items: readonly unknown[]) => [...new Set(items.map(item => JSON.stringify(item)))].toSorted()
  return {
    what: 'unusable items set aside',
    ...eachAlike(
      new Map(gateways.map(({ id, unusable }) => [id, texts(unusable)])),
      new Map([...kept].map(([id, items]) => [id, texts(items)])),
      items => items.length,
    ),
  }
}

function eachAlike<T>(truth: ReadonlyMap<string, T>, hub: ReadonlyMap<string, T>, count: (one: T) => number): Omit<Checked, 'what'> {
  const names = [...new Set([...truth.keys(), ...hub.keys()])]
  const shown = (one: T | undefined) => (one === undefined ? 'nothing' : JSON.stringify(one))
  return {
    truth: sumOf([...truth.values()].map(count)),
    hub: sumOf([...hub.values()].map(count)),
    differences: names
      .filter(name => !isDeepStrictEqual(truth.get(name), hub.get(name)))
      .map(name => `${name}: ${shown(truth.get(name))}, the hub has ${shown(hub.get(name))}`),
  }
}

/** The comparison as people read it. */
export function checkedTable(checked: readonly Checked[]): string {
  const width = Math.max(...checked.map(({ what }) => what.length))
  const lines = checked.map(
    ({ what, truth, hub, differences }) =>
      `${what.padEnd(width)}  ${String(truth).padStart(8)}  ${String(hub).padStart(8)}  ${differences.length === 0 ? 'ok' : 'DIFFERENT'}`,
  )
  return [
    `${''.padEnd(width)}  ${'truth'.padStart(8)}  ${'hub'.padStart(8)}`,
    ...lines,
    ...checked.flatMap(({ what, differences }) => differences.map(difference => `${what}: ${difference}`)),
    isBalanced(checked) ? 'the simulated day balances to the last tray' : 'the simulated day does not balance',
  ].join('\n')
}

/** Nothing is otherwise. */
export function isBalanced(checked: readonly Checked[]): boolean {
  return checked.every(({ differences }) => differences.length === 0)
}
