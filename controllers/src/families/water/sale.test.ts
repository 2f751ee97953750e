import { describe, expect, test } from 'vitest'
import { saleStatusOf } from './sale-status.ts'
import type { WaterInput } from './state.ts'
import { hubTold, quiet, ready, testConfig, testWater, type TestWater } from './test-water.ts'

const none = { ok: true, count: 0, amount: 0, reason: 'none' } as const
const devices = (['reader', 'cash', 'coins', 'terminal', 'printer'] as const).map(
  device => ({ kind: 'device', device, connected: true, reason: '' }) satisfies WaterInput,
)
const counted = (amount: number) => ({ kind: 'counted', since: 1, amount, perPulse: 1, torn: 0 }) satisfies WaterInput
const poured = (amount: number, reason: 'done' | 'no_flow' | 'stopped' | 'leak') =>
  ({ kind: 'poured', amount, isExact: true, reason }) as const
const settings = (products: { volume_ml: number; price: number }[], flow?: number): WaterInput => ({
  kind: 'learned',
  settings: {
    currency: 'IDR',
    timezone: 'Asia/Jakarta',
    prices: { '*': { version: 'v2', since: '2026-01-20T10:00:00.000Z', products } },
    calibrations:
      flow === undefined
        ? {}
        : {
            'vending-1': {
              flow: { pulses_per_litre: flow, calibrated_at: '2026-01-20T10:00:00.000Z', due_at: '2026-04-20T10:00:00.000Z' },
            },
          },
  },
})

/** A machine that stands ready to sell. */
function shop(): TestWater {
  const water = testWater()
  water.send({ kind: 'started' }, ...devices, ready, counted(0), hubTold)
  return water
}

const status = (water: TestWater, { nowMs = 1_000, isHubOnline = true } = {}) =>
  saleStatusOf(water.state(), testConfig, { nowMs, isHubOnline })
const types = (water: TestWater) =>
  water.factTypes().filter(type => type.startsWith('sale') || type.startsWith('cash') || type.startsWith('pour'))
const last = (water: TestWater, type: string) => water.facts().findLast(fact => fact.type === type)?.payload

/** Chosen and paid with coins; the board takes the order. */
function pouring(volumeMl = 600, amount = 1_000): TestWater {
  const water = shop()
  water.send({ kind: 'choose', volumeMl }, counted(amount))
  const sessionId = water.session()
  water.send({ kind: 'remembered', sessionId, last: none }, { kind: 'taken', sessionId, result: { ok: true } })
  return water
}

describe('a sale', () => {
  test('is chosen, paid, poured and settled under one session, and thanks until somebody leaves', () => {
    const water = pouring()
    expect(status(water)).toMatchObject({ phase: 'pouring', volume_ml: 600, price: 1_000, paid_amount: 1_000, delivered_ml: 0 })
    water.send({ kind: 'flow', pulses: 100 })
    expect(status(water).delivered_ml).toBe(222)
    water.send(poured(270, 'done'))
    expect(types(water)).toEqual([
      'sale_opened',
      'cash_received',
      'sale_paid',
      'pour_ordered',
      'pour_started',
      'pour_ended',
      'sale_settled',
    ])
    expect(new Set(water.facts().flatMap(({ payload }) => ('session_id' in payload ? [payload.session_id] : []))).size).toBe(1)
    expect(last(water, 'pour_ordered')).toMatchObject({ purpose: 'sale', volume_ml: 600, pulses: 270 })
    expect(status(water)).toMatchObject({
      phase: 'thanks',
      ended: { result: 'success', charged: 1_000, remainder: 0, receipt: 'printing' },
    })
    water.send({ kind: 'done' })
    expect(status(water)).toMatchObject({ phase: 'idle', credit: 0 })
  })

  test('that came in part costs its share, rounded down; the rest is credit and the next choice uses it', () => {
    const water = pouring()
    water.send(poured(171, 'leak'))
    expect(last(water, 'sale_settled')).toMatchObject({
      result: 'failed',
      reason: 'leak',
      delivered_ml: 380,
      charged: 633,
      remainder: 367,
      remainder_to: 'credit',
    })
    expect(status(water)).toMatchObject({ credit: 367 })
    const again = water.restart()
    again.send({ kind: 'started' }, ...devices, ready, counted(1_000), { kind: 'choose', volumeMl: 600 })
    expect(last(again, 'sale_opened')).toMatchObject({ credit_used: 367 })
    again.send(counted(1_633))
    expect(last(again, 'sale_paid')).toMatchObject({ method: 'cash', amount: 1_000, paid_amount: 1_000 })
  })

  test('of which nobody comes for the credit leaves it to be paid back', () => {
    const water = pouring()
    water.send(poured(0, 'leak'), { kind: 'timer', name: 'credit' })
    expect(last(water, 'credit_left')).toMatchObject({ amount: 1_000, currency: 'IDR' })
    expect(status(water).credit).toBe(0)
  })

  test('that costs nothing is poured at once, and one that credit covers is paid by it', () => {
    const free = shop()
    free.send({ kind: 'choose', volumeMl: 100 })
    expect(last(free, 'sale_paid')).toMatchObject({ method: 'free', paid_amount: 0 })
    const covered = pouring()
    covered.send(poured(0, 'leak'), { kind: 'choose', volumeMl: 250 })
    expect(last(covered, 'sale_paid')).toMatchObject({ method: 'credit', amount: 501, paid_amount: 1_000 })
  })

  test('nobody pays for is given up, and what was put in is credit', () => {
    const water = shop()
    water.send({ kind: 'choose', volumeMl: 600 }, counted(300), { kind: 'timer', name: 'paying' })
    expect(last(water, 'sale_settled')).toMatchObject({ result: 'cancelled', reason: 'payment_timeout', charged: 0, remainder: 300 })
    water.send({ kind: 'choose', volumeMl: 600 }, { kind: 'cancel' })
    expect(last(water, 'sale_settled')).toMatchObject({ result: 'cancelled', paid_amount: 300, remainder: 300, remainder_to: 'credit' })
  })
})

describe('stopping', () => {
  test.each([
    ['customer', 'stopped'],
    ['operator', 'stopped_by_operator'],
  ] as const)('by the %s ends it as cancelled with what came', (who, reason) => {
    const water = pouring()
    const effects = water.send(who === 'customer' ? { kind: 'stop' } : { kind: 'stop_dispense', id: 's1' })
    expect(effects).toContainEqual({ do: 'halt' })
    water.send(poured(100, 'stopped'))
    expect(last(water, 'sale_settled')).toMatchObject({ result: 'cancelled', reason, delivered_ml: 222, charged: 370 })
    expect(water.states('s1')).toEqual(who === 'customer' ? [] : ['accepted', 'succeeded'])
  })

  test('what is not poured cannot be stopped, and an operator does not pour into a sale', () => {
    const water = shop()
    water.send({ kind: 'stop_dispense', id: 's1' }, { kind: 'choose', volumeMl: 600 }, { kind: 'dispense', id: 'c1', volumeMl: 250 })
    expect(water.result('s1')).toMatchObject({ state: 'rejected', error: { code: 'nothing_under_way' } })
    expect(water.result('c1')).toMatchObject({ state: 'rejected', error: { code: 'machine_busy' } })
  })
})

describe('money', () => {
  test('a note is taken while somebody owes, and given back otherwise', () => {
    const water = shop()
    expect(water.send({ kind: 'escrow', amount: 2_000 })).toEqual([{ do: 'cash', act: 'give_back' }])
    expect(water.send({ kind: 'choose', volumeMl: 600 })).toContainEqual({ do: 'cash', act: 'enable' })
    const [accept] = water.send({ kind: 'escrow', amount: 2_000 })
    expect(accept).toMatchObject({ do: 'cash', act: 'accept' })
    expect(water.send({ kind: 'escrow', amount: 2_000 })).toEqual([{ do: 'cash', act: 'give_back' }])
    expect(water.send({ kind: 'stacked', amount: 2_000 })).toContainEqual({ do: 'cash', act: 'disable' })
    expect(last(water, 'sale_paid')).toMatchObject({ paid_amount: 2_000 })
  })

  test('a sale given up while its note is on the way waits for the note', () => {
    const water = shop()
    water.send({ kind: 'choose', volumeMl: 600 }, { kind: 'escrow', amount: 500 }, { kind: 'cancel' })
    expect(last(water, 'sale_settled')).toBeUndefined()
    water.send({ kind: 'stacked', amount: 500 })
    expect(last(water, 'sale_settled')).toMatchObject({ result: 'cancelled', paid_amount: 500, remainder: 500 })
  })

  test('a note nobody knows of is an incident, and does not hold up the end for ever', () => {
    const water = shop()
    water.send({ kind: 'choose', volumeMl: 600 }, { kind: 'escrow', amount: 500 }, { kind: 'cancel' }, { kind: 'timer', name: 'let_go' })
    expect(water.facts().slice(-2)).toMatchObject([
      { type: 'alarm_raised', payload: { code: 'note_unproven', amount: 500 } },
      { type: 'sale_settled' },
    ])
  })

  test('QRIS is asked for again while the hub has not heard of the sale yet, and takes no cash meanwhile', () => {
    const water = shop()
    water.send({ kind: 'choose', volumeMl: 600 })
    const effects = water.send({ kind: 'qris', act: 'start' })
    const asked = effects.find(effect => effect.do === 'ask_online')?.request
    expect(effects).toContainEqual({ do: 'cash', act: 'disable' })
    const failed = { payment_id: asked?.payment_id ?? '', state: 'failed', reason: 'no_session' } as const
    water.send({ kind: 'online_answered', requestId: asked?.request_id ?? '', result: failed })
    expect(status(water).qris).toMatchObject({ state: 'starting' })
    const again = water.send({ kind: 'timer', name: 'qris' }).find(effect => effect.do === 'ask_online')?.request
    expect(again).toMatchObject({ act: 'start', payment_id: asked?.payment_id })
    const shown = { payment_id: failed.payment_id, state: 'shown', code: 'QR' } as const
    water.send({ kind: 'online_answered', requestId: again?.request_id ?? '', result: shown })
    expect(status(water).qris).toMatchObject({ state: 'shown', code: 'QR', amount: 1_000 })
    const look = water.send({ kind: 'timer', name: 'qris' }).find(effect => effect.do === 'ask_online')?.request
    water.send({ kind: 'online_answered', requestId: look?.request_id ?? '', result: { payment_id: failed.payment_id, state: 'paid' } })
    expect(last(water, 'sale_paid')).toMatchObject({ method: 'qris', payment_id: failed.payment_id, paid_amount: 1_000 })
  })

  test('a prepaid card that is refused says why; silence is asked about under the same id, and another card is not tried meanwhile', () => {
    const water = shop()
    water.send({ kind: 'choose', volumeMl: 600 })
    const ask = (...inputs: WaterInput[]) => water.send(...inputs).find(effect => effect.do === 'ask_prepaid')?.request
    const first = ask({ kind: 'card', cardId: 'C1' })
    const poor = { payment_id: first?.payment_id ?? '', approved: false, reason: 'balance_too_low', balance: 200 }
    water.send({ kind: 'prepaid_answered', requestId: first?.request_id ?? '', result: poor })
    expect(status(water).prepaid).toEqual({ state: 'offered', reason: 'balance_too_low', balance: 200 })
    let question = ask({ kind: 'card', cardId: 'C2' })
    const { payment_id: paymentId } = question ?? {}
    for (let silence = 0; silence < 5; silence += 1) {
      expect(question?.payment_id).toBe(paymentId)
      water.send({ kind: 'prepaid_unanswered', requestId: question?.request_id ?? '' })
      question = ask({ kind: 'timer', name: 'prepaid' })
    }
    expect(status(water).prepaid).toMatchObject({ state: 'offered', reason: 'offline' })
    expect(ask({ kind: 'card', cardId: 'C1' })).toBeUndefined()
    water.send(counted(1_000))
    const sessionId = water.session()
    water.send({ kind: 'remembered', sessionId, last: none }, poured(270, 'done'))
    // The hub may have taken the money: it is told of the payment that was not heard of.
    expect(last(water, 'sale_settled')).toMatchObject({ remainder: 0, remainder_to: 'prepaid', payment_id: paymentId })
  })

  test('the terminal that does not say what became of a charge is asked under the same id, and one paid late is told', () => {
    const water = shop()
    water.send({ kind: 'choose', volumeMl: 600 })
    const charge = water.send({ kind: 'pay_card', act: 'start' }).find(effect => effect.do === 'charge')
    const paymentId = charge?.paymentId ?? ''
    water.send({ kind: 'charged', paymentId, result: { ok: false, outcome: 'unknown', message: 'lost' } })
    expect(status(water).card).toEqual({ state: 'asking', amount: 1_000 })
    expect(water.send({ kind: 'timer', name: 'card' })).toMatchObject([{ do: 'charge', paymentId }])
    water.send({ kind: 'cancel' }, { kind: 'timer', name: 'let_go' })
    expect(last(water, 'sale_settled')).toMatchObject({ result: 'cancelled', paid_amount: 0 })
    water.send({ kind: 'charged', paymentId, result: { ok: true, reference: 'R1' } })
    expect(last(water, 'alarm_raised')).toMatchObject({ code: 'card_unclaimed', amount: 1_000 })
    expect(last(water, 'sale_paid')).toMatchObject({ charge: { payment_id: paymentId, amount: 1_000, reference: 'R1' } })
  })
})

describe('nothing is sold', () => {
  const closed: [string, WaterInput[]][] = [
    ['door_open', [{ kind: 'switches', switches: { ...quiet, door: true } }]],
    ['water_leak', [{ kind: 'switches', switches: { ...quiet, leak: true } }]],
    ['emergency_stop', [{ kind: 'switches', switches: { ...quiet, emergency_stop: true } }]],
    ['tampered', [{ kind: 'switches', switches: { ...quiet, tamper: true } }]],
    ['device_unavailable', [{ kind: 'board', connected: false, reason: 'unplugged' }]],
    ['water_over_run', [{ kind: 'flow', pulses: 51 }]],
    ['maintenance', [{ kind: 'set_mode', id: 'm', mode: 'maintenance' }]],
    ['disabled', [{ kind: 'set_mode', id: 'm', mode: 'disabled' }]],
    ['locked', [{ kind: 'sale_lock', id: 'l', locked: true, reason: 'smells' }]],
    ['no_prices', [settings([])]],
  ]
  test.each(closed)('while closed by %s; who was paying then has it as credit', (reason, inputs) => {
    const water = shop()
    water.send(...inputs)
    expect(status(water)).toMatchObject({ phase: 'closed', reason })
    water.send({ kind: 'choose', volumeMl: 600 })
    expect(last(water, 'sale_opened')).toBeUndefined()
    if (reason === 'no_prices') return
    const paying = shop()
    paying.send({ kind: 'choose', volumeMl: 600 }, counted(300), ...inputs)
    expect(last(paying, 'sale_settled')).toMatchObject({ result: 'failed', reason, paid_amount: 300, remainder: 300 })
    expect(paying.orders()).toBe(0)
  })

  test('after two pours without water, until an operator unlocks', () => {
    const water = shop()
    for (const count of [0, 1]) {
      water.send({ kind: 'choose', volumeMl: 100 })
      water.send({ kind: 'remembered', sessionId: water.session(), last: { ...none, count } }, poured(0, 'no_flow'))
    }
    expect(status(water).phase).toBe('thanks')
    water.send({ kind: 'done' })
    expect(status(water)).toMatchObject({ phase: 'closed', reason: 'no_water' })
    water.send({ kind: 'sale_lock', id: 'l', locked: false, reason: 'the tank is full' })
    expect(status(water).phase).toBe('idle')
  })

  test('with prices that may be old: the hub was silent for longer than they are good', () => {
    const water = shop()
    water.send(settings([{ volume_ml: 600, price: 1_200 }]))
    const ageMs = testConfig.pricesMaxAgeMs
    expect(status(water, { nowMs: 1_000 + ageMs }).phase).toBe('idle')
    expect(status(water, { nowMs: 1_001 + ageMs })).toMatchObject({ phase: 'closed', reason: 'prices_too_old' })
  })
})

test('a machine that never sold is idle since it began, and not since 1970', () => {
  const water = testWater()
  water.send({ kind: 'started' })
  const { since } = status(water)
  expect(Date.parse(since)).toBeGreaterThan(0)
  water.send(...devices, ready)
  expect(status(water).since).toBe(since)
})

test('the prices and the calibration of the hub are gone by, told, and kept over a restart', () => {
  const water = shop()
  expect(status(water)).toMatchObject({ products: testConfig.products, price_list: { version: testConfig.productsVersion } })
  water.send(settings([{ volume_ml: 600, price: 1_200 }], 1_000))
  const again = water.restart()
  again.send({ kind: 'started' }, ...devices, ready, counted(0), { kind: 'choose', volumeMl: 600 }, counted(1_200))
  again.send({ kind: 'remembered', sessionId: again.session(), last: none })
  expect(last(again, 'sale_opened')).toMatchObject({ price: 1_200, price_list: 'v2' })
  expect(last(again, 'pour_ordered')).toMatchObject({ pulses: 600, pulses_per_litre: 1_000 })
  expect(status(again).price_list).toEqual({ version: 'v2', since: '2026-01-20T10:00:00.000Z' })
})

test('a receipt that did not come out is shown and told, and never printed again by itself', () => {
  const water = pouring()
  const print = water.send(poured(270, 'done')).find(effect => effect.do === 'print')
  expect(print?.receipt).toMatchObject({ charged: 1_000, deliveredMl: 600, paidAmount: 1_000, remainder: 0 })
  const again = water.restart()
  expect(again.send({ kind: 'started' }).filter(effect => effect.do === 'print')).toEqual([])
  expect(last(again, 'alarm_raised')).toMatchObject({ code: 'printer_failed' })
  expect(status(again).ended).toMatchObject({ receipt: 'none' })
})

test.each([
  // pulses, late coins, what goes back to the card, what is credit: the last that came goes back first.
  [270, 0, 0, 0],
  [135, 0, 500, 0],
  [27, 0, 600, 300],
  [0, 0, 600, 400],
  [270, 200, 0, 200],
  [135, 200, 500, 200],
  [0, 200, 600, 600],
])(
  '400 of credit and 600 of a prepaid card, %i pulses come and %i in coins after it: %i to the card, %i stay',
  (pulses, late, toCard, stays) => {
    const water = shop()
    water.send({ kind: 'choose', volumeMl: 600 }, counted(400), { kind: 'cancel' }, { kind: 'choose', volumeMl: 600 })
    const asked = water.send({ kind: 'card', cardId: 'C1' }).find(effect => effect.do === 'ask_prepaid')?.request
    const result = { payment_id: asked?.payment_id ?? '', approved: true }
    water.send({ kind: 'prepaid_answered', requestId: asked?.request_id ?? '', result }, counted(400 + late))
    const sessionId = water.session()
    water.send({ kind: 'remembered', sessionId, last: none }, { kind: 'taken', sessionId, result: { ok: true } })
    water.send({ kind: 'flow', pulses }, poured(pulses, pulses === 270 ? 'done' : 'leak'))
    const { remainder, ...end } = { remainder: 0, ...last(water, 'sale_settled') }
    expect([remainder, water.state().shop.credit?.amount ?? 0]).toEqual([toCard + stays, stays])
    expect(end).toMatchObject({ prepaid_paid: 600, ...(toCard === 0 ? {} : { to_prepaid: toCard, payment_id: asked?.payment_id }) })
  },
)

test('what the hub does not take is not offered and not asked for; taken out while somebody pays, it is gone at once', () => {
  const water = shop()
  const takes = (qris: boolean, prepaid: boolean) => ({ ...hubTold, settings: { ...hubTold.settings, payments: { qris, prepaid } } })
  water.send({ kind: 'choose', volumeMl: 600 })
  expect(status(water)).toMatchObject({ qris: { state: 'offered' }, prepaid: { state: 'offered' } })
  water.send(takes(false, false))
  expect(status(water)).toMatchObject({ takes: { notes: true, coins: true }, card: { state: 'offered' } })
  expect(status(water)).not.toHaveProperty('qris')
  expect(status(water)).not.toHaveProperty('prepaid')
  const asked = water.send({ kind: 'qris', act: 'start' }, { kind: 'card', cardId: 'C1' })
  expect(asked.filter(effect => effect.do === 'ask_online' || effect.do === 'ask_prepaid')).toEqual([])
  expect(status(water).prepaid).toEqual({ state: 'withdrawn', reason: 'not_offered' })
  water.send(takes(true, false))
  expect(status(water).qris).toEqual({ state: 'offered' })
  // An earlier version of the hub does not say.
  const { payments: _, ...silent } = hubTold.settings
  water.send({ kind: 'learned', settings: silent })
  expect(status(water)).not.toHaveProperty('qris')
})

test('a code that is shown stays when the provider is taken out: somebody may have paid it', () => {
  const water = shop()
  water.send({ kind: 'choose', volumeMl: 600 })
  const asked = water.send({ kind: 'qris', act: 'start' }).find(effect => effect.do === 'ask_online')?.request
  const shown = { payment_id: asked?.payment_id ?? '', state: 'shown' as const, code: 'QR' }
  water.send({ kind: 'online_answered', requestId: asked?.request_id ?? '', result: shown })
  water.send({ ...hubTold, settings: { ...hubTold.settings, payments: { qris: false, prepaid: false } } })
  expect(status(water).qris).toMatchObject({ state: 'shown', code: 'QR', amount: 1_000 })
})

test('without the hub cash and card are taken, QRIS is not', () => {
  const water = shop()
  water.send({ kind: 'choose', volumeMl: 600 })
  expect(status(water, { isHubOnline: false })).toMatchObject({
    takes: { notes: true, coins: true },
    qris: { state: 'withdrawn' },
    card: { state: 'offered', amount: 1_000 },
    prepaid: { state: 'withdrawn' },
  })
})
