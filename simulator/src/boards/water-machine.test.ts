import { expect, test } from 'vitest'
import { frame } from './line.ts'
import { freshWater, nextWaterDueMs, stepWaterBoard, type WaterInput, type WaterState } from './water-machine.ts'

/** A board that has started, and what it said since, without numbers and checksums. */
function board() {
  let state: WaterState = freshWater
  let nowMs = 0
  let number = 0
  const said: string[] = []
  const step = (input: WaterInput) => {
    const next = stepWaterBoard(state, input, nowMs)
    state = next.state
    said.push(...next.lines.map(line => line.replace(/^\$\d+,|\*..$/g, '').replace(/^(EVT,.*),\d+$/, '$1')))
  }
  step({ kind: 'boot', cause: 'power' })
  said.length = 0
  return {
    said,
    step,
    ask(word: string, ...args: (string | number)[]) {
      const before = said.length
      step({ kind: 'line', text: frame((number += 1), [word, ...args]) })
      return said.splice(before, 1)[0]
    },
    again: (word: string, ...args: (string | number)[]) => step({ kind: 'line', text: frame(number, [word, ...args]) }),
    /** Lets time pass, with the controller alive unless told. */
    pass(byMs: number, isAlive = true) {
      const untilMs = nowMs + byMs
      for (;;) {
        if (isAlive) state = stepWaterBoard(state, { kind: 'line', text: frame(60_000 + ((number += 1) % 1_000), ['PING']) }, nowMs).state
        const dueMs = nextWaterDueMs(state)
        if (dueMs === undefined || dueMs > untilMs) break
        nowMs = dueMs
        step({ kind: 'due' })
      }
      nowMs = untilMs
    },
  }
}

test('pours what is ordered in its time, tells the flow, and remembers the pour', () => {
  const water = board()
  expect(water.ask('CFG', 'poured')).toBe('OK,poured,0,0,none')
  expect(water.ask('POUR', 113, 60_000)).toBe('OK')
  expect(water.ask('POUR', 5, 60_000)).toBe('ERR,BUSY')
  water.pass(1_000)
  expect(water.ask('CFG', 'poured')).toBe('OK,poured,1,50,running')
  water.pass(2_000)
  expect(water.said).toEqual(['EVT,FLOW,25', 'EVT,FLOW,50', 'EVT,FLOW,75', 'EVT,FLOW,100', 'EVT,POURED,113,done'])
  expect(water.ask('CFG', 'poured')).toBe('OK,poured,1,113,done')
  expect(water.ask('STAT')).toContain('relay=00,flow=113,')
})

test.each<[string, number, (water: ReturnType<typeof board>) => void]>([
  ['stopped', 50, water => water.ask('STOP')],
  ['door', 50, water => water.step({ kind: 'switch', name: 'door', on: true })],
  ['leak', 50, water => water.step({ kind: 'switch', name: 'leak', on: true })],
  ['estop', 50, water => water.step({ kind: 'switch', name: 'estop', on: true })],
  ['reset', 50, water => water.step({ kind: 'boot', cause: 'external' })],
  ['timeout', 100, water => water.pass(2_000)],
])('ends with %s and what came', (reason, pulses, happen) => {
  const water = board()
  water.ask('POUR', 5_000, 2_000)
  water.pass(1_000)
  happen(water)
  expect(water.said).toContain(`EVT,POURED,${pulses},${reason}`)
  expect(water.ask('CFG', 'poured')).toBe(`OK,poured,1,${pulses},${reason}`)
})

test('a controller that falls silent, a dry well and a loss of power', () => {
  const silent = board()
  silent.ask('POUR', 5_000, 60_000)
  silent.pass(6_000, false)
  expect(silent.said).toContain('EVT,POURED,250,silence')
  const dry = board()
  dry.step({ kind: 'well', isDry: true })
  dry.ask('POUR', 100, 60_000)
  dry.pass(4_000)
  expect(dry.said).toEqual(['EVT,POURED,0,no_flow'])
  dry.step({ kind: 'boot', cause: 'power' })
  expect(dry.ask('CFG', 'poured')).toBe('OK,poured,0,0,none')
})

test('refuses what a board refuses, and the same line twice pours once', () => {
  const water = board()
  expect([water.ask('POUR', 0, 100), water.ask('POUR', 5, 600_001), water.ask('RUN', 5)]).toEqual(['ERR,RANGE', 'ERR,RANGE', 'ERR,UNKNOWN'])
  water.step({ kind: 'switch', name: 'door', on: true })
  expect([water.ask('POUR', 5, 1_000), water.ask('CFG', 'inputs')]).toEqual(['ERR,BLOCKED', 'OK,inputs,256'])
  water.step({ kind: 'switch', name: 'door', on: false })
  water.ask('POUR', 5, 1_000)
  water.again('POUR', 5, 1_000)
  water.pass(1_000)
  expect(water.ask('CFG', 'poured')).toBe('OK,poured,1,5,done')
})
