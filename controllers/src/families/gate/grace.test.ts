import { expect, test } from 'vitest'
import type { GateConfig } from './state.ts'
import { card, loop1, loop2, session, testLane, timer, type TestLane } from './test-lane.ts'

const minuteMs = 60_000
const atExit = (exit: GateConfig['offline']['exit'] = 'signed-ticket') => {
  const lane = testLane({ config: { direction: 'out', offline: { entry: 'refuse', exit } } })
  lane.send(loop1(true), card())
  return lane
}

/** Let out by the hub, which says since when it is paid, and backs away instead of passing. */
function turnsBack(lane: TestLane): void {
  lane.obey()
  lane.send(loop1(false), timer('left'))
  lane.send({ kind: 'barrier', position: 'closing', positionKnown: true }, { kind: 'barrier', position: 'closed', positionKnown: true })
  expect(lane.state().visit).toBeNull()
}

/** Comes once more, with the hub away. */
function comesAgain(lane: TestLane, cardId?: string): boolean | undefined {
  lane.send(loop1(true), card(cardId), timer('request'))
  return lane.facts('access_decided').at(-1)?.payload['approved'] === true
}

const paid = { amount: 5000, paid_amount: 5000, paid: true, grace_minutes: 15 }
const paidAt = (minutes: number) => new Date(Date.UTC(2026, 0, 20) + minutes * minuteMs).toISOString()

test('who paid and turned back leaves within the grace with the hub away, as the stay the hub knows', () => {
  const lane = atExit()
  lane.approve({ ...paid, paid_at: paidAt(0) })
  turnsBack(lane)
  lane.after(10 * minuteMs)
  expect(comesAgain(lane)).toBe(true)
  expect(lane.facts('access_decided').at(-1)?.payload).toMatchObject({ session_id: session, decided_by: 'machine' })
})

test.each([
  ['at the last moment of the grace', 15 * minuteMs, true],
  ['a moment after it', 15 * minuteMs + 1, false],
])('%s', (_name, afterMs, isLetOut) => {
  const lane = atExit()
  lane.approve({ ...paid, paid_at: paidAt(0) })
  lane.obey()
  lane.send(loop1(false), timer('left'))
  lane.send({ kind: 'barrier', position: 'closing', positionKnown: true }, { kind: 'barrier', position: 'closed', positionKnown: true })
  // The barrier took 800 ms to open.
  lane.after(afterMs - 800)
  expect(comesAgain(lane)).toBe(isLetOut)
})

test('the grace counts from the payment, wherever that was, not from when the hub told of it', () => {
  const lane = atExit()
  lane.approve({ ...paid, paid_at: paidAt(-14) })
  turnsBack(lane)
  lane.after(2 * minuteMs)
  expect(comesAgain(lane)).toBe(false)
})

test('who paid cash here leaves within the grace after a restart too', () => {
  const lane = atExit()
  lane.owe(5000, 0, false, { grace_minutes: 15 })
  lane.send({ kind: 'escrow', amount: 5000 }, { kind: 'stacked', amount: 5000 })
  expect(lane.restart().state().settledStays).toMatchObject([{ sessionId: session, graceMinutes: 15 }])
  turnsBack(lane)
  expect(comesAgain(lane)).toBe(true)
})

test('another card, a gate that refuses everybody, and a hub that told no grace let nobody out', () => {
  const lane = atExit()
  lane.approve({ ...paid, paid_at: paidAt(0) })
  turnsBack(lane)
  expect(comesAgain(lane, 'OTHER')).toBe(false)
  const strict = atExit('refuse')
  strict.approve({ ...paid, paid_at: paidAt(0) })
  turnsBack(strict)
  expect(comesAgain(strict)).toBe(false)
  const old = atExit()
  old.approve({ amount: 5000, paid: true })
  turnsBack(old)
  expect(comesAgain(old)).toBe(false)
})

test('who has left is not let out a second time, and who owes again has to pay', () => {
  const gone = atExit()
  gone.approve({ ...paid, paid_at: paidAt(0) })
  gone.obey()
  gone.send(loop1(false), loop2(true), loop2(false))
  expect(gone.state().settledStays).toEqual([])
  const owing = atExit()
  owing.approve({ ...paid, paid_at: paidAt(0) })
  turnsBack(owing)
  owing.send(loop1(true), card())
  owing.owe(8000, 5000, false, { grace_minutes: 15 })
  expect(owing.state().settledStays).toEqual([])
})
