import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readSaved } from './saved.ts'
import { savedPart } from './machine.ts'
import type { GateInput } from './state.ts'
import { card, loop1, quietInputs, session, testLane, type TestLane } from './test-lane.ts'

const counted = (amount: number, since = 7, torn = 0, perPulse = 500): GateInput => ({ kind: 'counted', since, amount, perPulse, torn })

/** A vehicle at an exit whose acceptor has told its count. */
function atExit(): TestLane {
  const lane = testLane({ config: { direction: 'out' } })
  lane.send(counted(0), loop1(true), card())
  return lane
}

const booked = (lane: TestLane) => lane.facts('cash_received').map(fact => fact.payload['amount'])
const incidents = (lane: TestLane) => lane.facts('alarm_raised').map(fact => fact.payload)

test('a price rounded to coins is paid with a note and one of them, to the rupiah', () => {
  const lane = testLane({ config: { direction: 'out' } })
  lane.send(counted(0), loop1(true), card())
  lane.owe(5500)
  lane.send({ kind: 'escrow', amount: 5000 }, { kind: 'stacked', amount: 5000 }, counted(500))
  expect(lane.facts('payment_completed')[0]?.payload).toMatchObject({ amount: 5500, paid_amount: 5500, change_amount: 0 })
})

test('coins are booked by what is new in the count, and the barrier opens when they cover the price', () => {
  const lane = atExit()
  lane.owe(3_000)
  lane.send(counted(1_000), counted(1_000), counted(2_500))
  expect(booked(lane)).toEqual([1_000, 1_500])
  expect(lane.facts('payment_completed')).toEqual([])
  lane.send(counted(3_000))
  expect(lane.facts('payment_completed')[0]?.payload).toMatchObject({ session_id: session, paid_amount: 3_000, change_amount: 0 })
  expect(lane.last('move').action).toBe('open')
})

test('coins and notes pay together, and a coin changes nothing about a note under way', () => {
  const lane = atExit()
  lane.owe(6_000)
  lane.send({ kind: 'escrow', amount: 5_000 }, counted(1_000))
  expect(lane.state().note?.amount).toBe(5_000)
  lane.send({ kind: 'stacked', amount: 5_000 })
  expect(lane.facts('payment_completed')[0]?.payload).toMatchObject({ paid_amount: 6_000, change_amount: 0 })
})

test('coins while nobody pays are an incident with their amount', () => {
  const lane = testLane({ config: { direction: 'out' } })
  lane.send(counted(0), counted(500))
  expect(incidents(lane)).toMatchObject([{ code: 'cash_unclaimed', amount: 500, currency: 'IDR' }])
})

test.each([
  ['more', 1_000, 10_000],
  ['less', 100, 1_000],
])(
  'when a pulse is worth %s than before, what is booked already stays booked, and new pulses count at the new worth',
  (_, perPulse, same) => {
    const lane = atExit()
    lane.owe(90_000)
    lane.send(counted(5_000), counted(same, 7, 0, perPulse), counted(same + perPulse, 7, 0, perPulse))
    expect(booked(lane)).toEqual([5_000, perPulse])
    expect(incidents(lane)).toEqual([])
  },
)

test('what a board had counted before this controller knew it is nobody’s', () => {
  const lane = testLane({ config: { direction: 'out' } })
  lane.send(loop1(true), card())
  lane.owe(3_000)
  lane.send(counted(9_000))
  expect(booked(lane)).toEqual([])
  expect(incidents(lane)).toMatchObject([{ code: 'cash_unclaimed', amount: 9_000 }])
})

test('after a loss of power the board counts from nothing; while somebody pays that may have cost coins', () => {
  const lane = atExit()
  lane.owe(3_000)
  lane.send(counted(1_000), counted(500, 9))
  expect(booked(lane)).toEqual([1_000, 500])
  expect(incidents(lane)).toMatchObject([{ code: 'note_unproven', session_id: session }])
  const idle = testLane({ config: { direction: 'out' } })
  idle.send(counted(1_000), counted(0, 9))
  expect(incidents(idle).slice(1)).toEqual([])
})

test('a coin that the board’s restart cut in two is told', () => {
  const lane = atExit()
  lane.owe(3_000)
  lane.send(counted(500, 7, 1), counted(500, 7, 1))
  expect(incidents(lane)).toMatchObject([{ code: 'note_unproven', severity: 'critical', session_id: session }])
})

test('coins that fell while this program was away belong to who was paying, although the visit has ended', () => {
  const lane = atExit()
  lane.owe(3_000)
  lane.send(counted(1_000))
  const next = lane.restart()
  next.send({ kind: 'board', inputs: { ...quietInputs, loop1: true } })
  expect(next.facts('vehicle_turned_back')[0]?.payload).toMatchObject({ session_id: session, reason: 'restarted' })
  next.send(counted(2_500), counted(3_000))
  expect(next.facts('cash_received').map(fact => fact.payload)).toMatchObject([{ session_id: session, amount: 1_500 }])
  expect(incidents(next)).toMatchObject([{ code: 'cash_unclaimed', amount: 500 }])
})

test('a saved lane of before there were coins is still understood', () => {
  const { coins: _coins, coinPayer: _payer, ...earlier } = savedPart(testLane().state())
  expect(readSaved(JSON.stringify(earlier))).toMatchObject({ coins: null, coinPayer: null })
})

test('each pulse is booked or told once, whatever is lost, told twice, or restarted', () => {
  const acts = fc.array(
    fc.oneof(
      fc.record({ do: fc.constant('coin' as const), amount: fc.constantFrom(500, 1_000) }),
      fc.constant({ do: 'tell' as const }),
      fc.constant({ do: 'restart' as const }),
      fc.constant({ do: 'pay' as const }),
      fc.constant({ do: 'leave' as const }),
    ),
    { maxLength: 40 },
  )
  fc.assert(
    fc.property(acts, story => {
      let lane = testLane({ config: { direction: 'out' } })
      lane.send(counted(0))
      let [inBox, told, unclaimed] = [0, 0, 0]
      const sum = (facts: { payload: Record<string, unknown> }[]) =>
        facts.reduce((total, { payload }) => total + Number(payload['amount']), 0)
      const close = () => {
        told += sum(lane.facts('cash_received'))
        unclaimed += sum(lane.facts('alarm_raised').filter(fact => fact.payload['code'] === 'cash_unclaimed'))
      }
      for (const act of story) {
        if (act.do === 'coin') inBox += act.amount
        else if (act.do === 'tell') lane.send(counted(inBox))
        else if (act.do === 'pay') {
          lane.send(loop1(true), card())
          if (lane.phase() === 'authorizing') lane.owe(50_000)
        } else if (act.do === 'leave') lane.send(loop1(false), { kind: 'timer', name: 'left' })
        else {
          close()
          lane = lane.restart()
          lane.send({ kind: 'board', inputs: { ...quietInputs, loop1: true } })
        }
      }
      lane.send(counted(inBox))
      close()
      expect(told + unclaimed).toBe(inBox)
    }),
    { numRuns: 300 },
  )
})
