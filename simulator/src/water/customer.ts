/** What a customer does at a water machine, from looking at the screen to walking away. */
import type { Product, SaleStatus } from '@palang/protocol'
import { longestPourMs } from '@palang/protocol'
import type { CashMachine } from '../cash/acceptor.ts'
import { notesFor } from '../traffic/notes.ts'
import type { Random } from '../traffic/random.ts'
import type { Watch } from '../world/watch.ts'
import type { WaterPanel } from './water-panel.ts'

/**
 * `leaves`: puts in too little and walks away from it, or walks away before paying where one note is the price. `mixes`: pays the rest of
 * it another way. `overpays`: has only one larger note. `small_bottle`: stops when the bottle is full.
 */
export type Manner = 'buys' | 'cancels' | 'stops' | 'leaves' | 'mixes' | 'overpays' | 'small_bottle'
const payWays = ['cash', 'coins', 'qris', 'card', 'prepaid'] as const
export type PayWay = (typeof payWays)[number]

export interface Customer {
  manner: Manner
  /** In the order in which they are tried. */
  ways: readonly PayWay[]
  card: string
}

/** What a customer meets there. */
export interface Counter {
  panel: WaterPanel
  cash: CashMachine | undefined
  /** Drops coins worth so much; undefined where none are counted. */
  dropCoins: ((amount: number) => void) | undefined
  holdCard(card: string): boolean
  /** A phone scans and pays the code that is shown; the hub is notified so often. */
  scan: ((code: string, notifications: number) => Promise<unknown>) | undefined
}

export interface CustomerWorld {
  watch: Watch
  random: Random
}

/** `served`: water was paid and ended, whatever way; `left`: went before; `turned_away`: nothing is sold now. */
export type VisitEnd = 'served' | 'left' | 'turned_away'

const lookEveryMs = 400
const waits = { thinkMs: [1_500, 4_000], noteMs: [600, 1_500], payMs: 45_000, readMs: [1_500, 4_000] } as const
/** A note that jammed is given up. */
const noteMs = 30_000
/** Of a hundred who pay by QRIS: who is slow, and whose payment the hub is told of twice, or never. */
const qrisMishaps = { slow: 0.05, slowMs: [15_000, 40_000], twice: 0.05, untold: 0.03 } as const
/** Most people bring a bottle or a gallon; the rest what is in between. */
const popular = 0.7

/** One visit. Never rejects for what the machine does. */
export async function visitWater(world: CustomerWorld, counter: Counter, customer: Customer): Promise<VisitEnd> {
  const { watch, random } = world
  const { panel } = counter
  const first = await panel.sale()
  const wanted = first?.phase === 'idle' ? choice(first.products, random) : undefined
  if (wanted === undefined) return 'turned_away'
  await pause(world, waits.thinkMs)
  if (!(await panel.touch('choose', { volume_ml: wanted.volume_ml }))) return 'turned_away'
  const asked = await seen(world, panel, ({ phase }) => phase !== 'idle', waits.payMs)
  if (asked === undefined) return 'left'
  if (customer.manner === 'cancels') {
    await pause(world, waits.thinkMs)
    await panel.touch('cancel', {})
    return 'left'
  }
  if (asked.phase === 'paying' && !(await pay(world, counter, customer, asked))) {
    // Whoever walks away says nothing to the machine: it gives up the sale by itself.
    if (customer.manner !== 'leaves') await panel.touch('cancel', {})
    return 'left'
  }
  if (customer.manner === 'stops') {
    await watch.pause(random.between(1_000, 4_000))
    await panel.touch('stop', {})
  }
  if (customer.manner === 'small_bottle') {
    const holdsMl = (wanted.volume_ml * random.between(50, 90)) / 100
    const isFull = ({ phase, delivered_ml: ml = 0 }: SaleStatus) => phase !== 'pouring' || ml >= holdsMl
    await seen(world, panel, isFull, longestPourMs(wanted.volume_ml))
    await panel.touch('stop', {})
  }
  const ended = await seen(world, panel, ({ phase }) => phase !== 'pouring', longestPourMs(wanted.volume_ml))
  if (ended === undefined) return 'left'
  await pause(world, waits.readMs)
  if (ended.phase === 'thanks') await panel.touch('done', {})
  return 'served'
}

/** True once it pours. */
async function pay(world: CustomerWorld, counter: Counter, { manner, ways, card }: Customer, asked: SaleStatus): Promise<boolean> {
  const isPaid = ({ phase }: SaleStatus) => phase === 'pouring' || phase === 'thanks'
  for (const [turn, way] of ways.entries()) {
    const now = turn === 0 ? asked : ((await counter.panel.sale()) ?? asked)
    const isShort = turn === 0 && (manner === 'leaves' || manner === 'mixes')
    const tries = await payBy[way](world, counter, now, { card, isShort, overpays: manner === 'overpays' })
    if (!tries) continue
    if (manner === 'leaves') return false
    if (isShort && !isPaid((await counter.panel.sale()) ?? asked)) continue
    const paid = await seen(world, counter.panel, sale => isPaid(sale) || isRefused(way, sale), waits.payMs)
    if (paid !== undefined && isPaid(paid)) return true
    if ((await counter.panel.sale())?.phase !== 'paying') return false
  }
  return false
}

/** Nobody waits on with a card that was turned down. */
function isRefused(way: PayWay, { prepaid }: SaleStatus): boolean {
  return way === 'prepaid' && prepaid?.state !== 'asking' && prepaid?.reason !== undefined
}

interface How {
  card: string
  isShort: boolean
  overpays: boolean
}

type PayBy = (world: CustomerWorld, counter: Counter, asked: SaleStatus, how: How) => Promise<boolean>

/** Each is false where it cannot be tried at this machine. */
const payBy: Record<PayWay, PayBy> = {
  async cash(world, { cash, panel }, asked, how) {
    if (cash === undefined || asked.takes?.notes === false) return false
    for (const note of notesOf(dueOf(asked), world, cash, how)) {
      if (!(await world.watch.until(() => cash.isEnabled(), waits.payMs))) return false
      await pause(world, waits.noteMs)
      const outcome = await Promise.race([cash.insert(note), world.watch.pause(noteMs)])
      if (outcome !== 'stacked' || (await panel.sale())?.phase !== 'paying') break
    }
    return true
  },
  async coins(world, { dropCoins }, asked) {
    if (dropCoins === undefined || asked.takes?.coins !== true) return false
    await pause(world, waits.noteMs)
    dropCoins(dueOf(asked))
    return true
  },
  async qris(world, { scan, panel }, asked) {
    if (scan === undefined || asked.qris?.state !== 'offered' || !(await panel.touch('qris', { act: 'start' }))) return false
    const shown = await seen(world, panel, ({ qris }) => qris?.code !== undefined, waits.payMs)
    if (shown?.qris?.code === undefined) return false
    const { random } = world
    await pause(world, random.chance(qrisMishaps.slow) ? qrisMishaps.slowMs : waits.thinkMs)
    const notifications = random.chance(qrisMishaps.twice) ? 2 : random.chance(qrisMishaps.untold) ? 0 : 1
    // A code that has ended meanwhile is not paid.
    await scan(shown.qris.code, notifications).catch(() => undefined)
    return true
  },
  async card(_world, { panel }, asked) {
    return asked.card?.state === 'offered' && (await panel.touch('card', { act: 'start' }))
  },
  async prepaid(world, { holdCard }, asked, { card }) {
    if (asked.prepaid?.state !== 'offered') return false
    await pause(world, waits.noteMs)
    return holdCard(card)
  },
}

/** A water machine gives no change: most people have it exactly. */
function notesOf(dueIdr: number, { random }: CustomerWorld, cash: CashMachine, { isShort, overpays }: How): number[] {
  const known = cash.known()
  if (isShort) return known.filter(note => note < dueIdr).slice(-1)
  const larger = overpays ? known.find(note => note > dueIdr) : undefined
  return larger === undefined || dueIdr <= 0 ? notesFor(dueIdr, random, { known: () => known, givesChange: false }) : [larger]
}

function dueOf({ price = 0, paid_amount: paid = 0 }: SaleStatus): number {
  return Math.max(0, price - paid)
}

function choice(products: readonly Product[], random: Random): Product | undefined {
  const [smallest, ...others] = products.toSorted((one, other) => one.volume_ml - other.volume_ml)
  if (smallest === undefined) return undefined
  const largest = others.at(-1) ?? smallest
  return random.chance(popular) ? random.pick([smallest, largest]) : random.pick([smallest, ...others])
}

/** The sale once it is so; undefined when it did not come to that in time, or the world ends. */
async function seen(
  { watch }: CustomerWorld,
  panel: WaterPanel,
  isSo: (sale: SaleStatus) => boolean,
  withinMs: number,
): Promise<SaleStatus | undefined> {
  for (let waitedMs = 0; waitedMs <= withinMs; waitedMs += lookEveryMs) {
    const sale = await panel.sale()
    if (sale !== undefined && isSo(sale)) return sale
    if (!(await watch.pause(lookEveryMs))) return undefined
  }
  return undefined
}

async function pause({ watch, random }: CustomerWorld, [least, most]: readonly [number, number]): Promise<void> {
  await watch.pause(random.between(least, most))
}
