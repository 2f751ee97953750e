/** The money of the day by its method, as everybody counts it who has to do with it. */
import { z } from 'zod'
import type { DaySite } from './day-site.ts'
import { simulated } from './lane.ts'
import type { LaneCount, MoneyCount } from './reconcile.ts'

/** An entry of the ledger. */
export const booking = z.looseObject({ amount: z.int(), method: z.string(), actor: z.string(), note: z.string().nullable() })
type Booking = z.infer<typeof booking>

const slip = z.looseObject({ amount: z.int(), reference: z.string() })
const terminal = z.looseObject({ payments: z.array(slip) })
const provider = z.looseObject({
  charges: z.array(
    z.looseObject({
      id: z.string(),
      payment: z.looseObject({ amount: z.int() }).nullable(),
      refunds: z.array(z.looseObject({ amount: z.int() })),
    }),
  ),
})

/** What the card terminal of a gate took, by its own list. */
export async function takenAt({ site }: DaySite, gate: string): Promise<z.infer<typeof slip>[]> {
  return terminal.parse(await site.simulate(`/gates/${gate}/terminal`)).payments
}

interface Counted {
  lanes: readonly LaneCount[]
  drawer: number
  payments: readonly Booking[]
  /** Of the report of the day. */
  methods: readonly { key: string; net: number }[]
}

/** Asks the provider, too, and looks for each of its payments, and of those of the terminals, in the ledger. */
export async function countMoney(day: DaySite, { lanes, drawer, payments, methods }: Counted): Promise<MoneyCount[]> {
  const { charges } = await simulated(day, '/qris', provider)
  const settled = charges.flatMap(({ id, payment, refunds }) => (payment === null ? [] : [{ id, amount: payment.amount, refunds }]))
  const books = (method: string) => payments.filter(one => one.method === method)
  const cards = books('card')
  const phones = books('qris')
  const of = (method: string) => ({
    method,
    booked: sum(books(method)),
    reported: methods.find(({ key }) => key === method)?.net ?? 0,
  })
  const slips = lanes.flatMap(({ id, taken }) => taken.map(one => ({ ...one, actor: `machine:${id}` })))
  return [
    { ...of('cash'), people: lanes.reduce((total, { box }) => total + box, drawer), devices: null, entries: null },
    {
      ...of('card'),
      people: null,
      devices: sum(slips),
      entries: {
        expected: slips.length,
        found: slips.filter(one => isOnce(cards, ({ actor, note }) => actor === one.actor && note === one.reference, one.amount)).length,
        booked: cards.length,
      },
    },
    {
      ...of('qris'),
      people: lanes.reduce((total, lane) => total + lane.phones, 0),
      devices: sum(settled) - sum(settled.flatMap(({ refunds }) => refunds)),
      entries: {
        expected: settled.length,
        found: settled.filter(({ id, amount }) => isOnce(phones, ({ note }) => note?.endsWith(id) === true, amount)).length,
        booked: phones.length,
      },
    },
  ]
}

const sum = (list: readonly { amount: number }[]) => list.reduce((total, { amount }) => total + amount, 0)

/** Whether the ledger has it exactly once, with its amount. */
function isOnce(entries: readonly Booking[], isThis: (entry: Booking) => boolean, amount: number): boolean {
  const found = entries.filter(isThis)
  return found.length === 1 && found[0]?.amount === amount
}
