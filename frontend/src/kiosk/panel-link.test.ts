import { ManualClock } from '@palang/kit/clock'
import { expect, test } from 'vitest'
import { lostAfterMs, panelLink, silentAfterMs, type StreamHandlers } from './panel-link.ts'

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
  const seen = { snapshots: 0, lost: 0, asked: 0 }
  let answer: string | null = null
  const link = panelLink({
    clock,
    random: () => 0,
    open(handlers) {
      const stream = { handlers, closed: false }
      streams.push(stream)
      return { close: () => (stream.closed = true) }
    },
    ask() {
      seen.asked++
      return answer === null ? Promise.reject(new Error('nobody')) : Promise.resolve(answer)
    },
    onSnapshot: () => seen.snapshots++,
    onLost: () => seen.lost++,
  })
  return { clock, link, streams, seen, answerWith: (text: string | null) => (answer = text), last: () => streams.at(-1)?.handlers }
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

test('a quiet stream is no loss while the panel answers when asked', async () => {
  const { clock, link, last, seen, answerWith } = rig()
  link.start()
  last()?.onText(snapshot)
  answerWith(snapshot)
  await clock.advance(silentAfterMs * 20)
  expect(seen.lost).toBe(0)
  expect(seen.asked).toBe(20)
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

test('nothing is heard, asked or opened after stop', async () => {
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
  expect(seen).toEqual({ snapshots: 0, lost: 0, asked: 0 })
})
