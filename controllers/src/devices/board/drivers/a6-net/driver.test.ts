import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { BoardEvent } from '../../port.ts'
import { encodeFrame } from './codec.ts'
import { delays } from './delays.ts'
import { a6NetRig } from './rig.test-support.ts'

async function ready(form: Parameters<typeof a6NetRig>[0] = 'repeated') {
  const rig = a6NetRig(form)
  rig.board.start()
  await rig.advance(100)
  expect(rig.board.status().state).toBe('ready')
  rig.events.length = 0
  return rig
}

/** The driver with nobody at the other end: the test answers. */
async function alone() {
  const rig = await ready()
  rig.other.fault('silent', true)
  await rig.advance(delays.pollMs)
  return { ...rig, answer: (text: string) => rig.port.send(encodeFrame(text)) }
}

const written = (port: { written: string }) => port.written.match(/\u00a6[^\u00a9]*\u00a9/g) ?? []

test('is ready once STAT was answered, and never before', async () => {
  const { board, port, other, advance } = a6NetRig()
  other.fault('silent', true)
  board.start()
  await advance(1_000)
  expect(board.status().state).toBe('connecting')
  expect(await board.open(1_000)).toMatchObject({ ok: false, code: 'device_unavailable', moved: 'no' })
  await advance(30_000)
  expect(port.opens).toBeGreaterThan(2)
  expect(new Set(written(port))).toEqual(new Set(['\u00a6STAT\u00a9']))
  other.fault('silent', false)
  await advance(12_000)
  expect(board.status()).toEqual({ state: 'ready', model: 'a6-net', serial: null, detail: 'cannot say who it is' })
})

test('something else that speaks is never ready', async () => {
  const { board, port, other, advance } = a6NetRig()
  other.fault('silent', true)
  board.start()
  await advance(100)
  for (const text of ['HTTP/1.1 400 Bad Request\r\n\r\n', '\u00a6PONG\u00a9', 'STAT1']) port.send(text)
  await advance(1_000)
  expect(board.status().state).toBe('connecting')
})

test('is asked all the time, one question at a time', async () => {
  const { port, advance } = await ready()
  await advance(10_000)
  const questions = written(port).length
  expect(questions).toBeGreaterThan(30)
  expect(questions).toBeLessThanOrEqual(Math.ceil(10_100 / delays.pollMs) + 1)
})

test('an order is written once, behind the question under way, and counts as taken when the next is answered', async () => {
  const { board, port, other, advance } = await ready()
  await advance(delays.pollMs)
  const opening = board.open(30_000)
  await advance(100)
  expect(await opening).toEqual({ ok: true, position: 'unknown', assumed: true })
  await advance(20_000)
  expect(written(port).filter(frame => frame.includes('TRIG1'))).toHaveLength(1)
  expect(other.actuations()).toBe(1)
})

test('an order that meets no answer may have moved, and its connection is given up', async () => {
  const { board, other, advance } = await ready()
  other.fault('silent', true)
  const opening = board.open(1_000)
  await advance(delays.answerMs)
  expect(await opening).toMatchObject({ ok: false, code: 'device_unavailable', moved: 'maybe' })
  expect(board.status().state).toBe('disconnected')
  other.fault('silent', false)
  await advance(30_000)
  expect([board.status().state, other.actuations()]).toEqual(['ready', 1])
})

test('an order that still waits for the question under way when that is never answered moved nothing', async () => {
  const { board, other, advance } = await alone()
  const opening = board.open(1_000)
  await advance(delays.answerMs)
  expect(await opening).toMatchObject({ ok: false, code: 'device_unavailable', moved: 'no' })
  other.fault('silent', false)
  await advance(30_000)
  expect([board.status().state, other.actuations()]).toEqual(['ready', 0])
})

test('a second order while one is under way is refused', async () => {
  const { board, other, advance } = await ready()
  const [first, second] = [board.open(1_000), board.open(1_000)]
  await advance(1_000)
  expect(await first).toMatchObject({ ok: true })
  expect(await second).toMatchObject({ ok: false, code: 'machine_busy', moved: 'no' })
  expect(other.actuations()).toBe(1)
})

test('a port that takes no bytes fails an order certainly', async () => {
  const { board, port, other, advance } = await ready()
  port.congest(true)
  const opening = board.open(1_000)
  await advance(delays.pollMs)
  expect(await opening).toMatchObject({ ok: false, code: 'device_unavailable', moved: 'no' })
  port.congest(false)
  await advance(30_000)
  expect(other.actuations()).toBe(0)
})

test('orders meant for an unplugged port are not carried out after it returns', async () => {
  const { board, port, other, advance } = await ready()
  port.unplug()
  for (let times = 0; times < 5; times++) expect(await board.open(1_000)).toMatchObject({ ok: false, moved: 'no' })
  port.plug()
  await advance(30_000)
  expect([board.status().state, other.actuations()]).toEqual(['ready', 0])
})

test('a clip is played before the next question, the newest only, and one without a number not at all', async () => {
  const rig = a6NetRig('repeated', { clips: { welcome: 7, go: 6 } })
  rig.board.start()
  await rig.advance(100)
  rig.board.speak?.('welcome')
  await rig.advance(delays.pollMs * 2)
  rig.board.speak?.('refused')
  await rig.advance(delays.pollMs * 2)
  rig.board.speak?.('welcome')
  rig.board.speak?.('go')
  await rig.advance(delays.pollMs * 2)
  expect(rig.other.clips).toEqual([7, 6])
})

test('a clip for a board that is away is not played when it is back', async () => {
  const rig = a6NetRig('repeated', { clips: { welcome: 7 } })
  rig.board.start()
  await rig.advance(100)
  rig.board.speak?.('welcome')
  rig.unplug()
  rig.board.speak?.('welcome')
  rig.plug()
  await rig.advance(12_000)
  expect(rig.board.status().state).toBe('ready')
  await rig.advance(5_000)
  expect(rig.other.clips).toEqual([])
})

test('a board that answers no longer is noticed, and found again', async () => {
  const { board, port, other, advance } = await ready()
  other.fault('silent', true)
  await advance(delays.pollMs + delays.answerMs)
  expect(board.status().state).toBe('disconnected')
  other.fault('silent', false)
  await advance(20_000)
  expect([board.status().state, port.opens]).toEqual(['ready', 2])
})

test.each(['levels', 'repeated', 'changes'] as const)('a vehicle, a press and a card are told, STAT answered with %s', async form => {
  const { other, events, advance } = await ready(form)
  other.feel('loop1', true)
  await advance(1_000)
  other.press('BTN')
  other.present('0013530444')
  await advance(1_000)
  other.feel('loop2', true)
  await advance(1_000)
  other.feel('loop1', false)
  await advance(1_000)
  other.feel('loop2', false)
  await advance(1_000)
  const story = events.map(event =>
    event.kind === 'input' ? `${event.input} ${event.on}` : event.kind === 'card' ? event.cardId : event.kind,
  )
  expect(story).toEqual([
    'loop1 true',
    'ticket_button true',
    'ticket_button false',
    '0013530444',
    'loop2 true',
    'loop1 false',
    'loop2 false',
  ])
})

test('a button held down when the connection is made is no press', async () => {
  const { board, port, other, events, advance } = await ready()
  port.unplug()
  other.press('BTN')
  port.plug()
  await advance(12_000)
  expect(board.status().state).toBe('ready')
  expect(events.filter(event => event.kind === 'input')).toEqual([])
})

test('answers nobody asked for, other frames and garbage change nothing', async () => {
  const { board, port, answer, events, advance } = await alone()
  answer('STAT')
  answer('STATIN1ON')
  answer('TRIG1OK')
  port.send('noise')
  await advance(delays.stallMs)
  expect(board.inputs().loop1).toBe(false)
  expect(events.filter(event => event.kind !== 'status')).toEqual([
    { kind: 'garbage', bytes: 11, reason: 'nobody asked' },
    { kind: 'garbage', bytes: 5, reason: 'frame' },
  ])
})

test('however an answer is cut and glued to noise, what is told is the same', async () => {
  const answers = fc.constantFrom('STATIN1ON', 'STAT0010', 'STATW00CE754CIN3ON', 'STAT', 'STATIN1OFF')
  const noise = fc.string({ unit: fc.constantFrom('\u00a9', 'S', 'T', '1', '\n'), maxLength: 6 })
  await fc.assert(
    fc.asyncProperty(answers, noise, fc.array(fc.nat({ max: 40 }), { maxLength: 5 }), async (text, before, cuts) => {
      const bytes = `${before}\u00a6${text}\u00a9`
      const told: BoardEvent[][] = []
      for (const places of [[], cuts]) {
        const { port, events, advance } = await alone()
        let from = 0
        for (const to of [...places.toSorted((a, b) => a - b), bytes.length]) {
          port.send(bytes.slice(from, to))
          from = Math.max(from, to)
          await advance(1)
        }
        await advance(delays.stallMs)
        told.push(events)
      }
      expect(told[1]).toEqual(told[0])
    }),
  )
})
