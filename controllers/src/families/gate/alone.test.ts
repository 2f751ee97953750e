import type { PassbackRule } from '@palang/protocol'
import { expect, test } from 'vitest'
import { card, loop1, loop2, testLane, timer, type TestLane } from './test-lane.ts'

const minuteMs = 60_000
const hard: PassbackRule = { mode: 'hard' }
const everybody = { entry: 'all', exit: 'all' } as const

/** Presents the card while no hub answers; the reason of a refusal, or nothing when the barrier was ordered open. */
function comesAlone(lane: TestLane, who: string, isDrivingOn = true): string | undefined {
  lane.send(loop1(true), card(who), timer('request'))
  const reason = lane.phase() === 'refused' ? lane.reason() : undefined
  if (reason === undefined && isDrivingOn) {
    lane.obey()
    lane.send(loop2(true), loop1(false), loop2(false))
  } else lane.send(loop1(false), timer('left'))
  lane.obey()
  return reason
}

test.each([
  ['in', 'already_inside'],
  ['out', 'already_outside'],
] as const)(
  'alone, one card does not go %s twice where the rule is hard; another does, and a hub that answers ends it',
  (direction, reason) => {
    const lane = testLane({ config: { direction, offline: everybody }, passback: hard })
    expect([comesAlone(lane, 'A'), comesAlone(lane, 'A'), comesAlone(lane, 'B')]).toEqual([undefined, reason, undefined])
    lane.send(loop1(true), card('C'))
    lane.refuse('card_blocked')
    lane.send(loop1(false), timer('left'))
    expect(comesAlone(lane, 'A')).toBeUndefined()
  },
)

test.each([
  ['soft', { mode: 'soft' }],
  ['not told', undefined],
] as const)('alone, nobody is refused where the rule is %s', (_, passback) => {
  const lane = testLane({ config: { offline: everybody }, ...(passback === undefined ? {} : { passback }) })
  expect([comesAlone(lane, 'A'), comesAlone(lane, 'A')]).toEqual([undefined, undefined])
})

test('alone, a timed rule refuses for its minutes, over a restart too', () => {
  const lane = testLane({ config: { offline: everybody }, passback: { mode: 'timed', minutes: 10 } })
  comesAlone(lane, 'A')
  lane.after(9 * minuteMs)
  expect(comesAlone(lane, 'A')).toBe('already_inside')
  lane.after(minuteMs)
  expect(comesAlone(lane, 'A')).toBeUndefined()
  expect(
    lane
      .restart()
      .state()
      .alone.map(({ key }) => key),
  ).toEqual(['card:A', 'card:A'])
})

test('who was let in alone and turned back may come again', () => {
  const lane = testLane({ config: { offline: everybody }, passback: hard })
  expect([comesAlone(lane, 'A', false), comesAlone(lane, 'A')]).toEqual([undefined, undefined])
})
