import { expect, test } from 'vitest'
import { addsUp } from '../../money/report.ts'
import { fakeHub } from './testing/fake-hub.ts'

async function cardHub() {
  const hub = await fakeHub()
  await hub.call('POST', '/api/cards', { json: { id: 'CARD_9' }, as: 'admin' })
  const topUp = (json: object, more: object = {}) => hub.call('POST', '/api/prepaid/CARD_9/top-up', { json, ...more })
  return { ...hub, topUp, look: () => hub.call('GET', '/api/prepaid/CARD_9', { as: 'viewer' }) }
}

test('cash put on a card goes into the shift of whoever took it, and is on the card', async () => {
  const hub = await cardHub()
  const shift = await hub.call('POST', '/api/shifts', { json: { opening_float: 0 } })
  expect(await hub.topUp({ amount: 50_000, method: 'cash' })).toMatchObject({
    status: 201,
    json: { balance: 50_000, entry: { kind: 'top_up' } },
  })
  expect((await hub.look()).json).toMatchObject({
    card_id: 'CARD_9',
    balance: 50_000,
    items: [{ amount: 50_000, actor: 'token:operator' }],
  })
  const closed = await hub.call('POST', `/api/shifts/${String(shift.json['id'])}/close`, { json: { counted_amount: 50_000 } })
  expect(closed.json).toMatchObject({ expected_amount: 50_000, difference: 0 })
  expect(hub.store.shelves.audit.map(({ action }) => action)).toContain('top_up_card')
  expect(await hub.store.ledger.balance()).toMatchObject({ takings: 50_000, prepaid: 50_000, other: 0 })
})

test('the same key again puts it on once', async () => {
  const hub = await cardHub()
  const key = { headers: { 'idempotency-key': 'top-1' } }
  const answers = [await hub.topUp({ amount: 5000, method: 'cash' }, key), await hub.topUp({ amount: 5000, method: 'cash' }, key)]
  expect(answers.map(({ status }) => status)).toEqual([201, 201])
  expect((await hub.look()).json).toMatchObject({ balance: 5000 })
})

test('a balance is changed without money by an administrator only, with a reason, and never below nothing', async () => {
  const hub = await cardHub()
  const given = { amount: 3000, method: 'adjustment', reason: 'pump broke' }
  expect((await hub.topUp(given)).status).toBe(403)
  expect(await hub.topUp(given, { as: 'admin' })).toMatchObject({ status: 201, json: { balance: 3000 } })
  expect((await hub.topUp({ ...given, amount: -3001 }, { as: 'admin' })).json).toMatchObject({ code: 'conflict' })
  expect(await hub.topUp({ ...given, amount: -1000 }, { as: 'admin' })).toMatchObject({ status: 201, json: { balance: 2000 } })
  const balance = await hub.store.ledger.balance()
  expect(balance).toMatchObject({ takings: 0, prepaid: 2000, other: -2000 })
  expect(addsUp(balance)).toBe(true)
})

test.each([
  ['nothing', { amount: 0, method: 'cash' }],
  ['cash taken off', { amount: -1000, method: 'cash' }],
  ['a fraction', { amount: 1.5, method: 'cash' }],
  ['an adjustment nobody explains', { amount: 1000, method: 'adjustment' }],
  ['a way there is not', { amount: 1000, method: 'card' }],
])('%s is refused', async (_, json) => {
  const hub = await cardHub()
  expect((await hub.topUp(json, { as: 'admin' })).status).toBe(400)
  expect((await hub.look()).json).toMatchObject({ balance: 0, items: [] })
})

test('a card nobody registered has no balance', async () => {
  const hub = await cardHub()
  expect((await hub.call('GET', '/api/prepaid/CARD_10')).status).toBe(404)
  expect((await hub.call('POST', '/api/prepaid/CARD_10/top-up', { json: { amount: 1000, method: 'cash' } })).status).toBe(404)
})
