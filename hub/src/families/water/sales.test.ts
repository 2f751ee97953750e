import { uuidv7 } from '@palang/kit'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { addsUp } from '../../money/report.ts'
import { prepaidEntry, prepaidKey } from '../../domain/prepaid.ts'
import { transferred } from '../../domain/credit.ts'
import { movePaid, takeBack } from '../../money/till.ts'
import { payment } from '../../store/contract/samples.ts'
import { waterIntake, type WaterIntake, waterSite } from './testing/water-intake.ts'

let rig: WaterIntake
beforeEach(async () => {
  rig = await waterIntake()
})
afterEach(() => rig.close())

const currency = 'IDR'
const price = 1000
const volume_ml = 600

/** The facts of one sale of 600 ml for 1,000. */
function sale(session_id = uuidv7()) {
  const fact = (type: string) => (payload: object) => ({ type, payload: { session_id, currency, ...payload } })
  const settled = fact('sale_settled')
  return {
    id: session_id,
    opened: (credit_used = 0) => fact('sale_opened')({ volume_ml, price, price_list: 'v1', credit_used }),
    note: (amount: number, payment_id = uuidv7()) => fact('cash_received')({ payment_id, amount, quote_amount: price }),
    paid: (over: object = {}) => fact('sale_paid')({ method: 'cash', amount: price, paid_amount: price, ...over }),
    settled: (over: object) =>
      settled({
        result: 'success',
        reason: 'done',
        volume_ml,
        delivered_ml: volume_ml,
        exact: true,
        price,
        remainder_to: 'nobody',
        ...over,
      }),
    creditLeft: (amount: number) => fact('credit_left')({ amount }),
  }
}

const session = (id: string) => rig.store.sessions.get(id)
const alarms = async () => (await rig.store.alarms.list({ state: 'active' }, { limit: 50 })).items.map(({ code }) => code)
const balance = async () => {
  const found = await rig.store.ledger.balance()
  expect(addsUp(found)).toBe(true)
  expect(await rig.store.ledger.mismatches(10)).toEqual([])
  return found
}

test('a sale is one session from the choice to its settlement', async () => {
  const one = sale()
  await rig.tell(one.opened(), one.note(1000))
  expect(await session(one.id)).toMatchObject({
    state: 'ordered',
    amount: price,
    paidAmount: 1000,
    pour: { priceList: 'v1', purpose: 'sale' },
  })
  await rig.tell(one.paid())
  expect(await session(one.id)).toMatchObject({ state: 'paid', closedAt: null, pour: { paidBy: 'cash' } })
  const of = { session_id: one.id }
  const ordered = { ...of, purpose: 'sale', volume_ml, pulses: 270, pulses_per_litre: 450, max_ms: 28_000 }
  const ended = { ...of, reason: 'done', pulses: 270, delivered_ml: 600, exact: true }
  await rig.tell({ type: 'pour_ordered', payload: ordered }, { type: 'pour_started', payload: of })
  expect(await session(one.id)).toMatchObject({ state: 'dispensing' })
  await rig.tell({ type: 'pour_ended', payload: ended })
  expect(await session(one.id)).toMatchObject({ state: 'dispensing', closedAt: null, pour: { deliveredMl: 600 } })
  await rig.tell(one.settled({ paid_amount: 1000, charged: 1000, remainder: 0 }))
  expect(await session(one.id)).toMatchObject({
    state: 'closed',
    outcome: 'closed',
    paidAmount: 1000,
    pour: { result: 'success', charged: 1000, remainder: 0, deliveredMl: 600 },
  })
  expect(await alarms()).toEqual([])
  expect(await balance()).toMatchObject({ takings: 1000, sessions: 1000, credit: 0, owed: 0 })
})

test('what is left over stands at the machine, and pays for the next sale without being new money', async () => {
  const [first, second] = [sale(), sale()]
  const partial = { result: 'failed', reason: 'power', delivered_ml: 380, paid_amount: 2000, charged: 633, remainder: 1367 }
  await rig.tell(first.opened(), first.note(2000), first.paid({ paid_amount: 2000 }), first.settled({ ...partial, remainder_to: 'credit' }))
  expect(await session(first.id)).toMatchObject({ state: 'partial', paidAmount: 633, pour: { charged: 633, remainder: 1367 } })
  expect(await balance()).toMatchObject({ takings: 2000, sessions: 633, credit: 1367 })

  await rig.tell(second.opened(1367), second.paid({ method: 'credit', paid_amount: 1367 }))
  await rig.tell(second.settled({ paid_amount: 1367, charged: 1000, remainder: 367, remainder_to: 'credit' }))
  expect(await session(second.id)).toMatchObject({ state: 'closed', paidAmount: 1000, pour: { paidBy: 'credit' } })
  expect(await balance()).toMatchObject({ takings: 2000, sessions: 1633, credit: 367 })
  const day = { from: '2026-01-20T00:00:00.000Z', to: '2026-01-21T00:00:00.000Z' }
  expect(await rig.store.ledger.revenue(day.from, day.to)).toBe(2000)
  const totals = await rig.store.ledger.totals(day)
  const net = (method: string) => totals.filter(line => line.method === method).reduce((sum, { amount }) => sum + amount, 0)
  expect([net('cash'), net('credit')]).toEqual([2000, 0])
  expect(await alarms()).toEqual([])
})

test('credit nobody came for is owed by its sale again, and a person is told', async () => {
  const one = sale()
  const cancelled = { result: 'cancelled', reason: 'cancelled', delivered_ml: 0, paid_amount: 500, charged: 0, remainder: 500 }
  await rig.tell(one.opened(), one.note(500), one.settled({ ...cancelled, remainder_to: 'credit' }), one.creditLeft(500))
  expect(await session(one.id)).toMatchObject({ state: 'cancelled', paidAmount: 500, pour: { charged: 0 } })
  expect(await balance()).toMatchObject({ takings: 500, sessions: 500, owed: 500, credit: 0 })
  expect(await alarms()).toEqual(['credit_left'])
})

test('a card at the terminal is booked once, whatever is told again', async () => {
  const one = sale()
  const charge = { payment_id: uuidv7(), amount: 1000, reference: 'A-1' }
  const paid = one.paid({ method: 'card', charge })
  await rig.tell(one.opened(), paid, paid, one.opened())
  await rig.tell(paid, one.settled({ paid_amount: 1000, charged: 1000, remainder: 0 }))
  expect(await session(one.id)).toMatchObject({ state: 'closed', paidAmount: 1000, pour: { paidBy: 'card' } })
  expect(await balance()).toMatchObject({ takings: 1000 })
  expect(await alarms()).toEqual([])
})

test('an end stands, whatever is told after it', async () => {
  const one = sale()
  const end = one.settled({ paid_amount: 1000, charged: 1000, remainder: 0 })
  await rig.tell(one.opened(), one.note(1000), one.paid(), end)
  const before = await session(one.id)
  await rig.tell(one.opened(), one.paid({ method: 'free' }), end, one.settled({ paid_amount: 1000, charged: 0, remainder: 1000 }))
  expect(await session(one.id)).toEqual(before)
  expect(await balance()).toMatchObject({ takings: 1000, sessions: 1000 })
})

test.each([
  ['charged more than the price', { paid_amount: 2000, charged: 2000, remainder: 0 }],
  ['a remainder that is not what is left', { paid_amount: 2000, charged: 1000, remainder: 900, remainder_to: 'credit' }],
  ['a remainder that goes nowhere', { paid_amount: 2000, charged: 1000, remainder: 1000 }],
  ['less paid than the books have', { paid_amount: 1000, charged: 1000, remainder: 0 }],
  ['more paid than the books have', { paid_amount: 3000, charged: 1000, remainder: 2000, remainder_to: 'credit' }],
  ['a prepaid card that did not pay', { paid_amount: 2000, charged: 1000, remainder: 1000, remainder_to: 'prepaid', payment_id: uuidv7() }],
])('%s ends the sale, balances, and a person looks at it', async (_, end) => {
  const one = sale()
  await rig.tell(one.opened(), one.note(2000), one.paid({ paid_amount: 2000 }), one.settled(end))
  expect(await session(one.id)).toMatchObject({ state: 'closed', pour: { charged: end.charged, remainder: end.remainder } })
  expect(await alarms()).toEqual(['sale_disputed'])
  await balance()
})

test('credit that never stood there, and cash after the end, are told to a person and booked all the same', async () => {
  const one = sale()
  await rig.tell(one.opened(700))
  expect(await alarms()).toEqual(['sale_disputed'])
  expect(await balance()).toMatchObject({ takings: 0, sessions: 700, credit: -700 })
  await rig.tell(one.settled({ paid_amount: 700, charged: 700, remainder: 0 }), one.note(5000))
  expect(await alarms()).toEqual(['sale_disputed', 'sale_disputed'])
  expect(await balance()).toMatchObject({ takings: 5000, sessions: 5700, owed: 5000 })
})

test('a sale whose beginning is lost is known from what came later', async () => {
  const one = sale()
  await rig.tell(one.note(1000), one.settled({ paid_amount: 1000, charged: 1000, remainder: 0 }))
  expect(await session(one.id)).toMatchObject({ state: 'closed', amount: price, paidAmount: 1000, pour: { orderedMl: 600, charged: 1000 } })
  const two = sale()
  const never = await rig.tell(two.creditLeft(500))
  expect(never.rejected).toEqual([])
  expect(await alarms()).toEqual(['fact_rejected'])
})

test('money of another currency is set aside', async () => {
  const one = sale()
  const foreign = { ...one.opened(), payload: { ...one.opened().payload, currency: 'USD' } }
  await rig.tell(foreign)
  expect(await session(one.id)).toBeUndefined()
  expect((await rig.store.deadLetters.list({}, { limit: 5 })).items).toMatchObject([{ code: 'conflict' }])
})

/** What the hub books when a prepaid card pays. */
async function prepaid(sessionId: string, amount: number) {
  const [cardId, paymentId] = [`CARD_${uuidv7().slice(-4)}`, uuidv7()]
  const shared = { sessionId, machineId: 'vending-1', currency }
  const [at, actor, key] = ['2026-01-20T10:00:00.000Z', 'machine:vending-1', prepaidKey(paymentId)]
  await rig.store.transact(async tx => {
    const entry = { ...shared, cardId, occurredAt: at, actor, idempotencyKey: key }
    await tx.prepaid.append([prepaidEntry({ ...entry, kind: 'payment', amount: -amount })])
    await tx.ledger.append(transferred({ ...shared, key, account: 'prepaid', kind: 'payment', amount, outletId: 'pusat', at, actor }))
    await movePaid(tx, sessionId, amount)
  })
  return { cardId, paymentId, balance: () => rig.store.prepaid.balance(cardId) }
}

test('what a prepaid card paid for water that did not come goes back to it, once', async () => {
  const one = sale()
  await rig.tell(one.opened())
  const card = await prepaid(one.id, 1000)
  const end = { result: 'failed', reason: 'no_flow', delivered_ml: 0, paid_amount: 1000, charged: 0, remainder: 1000 }
  const settled = one.settled({ ...end, remainder_to: 'prepaid', payment_id: card.paymentId })
  await rig.tell(one.paid({ method: 'prepaid', payment_id: card.paymentId }), settled, settled)
  await rig.tell(settled)
  expect(await card.balance()).toBe(0)
  expect(await session(one.id)).toMatchObject({ state: 'failed', paidAmount: 0 })
  expect(await alarms()).toEqual([])
  expect(await balance()).toMatchObject({ takings: 0, sessions: 0, prepaid: 0 })
})

test('what a prepaid card paid without the machine hearing of it goes back with the end of the sale', async () => {
  const one = sale()
  await rig.tell(one.opened())
  const card = await prepaid(one.id, 1000)
  await rig.tell(one.settled({ result: 'cancelled', reason: 'cancelled', delivered_ml: 0, paid_amount: 0, charged: 0, remainder: 0 }))
  expect(await card.balance()).toBe(0)
  expect(await session(one.id)).toMatchObject({ state: 'cancelled', paidAmount: 0 })
  expect(await alarms()).toEqual([])
  await balance()
})

test('left over of credit and of a card: each its part, and told again it moves nothing', async () => {
  const [one, two] = [sale(), sale()]
  const left = { paid_amount: 400, charged: 0, remainder: 400, remainder_to: 'credit' }
  await rig.tell(
    one.opened(),
    one.note(400),
    one.settled({ result: 'cancelled', reason: 'cancelled', delivered_ml: 0, ...left }),
    two.opened(400),
  )
  const card = await prepaid(two.id, 600)
  const came = { result: 'failed', reason: 'leak', delivered_ml: 60, paid_amount: 1000, charged: 100, remainder: 900 }
  const back = { remainder_to: 'both', to_prepaid: 600, payment_id: card.paymentId, prepaid_paid: 600 }
  const settled = two.settled({ ...came, ...back })
  await rig.tell(two.paid({ method: 'prepaid', payment_id: card.paymentId }), settled)
  await rig.tell(settled)
  expect(await card.balance()).toBe(0)
  expect(await balance()).toMatchObject({ takings: 400, sessions: 100, credit: 300, prepaid: 0, owed: 0 })
  expect(await session(two.id)).toMatchObject({ paidAmount: 100, pour: { charged: 100, remainder: 900, remainderTo: 'both' } })
  expect(await alarms()).toEqual([])
})

test('what a card paid is not given back twice: neither after a person did, nor as unheard beside other money, nor more than it paid', async () => {
  const one = sale()
  await rig.tell(one.opened())
  const card = await prepaid(one.id, 1000)
  const { items } = await rig.store.ledger.list({ sessionId: one.id }, { limit: 5 })
  const parts = { store: rig.store, clock: rig.clock, site: waterSite }
  await takeBack(parts, { id: 'user:admin', role: 'admin' }, items[0]?.id ?? '', { reason: 'the machine is away' })
  expect(await card.balance()).toBe(0)
  const nothing = { result: 'failed', reason: 'restarted', delivered_ml: 0, paid_amount: 1000, charged: 0, remainder: 1000 }
  await rig.tell(one.settled({ ...nothing, remainder_to: 'prepaid', payment_id: card.paymentId, prepaid_paid: 1000 }))
  expect(await card.balance()).toBe(0)
  expect(await alarms()).toEqual(['sale_disputed'])

  // A code that was paid after all stands in the books, and not with the machine; the card is no matter of it.
  const two = sale()
  await rig.tell(two.opened(), two.note(600))
  const second = await prepaid(two.id, 400)
  const [late] = [payment({ sessionId: two.id, machineId: 'vending-1', amount: 1000, method: 'qris' })]
  await rig.store.transact(async tx => {
    await tx.ledger.append([late])
    await movePaid(tx, two.id, 1000)
  })
  const all = { delivered_ml: 600, paid_amount: 1000, charged: 1000, remainder: 0, prepaid_paid: 400 }
  await rig.tell(two.paid({ method: 'cash', payment_id: second.paymentId }), two.settled(all))
  expect(await second.balance()).toBe(-400)

  const three = sale()
  await rig.tell(three.opened())
  const third = await prepaid(three.id, 1000)
  const forged = { ...nothing, paid_amount: 900_000, remainder: 900_000, prepaid_paid: 1000 }
  await rig.tell(three.settled({ ...forged, remainder_to: 'prepaid', payment_id: third.paymentId }))
  expect(await third.balance()).toBe(0)
  await balance()
})

test('a machine ends, fills and pours for no sale of another one: its facts are set aside, and nobody’s money moves', async () => {
  const one = sale()
  await rig.tell(one.opened(), one.note(1000), one.paid())
  const all = { delivered_ml: 0, paid_amount: 1000, charged: 0, remainder: 1000, remainder_to: 'credit' }
  const ended = { type: 'pour_ended', payload: { session_id: one.id, reason: 'done', pulses: 270, delivered_ml: 600, exact: true } }
  const forged = [one.settled(all), one.note(5000), one.creditLeft(1000), ended, { ...ended, type: 'pour_started' }]
  expect(await rig.tellAsOther(...forged)).toMatchObject({ acked_seq: forged.length })
  const aside = (await rig.store.deadLetters.list({}, { limit: 9 })).items
  expect(aside.map(({ machineId, code }) => [machineId, code])).toEqual(forged.map(() => ['vending-2', 'conflict']))
  expect(await session(one.id)).toMatchObject({ state: 'paid', paidAmount: 1000 })
  expect(await balance()).toMatchObject({ takings: 1000, sessions: 1000, credit: 0 })
})

/** Numbers that look like chance and are the same in every run. */
function chance(seed: number) {
  let state = seed
  return (below: number) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return Math.floor((state / 2_147_483_648) * below)
  }
}

test.each(Array.from({ length: 12 }, (_, seed) => seed + 1))('a run of sales by chance always balances (%i)', async seed => {
  const below = chance(seed)
  let [credit, cash, cards, charged] = [0, 0, 0, 0]
  for (let count = 0; count < 8; count += 1) {
    const one = sale()
    const facts = [one.opened(credit)]
    let paid = credit
    credit = 0
    const isCard = below(3) === 0
    while (paid < price && below(8) > 0) {
      const due = price - paid
      const amount = isCard ? due : ([500, 1000, 2000][below(3)] ?? 500)
      paid += amount
      if (isCard) cards += amount
      else cash += amount
      facts.push(isCard ? one.paid({ method: 'card', charge: { payment_id: uuidv7(), amount, reference: 'A' } }) : one.note(amount))
    }
    const isPaid = paid >= price
    const delivered_ml = isPaid ? ([600, 600, 380, 0][below(4)] ?? 0) : 0
    const now = Math.floor((price * delivered_ml) / volume_ml)
    const end = { delivered_ml, paid_amount: paid, charged: now, remainder: paid - now, remainder_to: paid > now ? 'credit' : 'nobody' }
    const result = delivered_ml === volume_ml ? 'success' : isPaid ? 'failed' : 'cancelled'
    facts.push(one.settled({ ...end, result, reason: result }))
    charged += now
    credit = paid - now
    if (credit > 0 && below(4) === 0) {
      facts.push(one.creditLeft(credit))
      credit = 0
    }
    // In one batch or one by one, with some of them told again.
    const again = facts.filter(() => below(5) === 0)
    await rig.tell(...facts, ...again)
  }
  const found = await balance()
  expect(found).toMatchObject({ takings: cash + cards, credit })
  expect(found.sessions).toBe(charged + found.owed)
  expect(found.takings).toBe(charged + found.owed + found.credit)
  expect((await alarms()).filter(code => code !== 'credit_left')).toEqual([])
})
