import { salePhase } from '@palang/protocol'
import { describe, expect, test } from 'vitest'
import { parseSnapshot } from '../../kiosk/snapshot.ts'
import { waterScreen } from './kiosk-screen.ts'

const quality = { at: null, tds: 118, ph: 7.1, temperature: 27, average: {}, verdict: 'good', reasons: [], interlock: 'open' }
const products = [
  { volume_ml: 19_000, price: 6_000 },
  { volume_ml: 600, price: 1_000 },
]

function shown(
  sale: Record<string, unknown> | undefined,
  rest: Record<string, unknown> = {},
  measured: Record<string, unknown> | undefined = quality,
) {
  const told = parseSnapshot(
    JSON.stringify({
      machine: { id: 'vending-1', name: 'Air', family: 'water' },
      outlet: { name: 'Depot', timezone: 'Asia/Jakarta', currency: 'IDR' },
      hub: { online: true },
      devices: {},
      simulation: false,
      water: {
        valve: 'closed',
        quality: measured,
        ...(sale && { sale: { phase: 'idle', currency: 'IDR', products, credit: 0, ...sale } }),
      },
      ...rest,
    }),
  )
  if (told === undefined) throw new Error('not a snapshot')
  return waterScreen(told)
}

const paying = { phase: 'paying', volume_ml: 600, price: 1_000, paid_amount: 400, until: '2026-01-20T03:33:00.000Z' }
const offline = { hub: { online: false } }

test('every phase of the wire has a screen', () => {
  const kinds = salePhase.options.map(phase => shown({ phase, ended: undefined }).kind)
  expect(kinds).toEqual(['shelf', 'pay', 'pour', 'shelf', 'closed'])
})

test('the goods stand by size, and what is left over is told with until when', () => {
  expect(shown({ credit: 4_000, credit_until: 'then' })).toMatchObject({
    kind: 'shelf',
    goods: [{ volumeMl: 600 }, { volumeMl: 19_000 }],
    credit: { amount: 4_000, until: 'then' },
  })
  expect(shown({})).toMatchObject({ credit: undefined })
})

test('without anything to sell, without a sale, or with a disk that refuses nobody is asked for money', () => {
  expect(shown({ products: [] })).toMatchObject({ kind: 'closed', why: 'prices' })
  expect(shown(undefined).kind).toBe('not_for_customers')
  expect(shown(undefined, { alarms: ['journal_unwritable'] })).toMatchObject({ kind: 'closed', why: 'machine' })
})

describe('paying', () => {
  const all = {
    takes: { notes: true, coins: false },
    qris: { state: 'offered' },
    card: { state: 'offered' },
    prepaid: { state: 'offered' },
  }

  test('offers every way there is, and tells what is still owed', () => {
    const screen = shown({ ...paying, ...all }, { accepted_notes: [1_000, 2_000] })
    expect(screen).toMatchObject({ kind: 'pay', due: { amount: 1_000, paid: 400, remaining: 600 }, volumeMl: 600 })
    expect(screen).toMatchObject({
      ways: [{ kind: 'cash', notes: [1_000, 2_000] }, { kind: 'qris' }, { kind: 'card' }, { kind: 'prepaid' }],
    })
  })

  test('without the hub cash and card stay, and the others say why not', () => {
    expect(shown({ ...paying, ...all }, offline)).toMatchObject({
      ways: [
        { kind: 'cash' },
        { kind: 'card' },
        { kind: 'away', of: 'qris', reason: 'offline' },
        { kind: 'away', of: 'prepaid', reason: 'offline' },
      ],
    })
  })

  test('a machine that takes notes and does not now says so; one that has no acceptor does not', () => {
    const none = { takes: { notes: false, coins: false } }
    expect(shown({ ...paying, ...none }, { accepted_notes: [1_000] })).toMatchObject({ ways: [{ kind: 'away', of: 'cash' }] })
    expect(shown({ ...paying, ...none })).toMatchObject({ ways: [] })
  })

  test('a card without enough on it is told with its balance', () => {
    expect(shown({ ...paying, prepaid: { state: 'offered', reason: 'balance_too_low', balance: 500 } })).toMatchObject({
      ways: [{ kind: 'prepaid', reason: 'balance_too_low', balance: 500 }],
    })
  })

  test.each([
    [{ qris: { state: 'shown', code: '0002' } }, 'code'],
    [{ qris: { state: 'cancelling' } }, 'code'],
    [{ card: { state: 'reading' } }, 'card'],
    [{ card: { state: 'asking' } }, 'card'],
    [{ prepaid: { state: 'asking' } }, 'prepaid'],
  ])('what is under way has the screen for itself: %o', (way, kind) => {
    expect(shown({ ...paying, ...all, ...way }).kind).toBe(kind)
  })

  test('a code that is shown stays when the hub goes away', () => {
    expect(shown({ ...paying, qris: { state: 'shown', code: '0002' } }, offline).kind).toBe('code')
  })
})

test('a pour never shows more than was chosen', () => {
  const pouring = { phase: 'pouring', session_id: 's', volume_ml: 600 }
  expect(shown({ ...pouring, delivered_ml: 312 })).toMatchObject({ kind: 'pour', toldMl: 312, volumeMl: 600 })
  expect(shown({ ...pouring, delivered_ml: 604 })).toMatchObject({ toldMl: 600 })
  expect(shown(pouring)).toMatchObject({ toldMl: 0 })
})

test('the end is told as it was: what came, what it cost, what is left and where', () => {
  const ended = {
    result: 'failed',
    reason: 'power',
    delivered_ml: 380,
    exact: false,
    charged: 633,
    remainder: 367,
    remainder_to: 'prepaid',
    receipt: 'none',
  }
  const both = { ...ended, remainder_to: 'both' as const, to_prepaid: 300 }
  expect(shown({ phase: 'thanks', volume_ml: 600, credit: 67, credit_until: 'then', ended: both })).toMatchObject({
    outcome: {
      back: [
        { to: 'prepaid', amount: 300 },
        { to: 'credit', amount: 67, until: 'then' },
      ],
    },
  })
  const credit = { ...ended, remainder_to: 'credit' as const }
  expect(shown({ phase: 'thanks', volume_ml: 600, credit: 367, credit_until: 'then', ended: credit })).toMatchObject({
    outcome: { back: [{ to: 'credit', amount: 367, until: 'then' }] },
  })
  expect(shown({ phase: 'thanks', volume_ml: 600, ended })).toEqual({
    kind: 'thanks',
    outcome: {
      result: 'failed',
      why: 'power',
      byStaff: false,
      volumeMl: 600,
      deliveredMl: 380,
      isExact: false,
      charged: 633,
      remainder: 367,
      back: [{ to: 'prepaid', amount: 367 }],
      receipt: 'none',
      currency: 'IDR',
    },
  })
  expect(shown({ phase: 'thanks', volume_ml: 600, ended: { ...ended, result: 'cancelled', reason: 'stopped' } })).toMatchObject({
    outcome: { why: undefined, byStaff: false },
  })
  expect(shown({ phase: 'thanks', volume_ml: 600, ended: { ...ended, result: 'cancelled', reason: 'stopped_by_operator' } })).toMatchObject(
    { outcome: { why: undefined, byStaff: true } },
  )
})

describe('closed', () => {
  test.each(['flushing', 'retesting'])('water that is %s is a wait, not a fault', step => {
    const tended = { ...quality, interlock: step }
    expect(shown({ phase: 'closed', reason: 'quality', credit: 4_000 }, {}, tended)).toMatchObject({
      kind: 'tending',
      step,
      credit: { amount: 4_000 },
    })
  })

  test('bad water that nobody flushes, and anything else while it is flushed, tells its own reason', () => {
    expect(shown({ phase: 'closed', reason: 'quality' }, {}, { ...quality, interlock: 'locked' })).toMatchObject({
      kind: 'closed',
      why: 'quality',
    })
    expect(shown({ phase: 'closed', reason: 'emergency_stop' }, {}, { ...quality, interlock: 'flushing' })).toMatchObject({
      why: 'emergency',
    })
  })

  test('a reason this build does not know closes all the same, and money left over is not forgotten', () => {
    expect(shown({ phase: 'closed', reason: 'moonlight', credit: 500 })).toMatchObject({
      kind: 'closed',
      why: 'machine',
      credit: { amount: 500 },
    })
    expect(shown({ phase: 'closed' })).toMatchObject({ kind: 'closed', why: 'machine' })
  })
})
