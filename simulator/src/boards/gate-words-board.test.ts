import { ManualClock } from '@palang/kit/clock'
import { beforeEach, expect, test } from 'vitest'
import { type ControllerEnd, memoryPorts } from '../transport/memory-port.test-support.ts'
import { GateWordsBoard, gateWordsDelays } from './gate-words-board.ts'

let clock: ManualClock
let board: GateWordsBoard
let host: ControllerEnd

beforeEach(async () => {
  clock = new ManualClock()
  const ports = memoryPorts()
  board = new GateWordsBoard({ name: 'board', clock, makePort: ports.make, changed: () => undefined })
  await board.start()
  host = ports.end('board')
  host.open()
  await clock.advance(gateWordsDelays.bootMs)
})

async function tell(line: string, afterMs: number = gateWordsDelays.loopMs): Promise<string[]> {
  host.raw = ''
  host.say(line)
  await clock.advance(afterMs)
  return host.raw.split('\r\n').slice(0, -1)
}

test('is started when its port is opened, and says so', () => {
  expect(host.raw).toBe('Arduino Gate Controller Ready\r\n')
})

test.each([
  ['PING', ['PONG']],
  ['STATUS', ['GATE:CLOSED,VEHICLE:0,POSITION:0,SENSORS:OK']],
  ['LED_RED_ON', ['LED_OK']],
  ['BUZZER_500', ['BUZZER_OK']],
  ['OPEN', ['UNKNOWN_COMMAND']],
  ['GATE_OPEN', []],
  ['GATE_CLOSE', []],
  ['EMERGENCY_STOP', ['EMERGENCY_STOP_ACTIVATED']],
])('%s is answered %j', async (line, answer) => {
  expect(await tell(line)).toEqual(answer)
})

test('opens, says so by the clock, and closes by itself when nothing stands there', async () => {
  expect(await tell('GATE_OPEN', gateWordsDelays.moveMs + 20)).toEqual(['GATE_OPENED'])
  expect([board.arm(), (await tell('STATUS'))[0]]).toEqual(['open', 'GATE:OPEN,VEHICLE:0,POSITION:1,SENSORS:OK'])
  board.feel('loop1', true)
  await clock.advance(60_000)
  expect(board.arm()).toBe('open')
  host.raw = ''
  board.feel('loop1', false)
  await clock.advance(gateWordsDelays.moveMs + 20)
  expect([board.arm(), host.raw]).toEqual(['closed', 'GATE_CLOSED\r\n'])
  expect(board.view()).toMatchObject({ actuations: 1, gate: 'closed' })
})

test('closes onto whatever stands there when it is told', async () => {
  await tell('GATE_OPEN', gateWordsDelays.moveMs + 20)
  board.feel('loop1', true)
  await tell('GATE_CLOSE')
  expect(board.arm()).toBe('falling')
})

test('says that it has opened though the arm is jammed', async () => {
  board.jam(true)
  expect(await tell('GATE_OPEN', gateWordsDelays.moveMs + 20)).toEqual(['GATE_OPENED'])
  expect([board.arm(), (await tell('STATUS'))[0]]).toEqual(['rising', 'GATE:OPEN,VEHICLE:0,POSITION:0,SENSORS:OK'])
})

test('started anew it takes an open barrier for closed', async () => {
  await tell('GATE_OPEN', gateWordsDelays.moveMs + 20)
  board.restart()
  await clock.advance(gateWordsDelays.bootMs)
  expect([board.arm(), (await tell('STATUS'))[0]]).toEqual(['open', 'GATE:CLOSED,VEHICLE:0,POSITION:1,SENSORS:OK'])
  expect(await tell('GATE_CLOSE', gateWordsDelays.moveMs + 20)).toEqual([])
})

test('stopped it opens only after a reset, over which it sleeps', async () => {
  await tell('GATE_OPEN', 1_000)
  await tell('EMERGENCY_STOP')
  await tell('GATE_OPEN', gateWordsDelays.moveMs + 20)
  expect([board.arm(), (await tell('STATUS'))[0]]).toEqual(['stopped', 'GATE:ERROR,VEHICLE:0,POSITION:0,SENSORS:OK'])
  expect(await tell('RESET', gateWordsDelays.resetMs)).toEqual([])
  await clock.advance(gateWordsDelays.loopMs)
  expect(host.raw).toBe('SYSTEM_RESET\r\n')
  await tell('GATE_OPEN', gateWordsDelays.moveMs + 20)
  expect(board.arm()).toBe('open')
})

test('what does not fit its buffer is lost', async () => {
  host.utter(Buffer.from('STATUS\n'.repeat(50)))
  await clock.advance(10_000)
  expect(board.view().lines.read).toBeLessThan(12)
  expect(await tell('x'.repeat(200))).toEqual([])
  expect(board.view().lines.overlong).toBe(1)
})

test('a card at the reader on the same line is told', async () => {
  expect(board.present('CARD_001')).toBe(true)
  expect(host.heard.at(-1)).toBe('CARD:CARD_001:RFID\r')
})
