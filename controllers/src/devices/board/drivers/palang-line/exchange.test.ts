import { ManualClock } from '@palang/kit'
import { expect, test } from 'vitest'
import { portError } from '../../../../io/byte-stream.ts'
import { delays } from './delays.ts'
import { Exchange, type Answer, type Request } from './exchange.ts'

const poll: Request = { word: 'STAT', rank: 'poll' }
const open: Request = { word: 'OPEN', args: [1000], rank: 'order' }
const stop: Request = { word: 'STOP', rank: 'urgent' }

function rig(lastNumber = 0) {
  const clock = new ManualClock()
  const lines: string[] = []
  const state: { failure?: Error } = {}
  const write = (bytes: Uint8Array): Promise<void> => {
    if (state.failure !== undefined) return Promise.reject(state.failure)
    lines.push(Buffer.from(bytes).toString('latin1'))
    return Promise.resolve()
  }
  const exchange = new Exchange({ clock, write, lastNumber })
  const ask = (request: Request): Promise<Answer> => new Promise(resolve => exchange.ask(request, resolve))
  return { clock, lines, state, exchange, ask }
}

test('numbers count up and wrap from 65535 to 1', async () => {
  const { exchange, ask, lines } = rig(65_534)
  for (const number of [65_535, 1, 2]) {
    const answer = ask(poll)
    expect(exchange.answered(number, { kind: 'ok', fields: [] })).toBe(true)
    expect(await answer).toEqual({ kind: 'ok', fields: [] })
  }
  expect(lines.map(line => line.slice(0, line.indexOf(',')))).toEqual(['$65535', '$1', '$2'])
})

test('an order without an answer is repeated once with the same number, then it may have moved', async () => {
  const { clock, lines, ask } = rig()
  const answer = ask(open)
  await clock.advance(delays.answerMs * 2)
  expect(lines).toHaveLength(2)
  expect(lines[0]).toBe(lines[1])
  expect(await answer).toEqual({ kind: 'lost', sent: true, reason: 'silence' })
  await clock.advance(60_000)
  expect(lines).toHaveLength(2)
})

test('an answer that came while this process was busy is heard, although the time-out is seen first', async () => {
  const lines: string[] = []
  const timers: (() => void)[] = []
  let nowMs = 0
  const clock = Object.assign(new ManualClock(), {
    monotonic: () => nowMs,
    after: (_delayMs: number, work: () => void) => {
      timers.push(work)
      return { cancel: () => undefined }
    },
  })
  const write = async (bytes: Uint8Array) => void lines.push(Buffer.from(bytes).toString('latin1'))
  const exchange = new Exchange({ clock, write, lastNumber: 0 })
  const answer = new Promise<Answer>(resolve => exchange.ask(open, resolve))
  nowMs = delays.answerMs + 300
  timers.shift()?.()
  expect(lines).toHaveLength(1)
  expect(exchange.answered(1, { kind: 'ok', fields: [] })).toBe(true)
  expect(await answer).toEqual({ kind: 'ok', fields: [] })
})

test('a process that was busy gives up all the same when nothing came', async () => {
  const timers: (() => void)[] = []
  let nowMs = 0
  const clock = Object.assign(new ManualClock(), {
    monotonic: () => nowMs,
    after: (delayMs: number, work: () => void) => {
      timers.push(() => {
        nowMs += delayMs
        work()
      })
      return { cancel: () => undefined }
    },
  })
  const exchange = new Exchange({ clock, write: async () => undefined, lastNumber: 0 })
  const answer = new Promise<Answer>(resolve => exchange.ask(poll, resolve))
  nowMs = 300
  timers.shift()?.()
  timers.shift()?.()
  expect(await answer).toEqual({ kind: 'lost', sent: true, reason: 'silence' })
})

test('a poll without an answer is not repeated', async () => {
  const { clock, lines, ask } = rig()
  const answer = ask(poll)
  await clock.advance(delays.answerMs)
  expect(await answer).toMatchObject({ kind: 'lost', reason: 'silence' })
  expect(lines).toHaveLength(1)
})

test('the late answer of a command given up answers nothing else', async () => {
  const { clock, exchange, ask } = rig()
  const lost = ask(poll)
  await clock.advance(delays.answerMs)
  await lost
  const answer = ask(open)
  expect(exchange.answered(1, { kind: 'err', code: 'BLOCKED' })).toBe(false)
  expect(exchange.answered(2, { kind: 'ok', fields: [] })).toBe(true)
  expect(await answer).toEqual({ kind: 'ok', fields: [] })
})

test('the newest order waits for what is in flight; an older one that waits, and a poll, are refused unsent', async () => {
  const { clock, exchange, lines, ask } = rig()
  const polled = ask(poll)
  const displaced = ask(open)
  const meant = ask({ ...open, word: 'CLOSE' })
  expect(await displaced).toEqual({ kind: 'lost', sent: false, reason: 'busy' })
  expect(await ask(poll)).toEqual({ kind: 'lost', sent: false, reason: 'busy' })
  await clock.advance(delays.answerMs)
  expect(await polled).toMatchObject({ kind: 'lost' })
  exchange.answered(2, { kind: 'ok', fields: [] })
  expect(await meant).toMatchObject({ kind: 'ok' })
  expect(lines.map(line => line.split(/[,*]/)[1])).toEqual(['STAT', 'CLOSE'])
})

test('an order that waits behind one whose fate is unknown is not sent', async () => {
  const { clock, lines, ask } = rig()
  const first = ask(open)
  const second = ask({ ...open, word: 'CLOSE' })
  await clock.advance(delays.answerMs * 2)
  expect(await first).toMatchObject({ kind: 'lost', sent: true })
  expect(await second).toMatchObject({ kind: 'lost', sent: false })
  expect(lines.map(line => line.split(/[,*]/)[1])).toEqual(['OPEN', 'OPEN'])
})

test('a stop takes the place of an order that waits and goes after one in flight', async () => {
  const { exchange, lines, ask } = rig()
  void ask(poll)
  const waiting = ask(open)
  const stopping = ask(stop)
  expect(await waiting).toEqual({ kind: 'lost', sent: false, reason: 'busy' })
  exchange.answered(1, { kind: 'ok', fields: [] })
  exchange.answered(2, { kind: 'ok', fields: [] })
  expect(await stopping).toMatchObject({ kind: 'ok' })
  void ask(open)
  const second = ask(stop)
  exchange.answered(3, { kind: 'ok', fields: [] })
  exchange.answered(4, { kind: 'ok', fields: [] })
  expect(await second).toMatchObject({ kind: 'ok' })
  expect(lines.map(line => line.split(/[,*]/)[1])).toEqual(['STAT', 'STOP', 'OPEN', 'STOP'])
})

test('a stop that waits gives way to no later order', async () => {
  const { exchange, lines, ask } = rig()
  void ask(poll)
  const stopping = ask(stop)
  expect(await ask(open)).toEqual({ kind: 'lost', sent: false, reason: 'busy' })
  exchange.answered(1, { kind: 'ok', fields: [] })
  exchange.answered(2, { kind: 'ok', fields: [] })
  expect(await stopping).toMatchObject({ kind: 'ok' })
  expect(lines.map(line => line.split(/[,*]/)[1])).toEqual(['STAT', 'STOP'])
})

test('an order that meets a closed port was certainly not sent', async () => {
  for (const code of ['port_closed', 'port_congested'] as const) {
    const { state, ask } = rig()
    state.failure = portError(code, 'fake', 'no')
    expect(await ask(open)).toEqual({ kind: 'lost', sent: false, reason: 'port' })
  }
})

test('an order whose write broke off may have been sent', async () => {
  const { state, ask } = rig()
  state.failure = portError('port_failed', 'fake', 'no')
  expect(await ask(open)).toEqual({ kind: 'lost', sent: true, reason: 'port' })
})

test('when only the repeat meets a closed port, the first try still counts', async () => {
  const { clock, state, ask } = rig()
  const answer = ask(open)
  state.failure = portError('port_closed', 'fake', 'no')
  await clock.advance(delays.answerMs)
  expect(await answer).toEqual({ kind: 'lost', sent: true, reason: 'port' })
})

test('when the bytes of the first try are still leaving at the repeat, their answer is waited for', async () => {
  const { clock, state, exchange, ask } = rig()
  const answer = ask(open)
  const waiting = ask(stop)
  state.failure = portError('port_congested', 'fake', 'not yet')
  await clock.advance(delays.answerMs)
  delete state.failure
  exchange.answered(1, { kind: 'ok', fields: [] })
  expect(await answer).toEqual({ kind: 'ok', fields: [] })
  exchange.answered(2, { kind: 'ok', fields: [] })
  expect(await waiting).toEqual({ kind: 'ok', fields: [] })
})

test('when they never leave, the order may have moved something', async () => {
  const { clock, state, ask } = rig()
  const answer = ask(open)
  state.failure = portError('port_congested', 'fake', 'not yet')
  await clock.advance(delays.answerMs * 2)
  expect(await answer).toEqual({ kind: 'lost', sent: true, reason: 'silence' })
})

test('an order that arrived damaged is sent again at once, a few times with its own number; then it may have moved', async () => {
  const { clock, exchange, lines, ask } = rig()
  const answer = ask(open)
  exchange.damaged(0)
  expect(lines).toHaveLength(2)
  exchange.damaged(9)
  expect(lines).toHaveLength(2)
  for (let i = 0; i < 5; i++) exchange.damaged(1)
  expect(lines).toHaveLength(4)
  expect(new Set(lines).size).toBe(1)
  await clock.advance(delays.answerMs)
  expect(await answer).toEqual({ kind: 'lost', sent: true, reason: 'silence' })
})

test('noise beside an order that was carried out does not make a refusal of it', async () => {
  const { exchange, ask } = rig()
  const answer = ask(open)
  for (let i = 0; i < 6; i++) exchange.damaged(0)
  expect(exchange.answered(1, { kind: 'ok', fields: [] })).toBe(true)
  expect(await answer).toEqual({ kind: 'ok', fields: [] })
})

test('a poll that arrived damaged is over', async () => {
  const { exchange, lines, ask } = rig()
  const answer = ask(poll)
  exchange.damaged(0)
  expect(await answer).toEqual({ kind: 'err', code: 'CHECKSUM' })
  expect(lines).toHaveLength(1)
})

test('a lost connection gives up what is in flight and what waits, and sends neither afterwards', async () => {
  const { clock, exchange, lines, ask } = rig()
  const polled = ask(poll)
  const order = ask(open)
  exchange.reset('port')
  expect(await polled).toEqual({ kind: 'lost', sent: true, reason: 'port' })
  expect(await order).toEqual({ kind: 'lost', sent: false, reason: 'port' })
  await clock.advance(60_000)
  expect(lines).toHaveLength(1)
})
