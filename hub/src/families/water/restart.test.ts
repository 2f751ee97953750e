/** The hub dies at any transaction, just before it is committed or just after, and starts again: nothing is lost, and nothing counts twice. */
import { CodedError, uuidv7 } from '@palang/kit'
import { waterSettings } from '@palang/protocol'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createLive } from '../../live/live.ts'
import { payPrepaid, topUp } from '../../money/prepaid.ts'
import { addsUp } from '../../money/report.ts'
import { noPayments } from '../../payments/testing/no-payments.ts'
import { at } from '../../store/contract/samples.ts'
import type { Store } from '../../store/store.ts'
import { vendingMachine } from '../../testing/vending-machine.ts'
import { renew } from '../../water/consumables.ts'
import { calibrate } from './calibrations.ts'
import { setPrices } from './prices.ts'
import { waterConfig } from './settings.ts'
import { waterIntake, type WaterIntake, waterSite } from './testing/water-intake.ts'

type When = 'before' | 'after'
const admin = { id: 'user:admin', role: 'admin' } as const
const card = 'CARD_1'

let rig: WaterIntake
beforeEach(async () => {
  rig = await waterIntake()
  const nothing = { holder: null, licensePlate: null, vehicleClass: null, validFrom: null, validUntil: null }
  const times = { createdAt: at(0), updatedAt: at(0) }
  await rig.store.transact(tx => tx.cards.put({ id: card, kind: 'member', status: 'active', ...nothing, ...times }))
})
afterEach(() => rig.close())

/** The database as the hub sees it that dies with its so many-th transaction: nobody hears of it, whether it was committed or not. */
function dying(store: Store, nth: number, when: When): Store {
  let count = 0
  const gone = () => new CodedError('database_unavailable', 'the hub is dead', { retryable: true })
  return {
    ...store,
    async transact(work) {
      count += 1
      if (count < nth) return store.transact(work)
      if (count === nth && when === 'after') await store.transact(work)
      if (count === nth && when === 'before')
        await store.transact(async tx => {
          await work(tx)
          throw gone()
        })
      throw gone()
    },
  }
}

const tanked = vendingMachine('vending-1', { consumables: { tank_litres: 100 } })
const partsOn = (store: Store) => ({
  store,
  site: waterSite,
  clock: rig.clock,
  live: createLive({ clock: rig.clock, isGate: () => false }),
  settings: { changed: async () => undefined },
})
/** What the next run of the hub tells the machine. */
const config = async () =>
  waterSettings.parse((await waterConfig({ store: rig.store, site: waterSite, payments: noPayments }))('vending-1').config)

/** Does it again in the next run where this one died; whether it did. */
async function inRuns(over: Store, act: (store: Store) => Promise<unknown>): Promise<boolean> {
  try {
    await act(over)
    return false
  } catch {
    await act(rig.store)
    return true
  }
}

/** A sale of 1,000 with 300 in coins and 700 of a card; a third of the water comes. */
function story() {
  const [session_id, payment_id] = [uuidv7(), uuidv7()]
  const fact = (type: string, payload: object) => ({ type, payload: { session_id, currency: 'IDR', ...payload } })
  const price = { volume_ml: 600, price: 1000 }
  const pour = { purpose: 'sale', volume_ml: 600, pulses: 270, pulses_per_litre: 450, max_ms: 28_000 }
  const came = { delivered_ml: 198, exact: true, reason: 'leak' }
  const money = { paid_amount: 1000, charged: 330, remainder: 670, remainder_to: 'prepaid', to_prepaid: 670, payment_id, prepaid_paid: 700 }
  return {
    session_id,
    asked: { session_id, payment_id, card_id: card, amount: 700 },
    chosen: [
      fact('sale_opened', { ...price, price_list: 'v', credit_used: 0 }),
      fact('cash_received', { payment_id: uuidv7(), amount: 300, quote_amount: 1000 }),
    ],
    poured: [
      fact('sale_paid', { method: 'prepaid', payment_id, amount: 1000, paid_amount: 1000 }),
      fact('pour_ordered', pour),
      fact('pour_started', {}),
      fact('pour_ended', { ...came, pulses: 89 }),
    ],
    settled: [fact('sale_settled', { ...price, ...came, result: 'failed', ...money })],
  }
}

describe.each(['before', 'after'] as const)('killed %s the commit', when => {
  test('a sale paid with coins and a card comes to the same, whichever transaction it was', async () => {
    await topUp({ store: rig.store, clock: rig.clock, site: waterSite }, admin, card, { amount: 5000, method: 'cash', reason: undefined })
    let sales = 0
    let deaths = 0
    for (let nth = 1, died = true; died; nth += 1) {
      const { session_id: id, asked, chosen, poured, settled } = story()
      const over = dying(rig.store, nth, when)
      const [first, second, third] = [rig.batch(...chosen), rig.batch(...poured), rig.batch(...settled)]
      const steps = [
        (store: Store) => rig.run(store).receive(first),
        (store: Store) => payPrepaid({ store, clock: rig.clock, site: waterSite }, asked, 'vending-1'),
        (store: Store) => rig.run(store).receive(second),
        (store: Store) => rig.run(store).receive(third),
      ]
      died = false
      for (const step of steps) died = (await inRuns(died ? rig.store : over, step)) || died
      sales += 1
      if (died) deaths += 1
      const books = await rig.store.ledger.balance()
      expect(addsUp(books)).toBe(true)
      expect(books).toMatchObject({ takings: 5000 + sales * 300, sessions: sales * 330, credit: 0, owed: 0, prepaid: 5000 - sales * 30 })
      expect(await rig.store.sessions.get(id)).toMatchObject({
        state: 'partial',
        paidAmount: 330,
        pour: { charged: 330, deliveredMl: 198 },
      })
    }
    expect(deaths).toBeGreaterThanOrEqual(4)
    expect((await rig.store.alarms.list({ state: 'active' }, { limit: 9 })).items).toEqual([])
  })

  test.each([
    {
      what: 'prices',
      act: (store: Store) =>
        setPrices(partsOn(store), admin, { machineId: null, products: [{ volume_ml: 600, price: 1500 }], reason: 'March' }),
      told: async () => (await config()).prices['vending-1']?.products.length ?? 0,
    },
    {
      what: 'a calibration',
      act: (store: Store) => calibrate(partsOn(store), admin, 'vending-1', { kind: 'flow', pulses_per_litre: 440 }),
      told: async () => Object.keys((await config()).calibrations['vending-1'] ?? {}).length,
    },
    {
      what: 'a renewal',
      act: (store: Store) => renew(partsOn(store), admin, tanked, { kind: 'tank' }),
      told: async () => (await rig.store.waterCare.newestRenewals()).length,
    },
    {
      what: 'a top-up',
      act: (store: Store) => topUp(partsOn(store), admin, card, { amount: 1000, method: 'cash', reason: undefined }),
      told: async () => (await rig.store.prepaid.balance(card)) / 1000,
    },
  ])('of $what there is all or nothing: what is in force, and who did it', async ({ act, told }) => {
    await expect(act(dying(rig.store, 1, when))).rejects.toMatchObject({ code: 'database_unavailable' })
    const audit = await rig.store.audit.list({}, { limit: 5 })
    const there = when === 'after' ? 1 : 0
    expect([await told(), audit.items.length]).toEqual([there, there])
  })
})
