import { expect, test } from 'vitest'
import { frame } from './line.ts'
import { evenPlumbing, type Plumbing } from './water-flow.ts'
import { freshWater, nextWaterDueMs, stepWaterBoard, type WaterInput, type WaterState } from './water-machine.ts'

/** A board that has started, and what it said since, without numbers and checksums. */
function board(plumbing?: Plumbing) {
  let state: WaterState = freshWater(plumbing)
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
        const dueMs = Math.min(nextWaterDueMs(state) ?? Infinity, isAlive ? nowMs + 1_000 : Infinity)
        if (dueMs > untilMs) break
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
  dry.pass(6_000)
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

const realPipes: Plumbing = { pulseMs: 20, jitter: 0.35, pumpDelayMs: 400, airMs: 1_600, tankPulses: 300, seed: 7 }

test('a real nozzle begins late and unevenly, and yet pours to the pulse', () => {
  const water = board(realPipes)
  water.ask('POUR', 113, 60_000)
  water.pass(400)
  expect(water.ask('CFG', 'poured')).toBe('OK,poured,1,0,running')
  water.pass(3_000)
  expect(water.said.at(-1)).toBe('EVT,POURED,113,done')
  const gaps = new Set(
    water.said.flatMap(line => /^EVT,FLOW,(\d+)/.exec(line)?.[1] ?? []).map((flow, n, all) => Number(flow) - Number(all[n - 1] ?? 0)),
  )
  expect(gaps.size).toBeGreaterThan(1)
})

test('a tank that runs empty ends the pour without flow; filled again, the pump first spits air', () => {
  const water = board(realPipes)
  water.ask('POUR', 200, 60_000)
  water.pass(5_000)
  water.ask('POUR', 200, 60_000)
  water.pass(10_000)
  expect(water.said.at(-1)).toBe('EVT,POURED,100,no_flow')
  water.ask('POUR', 50, 60_000)
  water.pass(6_000)
  expect(water.said.at(-1)).toBe('EVT,POURED,0,no_flow')
  water.step({ kind: 'refill' })
  const before = water.said.length
  water.ask('POUR', 50, 60_000)
  water.pass(2_000)
  expect(water.ask('CFG', 'poured')).toBe('OK,poured,4,20,running')
  water.pass(1_000)
  expect(water.said.slice(before).at(-1)).toBe('EVT,POURED,50,done')
  water.ask('POUR', 50, 60_000)
  water.pass(1_500)
  expect(water.said.at(-1)).toBe('EVT,POURED,50,done')
})

test('a tank filled while it pours goes on to the end', () => {
  const water = board({ ...evenPlumbing, tankPulses: 60 })
  water.ask('POUR', 100, 60_000)
  water.pass(1_000)
  water.step({ kind: 'refill' })
  water.pass(2_000)
  expect(water.said.at(-1)).toBe('EVT,POURED,100,done')
})

test('water runs on through a valve that sticks, is told, and ends when the valve is mended or the tank is empty', () => {
  const water = board({ ...evenPlumbing, tankPulses: 200 })
  water.step({ kind: 'stuck', isStuck: true })
  water.ask('POUR', 50, 60_000)
  water.pass(1_600)
  expect(water.said).toEqual(['EVT,FLOW,25', 'EVT,FLOW,50', 'EVT,POURED,50,done', 'EVT,FLOW,58'])
  water.step({ kind: 'stuck', isStuck: false })
  water.pass(5_000)
  const mended = /flow=(\d+)/.exec(water.ask('STAT') ?? '')?.[1]
  water.pass(5_000)
  expect(water.ask('STAT')).toContain(`flow=${mended},`)
  water.step({ kind: 'stuck', isStuck: true })
  water.ask('POUR', 50, 60_000)
  water.pass(60_000)
  expect(water.ask('STAT')).toContain('flow=200,')
})

test('a plain relay goes on, and off by itself, by order, with the emergency stop, in silence and with a start', () => {
  const water = board()
  const relays = () => /relay=(..)/.exec(water.ask('STAT') ?? '')?.[1]
  expect(water.ask('OUT', 5, 1, 30_000)).toBe('OK')
  expect(relays()).toBe('20')
  water.pass(29_000)
  expect(relays()).toBe('20')
  water.pass(1_000)
  expect(relays()).toBe('00')
  const endings: (() => unknown)[] = [
    () => water.ask('OUT', 5, 0, 0),
    () => water.step({ kind: 'switch', name: 'estop', on: true }),
    () => water.pass(6_000, false),
    () => water.step({ kind: 'boot', cause: 'external' }),
  ]
  for (const ending of endings) {
    expect(water.ask('OUT', 5, 1, 600_000)).toBe('OK')
    expect(relays()).toBe('20')
    ending()
    expect(relays()).toBe('00')
    water.step({ kind: 'switch', name: 'estop', on: false })
  }
  water.ask('OUT', 5, 1, 30_000)
  expect(water.ask('STOP')).toBe('OK')
  expect(relays()).toBe('20')
})

test('a relay the board has not, that pours, or that would never end is refused', () => {
  const water = board()
  expect([water.ask('OUT', 8, 1, 100), water.ask('OUT', 5, 2, 100), water.ask('OUT', 5, 1, 0), water.ask('OUT', 5, 1, 600_001)]).toEqual(
    Array.from({ length: 4 }, () => 'ERR,RANGE'),
  )
  water.ask('POUR', 5_000, 60_000)
  expect([water.ask('OUT', 0, 0, 100), water.ask('OUT', 3, 1, 100)]).toEqual(['ERR,BUSY', 'OK'])
  water.step({ kind: 'switch', name: 'estop', on: true })
  expect(water.ask('OUT', 3, 1, 100)).toBe('ERR,ESTOP')
})

test('a coin is counted where an acceptor is configured, until power goes', () => {
  const water = board()
  water.step({ kind: 'coin', pulses: 5 })
  expect(water.said).toEqual([])
  expect(water.ask('CFG', 'coin_pin', 3)).toBe('OK,coin_pin,3')
  water.step({ kind: 'coin', pulses: 5 })
  water.step({ kind: 'coin', pulses: 2 })
  expect(water.said).toEqual(['EVT,COIN,5', 'EVT,COIN,7'])
  water.step({ kind: 'boot', cause: 'external' })
  expect(water.ask('CFG', 'coins')).toBe('OK,coins,7,1,0')
  water.step({ kind: 'boot', cause: 'power' })
  expect(water.ask('CFG', 'coins')).toBe('OK,coins,0,3,0')
})
