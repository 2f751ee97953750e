import { ManualClock } from '@palang/kit/clock'
import { beforeEach, expect, test } from 'vitest'
import { type ControllerEnd, memoryPorts } from '../transport/memory-port.test-support.ts'
import { travelMs } from './barrier.ts'
import { boardDelays, GateBoard } from './gate-board.ts'
import { frame } from './line.ts'

let clock: ManualClock
let board: GateBoard
let host: ControllerEnd

beforeEach(async () => {
  clock = new ManualClock()
  const ports = memoryPorts()
  board = new GateBoard({ name: 'board', clock, makePort: ports.make, changed: () => undefined })
  await board.start()
  host = ports.end('board')
  host.open()
  await clock.advance(boardDelays.bootMs)
  host.heard = []
})

/** Sends a command and gives what came back until the answer's time. */
async function ask(number: number, ...fields: (string | number)[]): Promise<string[]> {
  host.heard = []
  host.say(frame(number, fields))
  await clock.advance(boardDelays.answerMs)
  return host.heard
}

test('boots when its port is opened; bytes for the boot loader are lost', async () => {
  host.close()
  host.open()
  host.say(frame(1, ['PING']))
  await clock.advance(boardDelays.bootMs + 100)
  expect(host.heard).toEqual([frame(0, ['BOOT', '1.0.0', 'external', 2])])
})

test('the barrier needs its time and its limit switches tell', async () => {
  await ask(1, 'OPEN', 10_000)
  expect(board.view()).toMatchObject({ gate: 'opening', arm: 'rising', lifts: 1 })
  await clock.advance(travelMs)
  expect(board.view()).toMatchObject({ gate: 'open', arm: 'open' })
  expect(host.heard.at(-1)).toContain('EVT,GATE,open')
  await clock.advance(10_000 + travelMs)
  expect(board.view()).toMatchObject({ gate: 'closed', arm: 'closed', lifts: 1 })
})

test('an order given twice under one number is counted once', async () => {
  const first = await ask(7, 'OPEN', 10_000)
  const again = await ask(7, 'OPEN', 10_000)
  expect(again[0]).toBe(first[0])
  expect(board.view()).toMatchObject({ actuations: 1, actuation_log: [{ number: 7, hold_ms: 10_000, gate: 'closed' }] })
})

test('a second command while one is in hand gets BUSY, its repeat does not', async () => {
  host.say(frame(1, ['STAT']))
  host.say(frame(1, ['STAT']))
  host.say(frame(2, ['PING']))
  await clock.advance(boardDelays.answerMs)
  expect(host.heard).toHaveLength(2)
  expect(host.heard[0]).toBe(frame(2, ['ERR', 'BUSY']))
  expect(host.heard[1]).toContain('$1,OK,gate=closed')
})

test('garbage and overlong lines change nothing', async () => {
  host.utter(Buffer.from([0, 255, 10, 36, 36, 10]))
  host.say('x'.repeat(300))
  await clock.advance(100)
  expect(host.heard).toEqual([frame(0, ['ERR', 'CHECKSUM']), frame(0, ['ERR', 'RANGE'])])
  expect(board.view()).toMatchObject({ gate: 'closed', actuations: 0 })
})

test('a jammed barrier becomes a fault and opens again once freed', async () => {
  board.jam(true)
  await ask(1, 'OPEN', 10_000)
  await clock.advance(4_000)
  expect(board.view()).toMatchObject({ gate: 'fault', arm: 'closed' })
  board.jam(false)
  await ask(2, 'OPEN', 10_000)
  await clock.advance(travelMs)
  expect(board.view().gate).toBe('open')
})

test('an order to where the arm already is ends at once', async () => {
  await ask(1, 'OPEN', 0)
  await clock.advance(travelMs)
  board.feel('estop', true)
  board.feel('estop', false)
  await ask(2, 'OPEN', 0)
  expect(board.view().gate).toBe('open')
})

test('a silent board carries out and says nothing', async () => {
  board.fault('silent', true)
  expect(await ask(1, 'OPEN', 0)).toEqual([])
  expect(board.view().actuations).toBe(1)
})

test('a board with the checksum fault says everything wrong', async () => {
  board.fault('wrong_checksum', true)
  const [answer = ''] = await ask(1, 'PING')
  expect(answer.slice(0, -2)).toBe(frame(1, ['OK']).slice(0, -2))
  expect(answer).not.toBe(frame(1, ['OK']))
})

test('a slow board answers late', async () => {
  board.fault('slow', true)
  expect(await ask(1, 'PING')).toEqual([])
  await clock.advance(boardDelays.slowAnswerMs)
  expect(host.heard).toEqual([frame(1, ['OK'])])
})

test('buttons are pressed and let go', async () => {
  board.press('BTN')
  await clock.advance(boardDelays.pressMs)
  expect(host.heard.map(line => line.slice(0, 12))).toEqual(['$0,EVT,BTN,1', '$0,EVT,BTN,0'])
})

test('a stuck loop reports on whatever is there', () => {
  board.stick('loop1', true)
  board.feel('loop1', true)
  board.feel('loop1', false)
  expect(board.view().sensors.loop1).toBe(true)
  board.stick('loop1', false)
  expect(board.view().sensors.loop1).toBe(false)
})

test('the barrier goes on while its board restarts', async () => {
  await ask(1, 'OPEN', 10_000)
  board.restart('watchdog')
  await clock.advance(travelMs)
  expect(board.view()).toMatchObject({ gate: 'open', arm: 'open', boot: 2 })
})
