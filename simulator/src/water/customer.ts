/** What a customer does at a water machine, from looking at the screen to walking away. */
import type { Product, SaleStatus } from '@palang/protocol'
import { longestPourMs } from '@palang/protocol'
import type { CashMachine } from '../cash/acceptor.ts'
import { notesFor } from '../traffic/notes.ts'
import type { Random } from '../traffic/random.ts'
import type { Watch } from '../world/watch.ts'
import type { WaterPanel } from './water-panel.ts'

/** `leaves`: puts one note in and walks away from what is left of it. */
export type Manner = 'buys' | 'cancels' | 'stops' | 'leaves'
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
  /** A phone scans the code that is shown. */
  scan: ((code: string) => Promise<unknown>) | undefined
}

export interface CustomerWorld {
  watch: Watch
  random: Random
}

/** `served`: water was paid and ended, whatever way; `left`: went before; `turned_away`: nothing is sold now. */
export type VisitEnd = 'served' | 'left' | 'turned_away'

const lookEveryMs = 400
const waits = { thinkMs: [1_500, 4_000], noteMs: [600, 1_500], payMs: 45_000, readMs: [1_500, 4_000] } as const
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
  const ended = await seen(world, panel, ({ phase }) => phase !== 'pouring', longestPourMs(wanted.volume_ml))
  if (ended === undefined) return 'left'
  await pause(world, waits.readMs)
  if (ended.phase === 'thanks') await panel.touch('done', {})
  return 'served'
}

/** True once it pours. */
async function pay(world: CustomerWorld, counter: Counter, { manner, ways, card }: Customer, asked: SaleStatus): Promise<boolean> {
  const isPaid = ({ phase }: SaleStatus) => phase === 'pouring' || phase === 'thanks'
  for (const way of ways) {
    const tries = await payBy[way](world, counter, asked, { card, isShort: manner === 'leaves' })
    if (!tries) continue
    if (manner === 'leaves') return false
    const paid = await seen(world, counter.panel, isPaid, waits.payMs)
    if (paid !== undefined) return true
    if ((await counter.panel.sale())?.phase !== 'paying') return false
  }
  return false
}

type PayBy = (world: CustomerWorld, counter: Counter, asked: SaleStatus, how: { card: string; isShort: boolean }) => Promise<boolean>

/** Each is false where it cannot be tried at this machine. */
const payBy: Record<PayWay, PayBy> = {
  async cash(world, { cash, panel }, asked, { isShort }) {
    if (cash === undefined || asked.takes?.notes === false) return false
    const notes = notesFor(dueOf(asked), world.random, cash)
    for (const note of isShort ? notes.slice(0, 1) : notes) {
      if (!(await world.watch.until(() => cash.isEnabled(), waits.payMs))) return false
      await pause(world, waits.noteMs)
      const outcome = await cash.insert(note)
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
    await pause(world, waits.thinkMs)
    await scan(shown.qris.code)
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
