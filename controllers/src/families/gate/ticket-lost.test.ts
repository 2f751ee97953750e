import { expect, test } from 'vitest'
import { command, loop1, testLane, timer } from './test-lane.ts'

test('a driver without ticket calls somebody once, however often he presses, and what about ends with the call', () => {
  for (const ends of [[command('c1', { action: 'open', duration: 10 })], [loop1(false), timer('left')]]) {
    const lane = testLane({ config: { direction: 'out' } })
    lane.send(loop1(true), { kind: 'help', about: 'ticket' }, { kind: 'help', about: 'ticket' })
    expect(lane.facts('alarm_raised').map(({ payload }) => payload)).toMatchObject([{ code: 'help_requested' }, { code: 'ticket_lost' }])
    expect(lane.facts('help_called')).toHaveLength(1)
    lane.send(...ends)
    expect(lane.facts('alarm_cleared').map(({ payload }) => payload)).toContainEqual({ code: 'ticket_lost' })
  }
})
