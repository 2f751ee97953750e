import { ManualClock } from '@palang/kit/clock'
import { beforeEach, expect, test } from 'vitest'
import { type ControllerEnd, memoryPorts } from '../transport/memory-port.test-support.ts'
import { travelMs } from './barrier.ts'
import { selfClosingDelays } from './self-closing.ts'
import { StarHashBoard, starHashDelays } from './star-hash-board.ts'

let clock: ManualClock
let board: StarHashBoard
let host: ControllerEnd
const heard = () => host.raw.match(/\*[^#]*#/g) ?? []
const tell = (text: string) => host.utter(Buffer.from(text, 'latin1'))

beforeEach(async () => {
  clock = new ManualClock()
  const ports = memoryPorts()
  board = new StarHashBoard({ name: 'board', clock, makePort: ports.make, changed: () => undefined })
  await board.start()
  host = ports.end('board')
  host.open()
})

test('a pulse lifts the arm, which comes down by itself, and nothing is said of it', async () => {
  tell('*TRIG1#')
  await clock.advance(travelMs)
  expect(board.view()).toMatchObject({ gate: 'open', arm: 'open', actuations: 1, lifts: 1 })
  await clock.advance(selfClosingDelays.openMs + travelMs)
  expect(board.arm()).toBe('closed')
  expect(heard()).toEqual([])
})

test('it comes down soon after a vehicle has passed, and never onto one', async () => {
  tell('*TRIG1#')
  await clock.advance(travelMs)
  board.feel('beam', true)
  board.feel('loop2', true)
  await clock.advance(60_000)
  expect(board.arm()).toBe('open')
  board.feel('beam', false)
  board.feel('loop2', false)
  await clock.advance(selfClosingDelays.clearMs)
  expect(board.arm()).toBe('falling')
  await clock.advance(travelMs / 2)
  board.feel('beam', true)
  expect(board.arm()).toBe('rising')
  expect(heard()).toEqual(['*IN3ON#', '*IN3OFF#'])
})

test('sensors, buttons and cards are told as frames', async () => {
  board.feel('loop1', true)
  board.press('BTN')
  await clock.advance(starHashDelays.pressMs)
  expect(board.present('0013530444')).toBe(true)
  board.press('HELP')
  board.restart()
  expect(heard()).toEqual(['*IN1ON#', '*IN2ON#', '*IN2OFF#', '*W00CE754C#', '*IN4ON#', '*POWERON#'])
})

test('garbage, half frames and overlong ones move nothing', async () => {
  for (const text of ['TRIG1#', '*TRIG', 'x'.repeat(100), '*TRIG2#', '*trig1#']) tell(text)
  await clock.advance(1_000)
  expect(board.view()).toMatchObject({ arm: 'closed', actuations: 0 })
})

test('a silent board carries out and says nothing', async () => {
  board.fault('silent', true)
  board.feel('loop1', true)
  tell('*TRIG1#')
  await clock.advance(travelMs)
  expect([board.arm(), heard()]).toEqual(['open', []])
})

test('nobody sees a card while the port is not open', () => {
  host.close()
  expect(board.present('0013530444')).toBe(false)
})
