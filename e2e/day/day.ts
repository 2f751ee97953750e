/** A whole day: every lane has its cars, things break and come back, the hub is away for a while, and in the evening everything is counted. */
import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import { until } from '../site/until.ts'
import { startDaySite, type DaySite } from './day-site.ts'
import { comeIn, goOut, lookOnly } from './driver.ts'
import { screenOf, viewOf } from './lane.ts'
import { booking, countMoney, takenAt } from './money.ts'
import type { Money } from './pay.ts'
import { type Car, type DayPlan, type Mishap, planDay } from './plan.ts'
import { type DayCount, type Line, reconcile, type StayCount } from './reconcile.ts'

export interface DayRequest {
  cars: number
  /** Lanes in, and as many out. */
  lanes: number
  seed: number
  log?: (line: string) => void
  /** Ends the day early: it throws, and its site is stopped. */
  signal?: AbortSignal
}

export interface DayResult {
  lines: Line[]
  /** Codes of the alarms of the day, and how often each was raised. */
  alarms: Record<string, number>
  /** How often a car had to come again. */
  secondTries: number
  seconds: number
}

const openingFloat = 200_000
/** Between one try of a car and its next. */
const againMs = 1_000
/** A car that cannot get through in so many tries ends the day as a failure. */
const mostTries = 12

interface Day {
  site: DaySite
  plan: DayPlan
  log: (line: string) => void
  waiting: Car[]
  inside: { car: Car; shown: string }[]
  money: Money
  drivenIn: number
  drivenOut: number
  secondTries: number
}

/** Plays one day on a site of its own and counts. Throws when a car never got through. */
export async function playDay({ cars, lanes, seed, log = () => undefined, signal }: DayRequest): Promise<DayResult> {
  const startMs = performance.now()
  const site = await startDaySite(lanes)
  try {
    const plan = planDay(cars, seed)
    const counted = {
      waiting: [...plan.cars],
      inside: [],
      money: { drawer: 0, phones: new Map<string, number>() },
      drivenIn: 0,
      drivenOut: 0,
      secondTries: 0,
    }
    const day: Day = { site, plan, log, ...counted }
    await enrol(day)
    const shift = await ask(site, 'POST', '/api/shifts', z.looseObject({ id: z.string() }), { opening_float: openingFloat })
    const work = [...site.lanes.in.map(gate => workEntry(day, gate)), ...site.lanes.out.map(gate => workExit(day, gate)), workMishaps(day)]
    await Promise.race([Promise.all(work), brokenOff(signal)])
    await comeToRest(site)
    const count = await countAll(day, shift.id)
    const alarms = await alarmsOf(site)
    return { lines: reconcile(count), alarms, secondTries: day.secondTries, seconds: (performance.now() - startMs) / 1000 }
  } finally {
    await site.site.stop()
  }
}

function brokenOff(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_, reject) => signal?.addEventListener('abort', () => reject(new Error('the day was broken off')), { once: true }))
}

async function enrol({ site, plan }: Day): Promise<void> {
  for (const { credential, name: id, plate } of plan.cars) {
    if (credential !== 'member') continue
    await ask(site, 'POST', '/api/cards', z.looseObject({}), { id, kind: 'member', holder: id, license_plate: plate })
  }
}

async function workEntry(day: Day, gate: string): Promise<void> {
  for (let car = day.waiting.shift(); car !== undefined; car = day.waiting.shift()) {
    const shown = await untilThrough(day, gate, car.name, () => comeIn(day.site, gate, car))
    day.inside.push({ car, shown })
    day.drivenIn += 1
    if (day.drivenIn % 100 === 0) day.log(`${day.drivenIn} in, ${day.drivenOut} out`)
  }
}

async function workExit(day: Day, gate: string): Promise<void> {
  while (day.drivenOut + day.inside.length < day.plan.cars.length || day.inside.length > 0) {
    const next = day.inside.shift()
    if (next === undefined) {
      await pause(againMs / 4)
      continue
    }
    const { car, shown } = next
    if (car.hesitates) await lookOnly(day.site, gate, car, shown)
    await untilThrough(day, gate, shown, async () => (await goOut(day.site, gate, car, shown, day.money)) || undefined)
    day.drivenOut += 1
  }
}

/** Tries until it is through; what stood in the way of whoever shows `name` is told with the last try. */
async function untilThrough<T>(day: Day, gate: string, name: string, attempt: () => Promise<T | undefined>): Promise<T> {
  for (let tries = 0; tries < mostTries; tries++) {
    const done = await attempt()
    if (done !== undefined) return done
    day.secondTries += 1
    await pause(againMs)
  }
  const stays = await ask(day.site, 'GET', `/api/sessions?search=${name}`, z.unknown())
  const seen = { screen: await screenOf(day.site, gate), view: await viewOf(day.site, gate), stays }
  throw new Error(`${name} came to ${gate} ${mostTries} times in vain: ${JSON.stringify(seen)}`)
}

async function workMishaps(day: Day): Promise<void> {
  for (const mishap of day.plan.mishaps) {
    await until(`${mishap.afterCars} cars`, () => day.drivenIn >= mishap.afterCars || day.drivenIn === day.plan.cars.length, {
      timeoutMs: 3_600_000,
      everyMs: 200,
    })
    const lanes = day.site.lanes[mishap.direction]
    const gate = lanes[mishap.lane % lanes.length] ?? ''
    day.log(`${mishap.kind} ${mishap.kind === 'hub_away' ? '' : gate}`)
    await happen(day.site, gate, mishap)
  }
}

async function happen({ site }: DaySite, gate: string, { kind, seconds }: Mishap): Promise<void> {
  if (kind === 'controller_killed') return kill(site, gate)
  if (kind !== 'hub_away') {
    await site.simulate(`/gates/${gate}/fault`, { fault: kind, on: true })
    await pause(seconds * 1000)
    await site.simulate(`/gates/${gate}/fault`, { fault: kind, on: false })
    // A barrier that did not obey stays out of service until a person has it move again.
    if (kind === 'jammed')
      await site.api('POST', `/api/gate/control/${gate}?wait=terminal`, { action: 'close', reason: 'the boom is free again' })
    return
  }
  // Frozen first, as a computer that swaps itself to death, then gone.
  const hub = site.pid('hub')
  if (hub === undefined) throw new Error('the hub does not run')
  process.kill(hub, 'SIGSTOP')
  await pause(seconds * 1000)
  await kill(site, 'hub')
}

/** kill -9; the launcher starts another. */
async function kill(site: DaySite['site'], name: string): Promise<void> {
  const killed = site.pid(name)
  if (killed === undefined) throw new Error(`${name} does not run`)
  process.kill(killed, 'SIGKILL')
  await until(`${name} to run again`, () => ![undefined, killed].includes(site.pid(name)), { timeoutMs: 60_000, describe: site.output })
}

const allLanes = ({ lanes }: DaySite) => [...lanes.in, ...lanes.out]

async function comeToRest(site: DaySite): Promise<void> {
  for (const gate of allLanes(site)) {
    const isAtRest = async () => {
      const screen = await screenOf(site, gate)
      return screen?.hub.online === true && screen.lane.phase === 'idle' && (await pendingOf(site, gate)) === 0
    }
    await until(`${gate} to come to rest`, isAtRest, { timeoutMs: 60_000, everyMs: 100, describe: site.site.output })
  }
}

async function pendingOf({ site }: DaySite, gate: string): Promise<number> {
  const answer = await fetch(`${site.panels[gate]?.replace(/\/$/, '')}/api/outbox`)
  return z.object({ pending: z.int() }).parse(await answer.json()).pending
}

const heading = z.looseObject({ key: z.string(), net: z.int() })
const moneyReport = z.looseObject({
  total: z.looseObject({ net: z.int() }),
  actors: z.array(heading),
  methods: z.array(heading),
})
const ledgerCheck = z.looseObject({ balanced: z.boolean() })

async function countAll(day: Day, shiftId: string): Promise<DayCount> {
  const { site, money } = day
  const dates = [Date.now() - 86_400_000, Date.now() + 86_400_000].map(ms => new Date(ms).toISOString().slice(0, 10))
  const report = await ask(site, 'GET', `/api/reports/money?from=${dates[0]}&to=${dates[1]}`, moneyReport)
  const closed = await ask(site, 'POST', `/api/shifts/${shiftId}/close`, z.looseObject({ difference: z.int() }), {
    counted_amount: openingFloat + money.drawer,
  })
  const payments = await pages(site, '/api/payments', booking)
  const letters = await pages(site, '/api/dead-letters', z.looseObject({}))
  const lanes = await Promise.all(
    allLanes(site).map(async id => {
      const { lane, cash } = await viewOf(site, id)
      const taken = site.lanes.out.includes(id) ? await takenAt(site, id) : []
      return {
        id,
        direction: site.lanes.in.includes(id) ? ('in' as const) : ('out' as const),
        passages: lane.passages,
        box: (cash?.stacked_total ?? 0) - (cash?.paid_total ?? 0),
        taken,
        phones: money.phones.get(id) ?? 0,
        reported: report.actors.find(({ key }) => key === `machine:${id}`)?.net ?? 0,
        untold: await pendingOf(site, id),
      }
    }),
  )
  return {
    lanes,
    stays: await staysOf(site),
    drivenIn: day.drivenIn,
    drivenOut: day.drivenOut,
    ledgerNet: payments.reduce((sum, { amount }) => sum + amount, 0),
    reportNet: report.total.net,
    ledgerBalanced: (await ask(site, 'GET', '/api/reports/ledger-check', ledgerCheck)).balanced,
    money: await countMoney(site, { lanes, drawer: money.drawer, payments, methods: report.methods }),
    difference: closed.difference,
    occupied: (await ask(site, 'GET', '/api/parking/capacity', z.looseObject({ occupied: z.int() }))).occupied,
    deadLetters: letters.length,
    untold: lanes.reduce((sum, lane) => sum + lane.untold, 0),
  }
}

const session = z.looseObject({
  id: z.string(),
  entered_at: z.string().nullable(),
  closed_at: z.string().nullable(),
  outcome: z.string().nullable(),
  exit_machine_id: z.string().nullable(),
  amount: z.int().nullable(),
  paid_amount: z.int(),
})

async function staysOf(site: DaySite): Promise<StayCount[]> {
  return (await pages(site, '/api/sessions', session)).map(stay => ({
    id: stay.id,
    entered: stay.entered_at !== null,
    closed: stay.closed_at !== null,
    outcome: stay.outcome,
    exitMachineId: stay.exit_machine_id,
    amount: stay.amount,
    paid: stay.paid_amount,
  }))
}

async function alarmsOf(site: DaySite): Promise<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const { code } of await pages(site, '/api/alarms', z.looseObject({ code: z.string() }))) counts[code] = (counts[code] ?? 0) + 1
  return counts
}

/** Everything of a list of the hub's interface. */
async function pages<Item>(site: DaySite, where: string, item: z.ZodType<Item>): Promise<Item[]> {
  const page = z.object({ items: z.array(item), next_cursor: z.string().nullable() })
  const all: Item[] = []
  for (let cursor = ''; ;) {
    const { items, next_cursor: next } = await ask(site, 'GET', `${where}?limit=500${cursor}`, page)
    all.push(...items)
    if (next === null) return all
    cursor = `&cursor=${encodeURIComponent(next)}`
  }
}

async function ask<Body>(
  { site }: DaySite,
  method: string,
  where: string,
  schema: z.ZodType<Body>,
  body?: Record<string, unknown>,
): Promise<Body> {
  const answer = await site.api(method, where, body)
  if (answer.status >= 300) throw new Error(`${method} ${where}: ${answer.status} ${JSON.stringify(answer.body)}`)
  return schema.parse(answer.body)
}
