import { uuidv7, ManualClock } from '@palang/kit'
import { expect, test } from 'vitest'
import { creditKeys, transferred } from '../domain/credit.ts'
import { prepaidEntry } from '../domain/prepaid.ts'
import { openedSale, settledSale } from '../domain/sales.ts'
import { simulatedSite } from '../testing/simulated-site.ts'
import { at, payment } from '../store/contract/samples.ts'
import { memoryStore } from '../store/testing/memory-store.ts'
import type { CardRecord, SessionRecord } from '../store/records.ts'
import { payPrepaid, topUp } from './prepaid.ts'
import { addsUp } from './report.ts'
import { takeBack } from './till.ts'

const admin = { id: 'user:admin@palang.local', role: 'admin' } as const
const currency = 'IDR'

function card(over: Partial<CardRecord> = {}): CardRecord {
  const nothing = { holder: null, licensePlate: null, vehicleClass: null, validFrom: null, validUntil: null }
  return { id: 'CARD_1', kind: 'member', status: 'active', ...nothing, createdAt: at(0), updatedAt: at(0), ...over }
}

/** A hub with one card, on which `balance` was put in cash. */
async function rig(balance = 2500, over: Partial<CardRecord> = {}) {
  const [store, clock] = [memoryStore(), new ManualClock()]
  const parts = { store, clock, site: simulatedSite }
  const put = { cardId: 'CARD_1', kind: 'top_up' as const, amount: balance, currency, idempotencyKey: 'top-1' }
  const topUp = payment({ sessionId: null, machineId: null, amount: balance, idempotencyKey: 'top-1' })
  store.shelves.cards.set('CARD_1', card(over))
  await store.transact(async tx => {
    await tx.prepaid.append([prepaidEntry({ ...put, sessionId: null, machineId: null, occurredAt: at(0), actor: 'user:siti' })])
    await tx.ledger.append([topUp])
  })
  const sale = (machineId = 'vending-1'): SessionRecord => {
    const opened = openedSale({
      id: uuidv7(),
      outletId: 'pusat',
      currency,
      machineId,
      at: at(0),
      volumeMl: 600,
      price: 1000,
      priceList: 'v',
    })
    store.shelves.sessions.set(opened.id, opened)
    return opened
  }
  const pay = ({ id, machineId }: SessionRecord, asked: object = {}, by = machineId) =>
    payPrepaid(parts, { payment_id: uuidv7(), session_id: id, card_id: 'CARD_1', amount: 1000, ...asked }, by)
  return {
    store,
    parts,
    topUp,
    sale,
    pay,
    balance: () => store.prepaid.balance('CARD_1'),
    session: ({ id }: SessionRecord) => store.shelves.sessions.get(id),
    async sound() {
      const found = await store.ledger.balance()
      expect(addsUp(found)).toBe(true)
      return found
    },
  }
}

test('a card pays once, the same question gets the same answer, and it is no new money', async () => {
  const hub = await rig()
  const sale = hub.sale()
  const payment_id = uuidv7()
  expect(await hub.pay(sale, { payment_id })).toEqual({ payment_id, approved: true, balance: 1500 })
  expect(await hub.pay(sale, { payment_id })).toEqual({ payment_id, approved: true, balance: 1500 })
  expect(hub.session(sale)).toMatchObject({ state: 'paid', paidAmount: 1000 })
  expect(await hub.sound()).toMatchObject({ takings: 2500, sessions: 1000, prepaid: 1500 })
  expect(await hub.pay(hub.sale(), { payment_id })).toMatchObject({ approved: false, reason: 'conflict' })
  expect(await hub.pay(sale, { payment_id, amount: 999 })).toMatchObject({ approved: false, reason: 'conflict' })
})

test('two machines that ask at once never spend the same money', async () => {
  const hub = await rig(2500)
  const sales = ['vending-1', 'vending-2', 'vending-3', 'vending-4'].map(hub.sale)
  const answers = await Promise.all(sales.map(sale => hub.pay(sale)))
  expect(answers.map(({ approved }) => approved)).toEqual([true, true, false, false])
  expect(answers[2]).toMatchObject({ reason: 'balance_too_low', balance: 500 })
  expect(await hub.balance()).toBe(500)
  await hub.sound()
})

test.each([
  ['card_blocked', { status: 'blocked' as const }, {}],
  ['card_expired', { validUntil: '2020-01-01T00:00:00.000Z' }, {}],
  ['card_unknown', {}, { card_id: 'CARD_9' }],
  ['price_changed', {}, { amount: 1001 }],
  ['no_session', {}, { session_id: uuidv7() }],
])('refused as %s, and nothing moves', async (reason, over, asked) => {
  const hub = await rig(5000, over)
  expect(await hub.pay(hub.sale(), asked)).toMatchObject({ approved: false, reason })
  expect(await hub.balance()).toBe(5000)
})

test('where the site takes no prepaid cards none pays and none is topped up; what is on one can be taken off', async () => {
  const hub = await rig(5000)
  const site = { ...simulatedSite, water: { ...simulatedSite.water, prepaid_cards: false } }
  const { id } = hub.sale()
  const request = { payment_id: uuidv7(), session_id: id, card_id: 'CARD_1', amount: 1000 }
  expect(await payPrepaid({ ...hub.parts, site }, request, 'vending-1')).toMatchObject({ approved: false, reason: 'not_offered' })
  const put = (amount: number) => topUp({ ...hub.parts, site }, admin, 'CARD_1', { amount, method: 'adjustment', reason: 'closing' })
  expect(() => put(1)).toThrow('takes no prepaid cards')
  await put(-5000)
  expect(await hub.balance()).toBe(0)
  await hub.sound()
})

test('a refusal stands for its payment also when the balance would do later', async () => {
  const hub = await rig(500)
  const [sale, payment_id] = [hub.sale(), uuidv7()]
  expect(await hub.pay(sale, { payment_id })).toMatchObject({ approved: false, reason: 'balance_too_low', balance: 500 })
  const more = { cardId: 'CARD_1', kind: 'adjustment' as const, amount: 5000, currency, idempotencyKey: 'more', actor: 'user:x' }
  await hub.store.transact(tx => tx.prepaid.append([prepaidEntry({ ...more, sessionId: null, machineId: null, occurredAt: at(1) })]))
  expect(await hub.pay(sale, { payment_id })).toMatchObject({ approved: false, reason: 'balance_too_low' })
  expect(await hub.pay(sale)).toMatchObject({ approved: true })
})

test('a sale of another machine, one that is paid and one that has ended take no card', async () => {
  const hub = await rig()
  const sale = hub.sale()
  expect(await hub.pay(sale, {}, 'vending-2')).toMatchObject({ reason: 'no_session' })
  hub.store.shelves.sessions.set(sale.id, { ...sale, state: 'dispensing' })
  expect(await hub.pay(sale)).toMatchObject({ reason: 'paid_already' })
  hub.store.shelves.sessions.set(sale.id, { ...sale, closedAt: at(3) })
  expect(await hub.pay(sale)).toMatchObject({ reason: 'no_session' })
})

test('what a card paid is taken back to the card, and a top-up only as far as it is there', async () => {
  const hub = await rig()
  const sale = hub.sale()
  await hub.pay(sale)
  const paid = hub.store.shelves.ledger.find(({ sessionId }) => sessionId === sale.id)
  await takeBack(hub.parts, admin, paid?.id ?? '', { amount: 400, reason: 'warm water' })
  expect([await hub.balance(), hub.session(sale)?.paidAmount]).toEqual([1900, 600])
  expect(await hub.sound()).toMatchObject({ takings: 2500, sessions: 600, prepaid: 1900 })
  const back = takeBack(hub.parts, admin, hub.topUp.id, { reason: 'wrong card' })
  await expect(back).rejects.toMatchObject({ code: 'conflict' })
  await takeBack(hub.parts, admin, hub.topUp.id, { amount: 1900, reason: 'wrong card' })
  expect(await hub.balance()).toBe(0)
  expect(await hub.sound()).toMatchObject({ takings: 600, sessions: 600, prepaid: 0 })
})

test('what went on as credit is not given back a second time; what was left is, in cash', async () => {
  const hub = await rig(0)
  const sale = hub.sale()
  const note = payment({ sessionId: sale.id, machineId: 'vending-1', amount: 2000 })
  const way = { account: 'credit' as const, sessionId: sale.id, outletId: 'pusat', machineId: 'vending-1', currency, at: at(2), actor: 'm' }
  const left = transferred({ ...way, key: creditKeys.leftOver(sale.id), amount: -500, kind: 'credit' })
  const end = { result: 'success', reason: 'done', remainderTo: 'credit', volumeMl: 600, deliveredMl: 600, exact: true } as const
  const ended = settledSale({ ...sale, paidAmount: 1500 }, { ...end, price: 1000, paid: 2000, charged: 1000, remainder: 500 }, at(2))
  hub.store.shelves.sessions.set(sale.id, ended)
  hub.store.shelves.ledger.push(note, ...left)
  hub.store.shelves.machineCredits.set('vending-1', { machineId: 'vending-1', amount: 500 })
  const asked = (amount?: number) => takeBack(hub.parts, admin, note.id, { amount, reason: 'asked for it' })
  await expect(asked(2000)).rejects.toMatchObject({ code: 'conflict' })
  expect(await asked(500)).toMatchObject({ amount: -500, method: 'cash' })
  expect(await asked()).toMatchObject({ amount: -1000 })
  await expect(asked()).rejects.toMatchObject({ code: 'conflict' })
  expect(await hub.sound()).toMatchObject({ takings: 500, sessions: 0, credit: 500 })

  const next = hub.sale()
  const used = transferred({ ...way, sessionId: next.id, key: creditKeys.used(next.id), amount: 500, kind: 'payment' })
  hub.store.shelves.sessions.set(next.id, { ...next, paidAmount: 500 })
  hub.store.shelves.machineCredits.set('vending-1', { machineId: 'vending-1', amount: 0 })
  hub.store.shelves.ledger.push(...used)
  const given = await takeBack(hub.parts, admin, used[1]?.id ?? '', { reason: 'machine broke' })
  expect(given).toMatchObject({ amount: -500, method: 'cash', sessionId: next.id })
  expect(await hub.sound()).toMatchObject({ takings: 0, sessions: 0, credit: 0 })
})
