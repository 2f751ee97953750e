import { ManualClock } from '@palang/kit'
import { beforeEach, expect, test } from 'vitest'
import { createLive, type LiveHub, type Screen } from './live.ts'
import { outbound } from './outbound.ts'

interface Seen extends Screen {
  got: { type: string; machine_id: string; gate_id?: string; payload: Record<string, unknown> }[]
}

let live: LiveHub
beforeEach(() => {
  live = createLive({ clock: new ManualClock(), isGate: id => id.startsWith('gate') })
})

function screen(channel: string, shows: (id: string) => boolean = () => true): Seen {
  const got: Seen['got'] = []
  return { channel, shows, got, deliver: text => got.push(JSON.parse(text) as Seen['got'][number]) }
}

test('a new screen gets the latest statuses first, then every change', () => {
  live.publish({ type: 'gate_status', machineId: 'gate_in', payload: { status: 'closed' } })
  live.publish({ type: 'gate_status', machineId: 'gate_in', payload: { status: 'open' } })
  const wall = screen('gate_all')
  live.attach(wall)
  live.publish({ type: 'gate_status', machineId: 'gate_in', payload: { status: 'closing' } })
  expect(wall.got.map(m => m.payload['status'])).toEqual(['open', 'closing'])
  expect(wall.got[0]).toMatchObject({ machine_id: 'gate_in', gate_id: 'gate_in' })
})

test('the statuses of a machine that is away or silent are marked as stale to those who come then', async () => {
  const clock = new ManualClock()
  const board = createLive({ clock, isGate: () => true })
  const come = () => {
    const wall = screen('gate_all')
    board.attach(wall)()
    return wall.got.map(m => [m.type, (m as { stale?: boolean }).stale])
  }
  board.publish({ type: 'presence', machineId: 'gate_in', payload: { online: true } })
  board.publish({ type: 'gate_status', machineId: 'gate_in', payload: { status: 'open' } })
  const fresh = [
    ['presence', undefined],
    ['gate_status', undefined],
  ]
  const stale = [
    ['presence', undefined],
    ['gate_status', true],
  ]
  expect(come()).toEqual(fresh)
  await clock.advance(91_000)
  expect(come()).toEqual(stale)
  board.publish({ type: 'gate_status', machineId: 'gate_in', payload: { status: 'open' } })
  expect(come()).toEqual(fresh)
  board.publish({ type: 'presence', machineId: 'gate_in', payload: { online: false } })
  expect(come()).toEqual(stale)
})

test('events are not repeated to those who come later', () => {
  live.publish({ type: 'parking_event', machineId: 'gate_in', payload: { event: 'entry' } })
  const late = screen('all')
  live.attach(late)
  expect(late.got).toEqual([])
})

test('a screen hears only of the machines of its channel, and alarms only on admin', () => {
  const gateIn = screen('gate_in', id => id === 'gate_in')
  const admin = screen('admin')
  live.attach(gateIn)
  live.attach(admin)
  live.publish({ type: 'gate_status', machineId: 'gate_out', payload: { status: 'open' } })
  live.publish({ type: 'alarm', machineId: 'gate_in', payload: { code: 'barrier_stuck' } })
  expect(gateIn.got).toEqual([])
  expect(admin.got.map(m => m.type)).toEqual(['gate_status', 'alarm'])
})

test('screens are counted by channel until they leave', () => {
  const leave = live.attach(screen('admin'))
  live.attach(screen('admin'))
  live.attach(screen('gate_in'))
  expect(live.channels()).toEqual({ admin: 2, gate_in: 1 })
  leave()
  expect(live.channels()).toEqual({ admin: 1, gate_in: 1 })
})

test('camera frames reach only those who watch that machine', () => {
  const frames: number[] = []
  const stop = live.watchCamera('gate_in', jpeg => frames.push(jpeg.length))
  live.frame('gate_in', new Uint8Array(3))
  live.frame('gate_out', new Uint8Array(5))
  stop()
  live.frame('gate_in', new Uint8Array(7))
  expect(frames).toEqual([3])
})

test('long events are kept by their length, not only by their number', () => {
  const queue = outbound(100, 10)
  for (const text of ['aaaa', 'bbbb', 'cccc']) queue.event(text)
  expect([queue.drain(), queue.dropped]).toEqual([['bbbb', 'cccc'], 1])
})

test('a reader that cannot keep up holds one status per key and a bounded run of events', () => {
  const queue = outbound(3)
  for (let i = 0; i < 1000; i++) queue.status('gate_in gate_status', `status ${i}`)
  for (let i = 0; i < 5; i++) queue.event(`event ${i}`)
  expect(queue.waiting).toBe(4)
  expect(queue.dropped).toBe(2)
  expect(queue.drain()).toEqual(['status 999', 'event 2', 'event 3', 'event 4'])
  expect(queue.waiting).toBe(0)
})
