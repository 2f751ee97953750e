/** The coming of customers to water machines, by the hour of the day. */
import type { Log } from '@palang/kit'
import type { Clock, Timer } from '@palang/kit/clock'
import { visitorCard } from '../traffic/people.ts'
import type { Random } from '../traffic/random.ts'
import type { Watch } from '../world/watch.ts'
import type { WaterStand } from '../world/water-stand.ts'
import { type Counter, type Customer, type Manner, type PayWay, visitWater, type VisitEnd } from './customer.ts'
import type { PrepaidDesk } from './prepaid-desk.ts'
import { waterPanel } from './water-panel.ts'

export interface WaterTrafficOptions {
  stands: readonly WaterStand[]
  clock: Clock
  watch: Watch
  random: Random
  log: Log
  /** Divides the waits between customers. */
  speed: number
  /** The outlet's, whose morning and evening it is. */
  timezone: string
  on: boolean
  /** A phone pays the code it scans; undefined where no provider is played. */
  scan: Counter['scan']
  /** Where customers have their prepaid cards topped up. */
  desk: PrepaidDesk
}

export interface WaterTraffic {
  start(): void
  stop(): void
  switchOn(on: boolean): void
  view(): { on: boolean; visits: Readonly<Record<VisitEnd, number>> }
}

/** Between two customers of one machine in the busiest hour. */
const busiestMs = 90_000
const firstMs = 3_000
/** Before work and after it; by hour of the day, the busiest is 1. */
const curve = [
  0.04, 0.02, 0.02, 0.02, 0.1, 0.4, 0.9, 1, 0.8, 0.5, 0.4, 0.45, 0.5, 0.4, 0.35, 0.45, 0.7, 1, 1, 0.8, 0.5, 0.3, 0.15, 0.08,
] as const
/** Of a hundred customers; the rest buy. */
const manners: readonly (readonly [Manner, number])[] = [
  ['cancels', 0.04],
  ['stops', 0.04],
  ['leaves', 0.03],
  ['mixes', 0.03],
  ['overpays', 0.05],
  ['small_bottle', 0.02],
]
const firstWays: readonly (readonly [PayWay, number])[] = [
  ['qris', 0.3],
  ['prepaid', 0.1],
  ['coins', 0.1],
  ['card', 0.05],
]
/** Of those who hold a card to the reader. */
const strangeCardRate = 0.05

/** One customer at a time at each machine. */
export function createWaterTraffic(options: WaterTrafficOptions): WaterTraffic {
  const { stands, clock, random, log, speed } = options
  const visits: Record<VisitEnd, number> = { served: 0, left: 0, turned_away: 0 }
  const timers = new Map<string, Timer>()
  const busy = new Set<string>()
  let isRunning = false
  let isOn = options.on
  const nextMs = paces(options)

  function plan(stand: WaterStand, delayMs: number): void {
    timers.get(stand.id)?.cancel()
    timers.set(
      stand.id,
      clock.after(delayMs, () => {
        plan(stand, nextMs())
        come(stand).catch((error: unknown) => log.error({ err: error }, 'a customer lost the way'))
      }),
    )
  }

  async function come(stand: WaterStand): Promise<void> {
    if (busy.has(stand.id)) return
    busy.add(stand.id)
    const customer = makeCustomer(random)
    const end = await visit(options, stand, customer).finally(() => busy.delete(stand.id))
    visits[end] += 1
    log.info({ machine: stand.id, manner: customer.manner, way: customer.ways[0], end }, 'customer')
  }

  function halt(): void {
    for (const timer of timers.values()) timer.cancel()
    timers.clear()
  }

  function resume(): void {
    if (isRunning && isOn) for (const stand of stands) plan(stand, firstMs + random.next() * (busiestMs / speed))
  }

  return {
    start() {
      if (isRunning) return
      isRunning = true
      resume()
    },
    stop() {
      isRunning = false
      halt()
    },
    switchOn(on) {
      isOn = on
      halt()
      resume()
    },
    view: () => ({ on: isOn, visits: { ...visits } }),
  }
}

/** Who wants to pay with a card has been at the desk before; a few hold one to the reader that nobody knows. */
async function visit(options: WaterTrafficOptions, stand: WaterStand, customer: Customer): Promise<VisitEnd> {
  const counter = counterOf(stand, options.scan)
  if (customer.ways[0] !== 'prepaid' || options.random.chance(strangeCardRate)) return visitWater(options, counter, customer)
  const card = await options.desk.card(stand.dearestIdr)
  return visitWater(options, counter, card === undefined ? { ...customer, ways: customer.ways.slice(1) } : { ...customer, card })
}

/** Who has no card or finds the first way closed pays with notes. */
function makeCustomer(random: Random): Customer {
  const manner = drawn(manners, random) ?? 'buys'
  return { manner, ways: waysOf(manner, random), card: visitorCard(random) }
}

function waysOf(manner: Manner, random: Random): PayWay[] {
  if (manner === 'mixes') return ['cash', 'qris', 'coins', 'cash']
  const way = manner === 'overpays' || manner === 'leaves' ? undefined : drawn(firstWays, random)
  return way === undefined ? ['cash', 'coins'] : [way, 'cash', 'coins']
}

function drawn<T>(shares: readonly (readonly [T, number])[], random: Random): T | undefined {
  let left = random.next()
  return shares.find(([, share]) => (left -= share) < 0)?.[0]
}

function counterOf(stand: WaterStand, scan: Counter['scan']): Counter {
  const { coinValue } = stand
  return {
    panel: waterPanel(stand.panelUrl),
    cash: stand.cash,
    dropCoins: coinValue === undefined ? undefined : amount => stand.board.insertCoin(Math.ceil(amount / coinValue)),
    holdCard: card => stand.hasReader && stand.reader.present(card, 'RFID'),
    scan,
  }
}

/** Until the next customer, as chance has it around what the hour says. */
function paces({ clock, random, speed, timezone }: WaterTrafficOptions): () => number {
  const hourOf = new Intl.DateTimeFormat('en', { timeZone: timezone, hour: 'numeric', hourCycle: 'h23' })
  return () => {
    const share = curve[Number(hourOf.format(clock.now()))] ?? 1
    return (busiestMs * (0.4 + 1.2 * random.next())) / share / speed
  }
}
