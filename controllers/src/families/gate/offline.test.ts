import { expect, test } from 'vitest'
import { card, loop1, session, testLane, timer } from './test-lane.ts'

const entryCases = [
  { policy: 'refuse', who: 'MEMBER', approved: false, reason: 'offline' },
  { policy: 'members', who: 'MEMBER', approved: true },
  { policy: 'members', who: 'VISITOR', approved: false, reason: 'offline' },
  { policy: 'members', who: 'BLOCKED', approved: false, reason: 'card_blocked' },
  { policy: 'all', who: 'VISITOR', approved: true },
  { policy: 'all', who: 'BLOCKED', approved: false, reason: 'card_blocked' },
] as const

test.each(entryCases)('entry without the hub, policy $policy, card $who: approved $approved', ({ policy, who, approved, ...rest }) => {
  const lane = testLane({ config: { offline: { entry: policy, exit: 'refuse' } }, members: ['MEMBER', 'BLOCKED'], blocked: ['BLOCKED'] })
  lane.send(loop1(true), card(who), timer('request'))
  expect(lane.facts('access_decided')[0]?.payload).toMatchObject({ approved, decided_by: 'machine', ...rest })
  expect(lane.effects().some(effect => effect.do === 'move')).toBe(approved)
  // The hub names a stay after its visit too: both decisions are about the same stay.
  if (approved) expect(lane.facts('access_decided')[0]?.payload).toHaveProperty('session_id', lane.state().visit?.id)
})

test('a hub known to be away is not waited for', () => {
  const lane = testLane({ members: ['MEMBER'] })
  lane.send(loop1(true), card('MEMBER'))
  lane.send({ kind: 'unanswered', requestId: lane.last('ask').requestId })
  expect(lane.phase()).toBe('opening')
})

test('an answer that comes after the machine decided alone changes nothing', () => {
  const lane = testLane({ members: ['MEMBER'] })
  lane.send(loop1(true), card('VISITOR'), timer('request'))
  expect(lane.phase()).toBe('refused')
  lane.approve()
  expect(lane.phase()).toBe('refused')
  expect(lane.effects().some(effect => effect.do === 'move')).toBe(false)
})

test('the ticket button without the hub gives a ticket of its own when everybody may enter', () => {
  const lane = testLane({ config: { offline: { entry: 'all', exit: 'refuse' } } })
  lane.send(loop1(true), { kind: 'input', input: 'ticket_button', on: true }, timer('request'))
  expect(lane.last('print').paper).toMatchObject({ ticket: expect.stringMatching(/^X[0-9A-F]{10}$/) })
})

test.each([
  { policy: 'all', approved: true },
  { policy: 'refuse', approved: false },
  { policy: 'signed-ticket', approved: false },
] as const)('exit without the hub, policy $policy: approved $approved', ({ policy, approved }) => {
  const lane = testLane({ config: { direction: 'out', offline: { entry: 'refuse', exit: policy } } })
  lane.send(loop1(true), card(), timer('request'))
  expect(lane.facts('access_decided')[0]?.payload).toMatchObject({ purpose: 'exit', approved, decided_by: 'machine' })
  if (!approved) expect(lane.reason()).toBe('call_attendant')
})

test('a wrong request id answers nothing', () => {
  const lane = testLane()
  lane.send(loop1(true), card())
  lane.send({ kind: 'answered', requestId: 'other', decision: { purpose: 'entry', result: { approved: true, session_id: session } } })
  expect(lane.phase()).toBe('authorizing')
})
