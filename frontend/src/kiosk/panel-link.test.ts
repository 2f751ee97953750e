import { ManualClock } from '@palang/kit/clock'
import { expect, test } from 'vitest'
import { lostAfterMs, panelLink, type StreamHandlers } from './panel-link.ts'

const snapshot = JSON.stringify({
  machine: { id: 'gate_in', name: 'Gerbang masuk', family: 'gate', direction: 'in' },
  outlet: { name: 'Parkir Pusat', timezone: 'Asia/Jakarta', currency: 'IDR' },
  hub: { online: true },
  gate: { status: 'closed', loop1: false },
  lane: { phase: 'idle', since: '2026-01-20T03:32:00.000Z' },
  devices: {},
  simulation: false,
})

function rig() {
  const clock = new ManualClock()
  const streams: { handlers: StreamHandlers; closed: boolean }[] = []
  const seen = { snapshots: 0, lost: 0 }
  const link = panelLink({
    clock,
    random: () => 0,
    open(handlers) {
      const stream = { handlers, closed: false }
      streams.push(stream)
      return { close: () => (stream.closed = true) }
    },
    onSnapshot: () => seen.snapshots++,
    onLost: () => seen.lost++,
  })
  return { clock, link, streams, seen, last: () => streams.at(-1)?.handlers }
}

test('reports each snapshot and ignores what is none', () => {
  const { link, last, seen } = rig()
  link.start()
  last()?.onText(snapshot)
  last()?.onText('{"machine":1}')
  last()?.onText('half a li')
  last()?.onText(snapshot)
  expect(seen.snapshots).toBe(2)
})

test('a panel that repeats itself is never lost, and its stream stays', async () => {
  const { clock, link, last, seen, streams } = rig()
  link.start()
  for (let told = 0; told < 20; told++) {
    last()?.onText(snapshot)
    await clock.advance(lostAfterMs - 1)
  }
  expect(seen.lost).toBe(0)
  expect(streams).toHaveLength(1)
})

test('a stream that stays silent is opened anew each time, however long it takes', async () => {
  const { clock, link, seen, streams } = rig()
  link.start()
  await clock.advance(lostAfterMs * 4 + 3_000)
  expect(streams.length).toBeGreaterThanOrEqual(4)
  expect(streams.slice(0, -1).every(stream => stream.closed)).toBe(true)
  expect(seen.lost).toBe(1)
})

test('tells once that the panel is lost, and that it is back by its next snapshot', async () => {
  const { clock, link, last, seen } = rig()
  link.start()
  last()?.onText(snapshot)
  await clock.advance(lostAfterMs - 1)
  expect(seen.lost).toBe(0)
  await clock.advance(lostAfterMs * 3)
  expect(seen.lost).toBe(1)
  last()?.onText(snapshot)
  expect(seen.snapshots).toBe(2)
  await clock.advance(lostAfterMs)
  expect(seen.lost).toBe(2)
})

test('a panel that was never there is lost too', async () => {
  const { clock, link, seen } = rig()
  link.start()
  await clock.advance(lostAfterMs)
  expect(seen.lost).toBe(1)
})

test('a broken stream is closed and opened again, one at a time', async () => {
  const { clock, link, streams, last } = rig()
  link.start()
  last()?.onBroken()
  last()?.onBroken()
  expect(streams.map(stream => stream.closed)).toEqual([true])
  await clock.advance(250)
  expect(streams.map(stream => stream.closed)).toEqual([true, false])
})

test('nothing is heard or opened after stop', async () => {
  const { clock, link, streams, last, seen } = rig()
  link.start()
  link.start()
  const handlers = last()
  link.stop()
  link.stop()
  handlers?.onText(snapshot)
  await clock.advance(lostAfterMs * 10)
  expect(streams).toHaveLength(1)
  expect(streams[0]?.closed).toBe(true)
  expect(seen).toEqual({ snapshots: 0, lost: 0 })
})
