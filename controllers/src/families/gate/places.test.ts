import { expect, test } from 'vitest'
import type { LanePlaces } from '@palang/protocol'
import { laneOf } from './lane.ts'
import { placesInput } from './places-input.ts'
import { card, loop1, testLane, timer } from './test-lane.ts'

const places = (left: number, more: Partial<LanePlaces> = {}): LanePlaces => ({
  vehicle_class: 'car',
  left,
  reserved: 0,
  members_guaranteed: false,
  ...more,
})
const told = (of: LanePlaces | null, goodForMs: number | null = null) => ({ kind: 'places' as const, places: of, goodForMs })
const alone = () => testLane({ config: { offline: { entry: 'all', exit: 'refuse' } }, members: ['MEMBER'] })
const button = { kind: 'input', input: 'ticket_button', on: true } as const

test('the screens are told whom an entry lets in, and again when a place becomes free', () => {
  const lane = testLane()
  expect(laneOf(lane.state())).not.toHaveProperty('places')
  lane.send(told(places(0)))
  expect(laneOf(lane.state()).places).toEqual({ vehicle_class: 'car', open_to: 'nobody' })
  lane.send(told(places(1)))
  expect(laneOf(lane.state()).places).toEqual({ vehicle_class: 'car', open_to: 'everyone' })
})

test('an exit has no places to give', () => {
  const lane = testLane({ config: { direction: 'out' } })
  lane.send(told(places(0)))
  expect(laneOf(lane.state())).not.toHaveProperty('places')
})

test('a full entry without the hub gives no ticket, and works again once a place is free', () => {
  const lane = alone()
  lane.send(told(places(0), 60_000), loop1(true), button, timer('request'))
  expect(lane.facts('access_decided')[0]?.payload).toMatchObject({ approved: false, reason: 'lot_full', decided_by: 'machine' })
  expect(lane.effects().some(effect => effect.do === 'print' || effect.do === 'move')).toBe(false)
  lane.send(told(places(1), 60_000), timer('refused'), button, timer('request'))
  expect(lane.phase()).toBe('opening')
})

test('what an entry lets in alone takes the places it was told of', () => {
  const lane = alone()
  lane.send(told(places(1), 60_000), loop1(true), card('VISITOR'), timer('request'))
  expect(lane.phase()).toBe('opening')
  expect(laneOf(lane.state()).places?.open_to).toBe('nobody')
})

test.each([
  { left: 2, more: { reserved: 2 }, who: 'MEMBER', approved: true },
  { left: 2, more: { reserved: 2 }, who: 'VISITOR', approved: false },
  { left: 0, more: { members_guaranteed: true }, who: 'MEMBER', approved: true },
  { left: 0, more: {}, who: 'MEMBER', approved: false },
])('$left left, $more: $who without the hub is let in: $approved', ({ left, more, who, approved }) => {
  const lane = alone()
  lane.send(told(places(left, more), 60_000), loop1(true), card(who), timer('request'))
  expect(lane.facts('access_decided')[0]?.payload).toMatchObject({ approved })
})

test('the last word on places fades, and then only the policy counts', () => {
  const lane = alone()
  lane.send(told(places(0), 60_000))
  expect(lane.effects()).toContainEqual({ do: 'start_timer', name: 'places', delayMs: 60_000 })
  lane.send(timer('places'), loop1(true), card('VISITOR'), timer('request'))
  expect(lane.phase()).toBe('opening')
})

test('the word holds without end while the link stands, half an hour without it, or as the site file says', () => {
  const nowMs = 10_000_000
  const at = (awaySinceMs: number | null, minutes?: number) =>
    placesInput({
      places: { word: () => ({ places: { lane: places(3), rows: [] }, awaySinceMs }), listen: () => () => undefined },
      config: {
        id: 'gate_in',
        family: 'gate',
        vehicle_class: 'car',
        panel: { port: 8001, host: '127.0.0.1' },
        devices: {},
        ...(minutes === undefined ? {} : { offline: { entry: 'all', exit: 'refuse', places_minutes: minutes } }),
      },
      clock: { now: () => nowMs },
    })
  expect(at(null)).toMatchObject({ goodForMs: null, places: { left: 3 } })
  expect(at(nowMs - 60_000)).toMatchObject({ goodForMs: 29 * 60_000 })
  expect(at(nowMs - 60_000, 1)).toMatchObject({ goodForMs: 0 })
  expect(at(nowMs, 0)).toMatchObject({ goodForMs: 0 })
})
