import fc from 'fast-check'
import { expect, test } from 'vitest'
import { frame } from './line.ts'
import { type BoardEffect, type BoardInput, type BoardState, deadManMs, freshBoard, nextDueMs, stepBoard } from './palang-board.ts'

/** A board in hand: steps it and collects what it does. */
function board(startMs = 1_000) {
  let state: BoardState = freshBoard()
  let nowMs = startMs
  const effects: BoardEffect[] = []
  const give = (input: BoardInput): string[] => {
    const result = stepBoard(state, input, nowMs)
    state = result.state
    effects.push(...result.effects)
    return result.effects.flatMap(effect => (effect.kind === 'send' ? [bare(effect.line)] : []))
  }
  give({ kind: 'boot', cause: 'power', arm: 'closed' })
  return {
    give,
    effects,
    state: () => state,
    /** Sends a command; what the board says, without number, checksum and time. */
    ask: (number: number, ...fields: (string | number)[]) => give({ kind: 'line', text: frame(number, fields) }),
    later(ms: number) {
      nowMs += ms
      return give({ kind: 'due' })
    },
    motors: () => effects.flatMap(effect => (effect.kind === 'motor' ? [effect.run] : [])),
    actuations: () => effects.filter(effect => effect.kind === 'actuated').length,
  }
}

function bare(line: string): string {
  return line
    .replace(/^\$\d+,/, '')
    .replace(/\*..$/, '')
    .replace(/^(EVT,[A-Z0-9]+,\w+),\d+$/, '$1')
}

function opened(holdMs: number) {
  const one = board()
  one.ask(1, 'OPEN', holdMs)
  one.give({ kind: 'arm', position: 'open' })
  return one
}

test('says BOOT with its boot count when it starts', () => {
  const one = board()
  expect(one.give({ kind: 'boot', cause: 'external', arm: 'closed' })).toEqual(['BOOT,1.0.0,external,2'])
})

test.each([
  [['ID'], 'OK,palang,1.0.0,sim-gate,1'],
  [['PING'], 'OK'],
  [['STAT'], 'OK,gate=closed,loop1=0,loop2=0,beam=0,relay=00,flow=0,up=0'],
  [['OPEN'], 'ERR,RANGE'],
  [['OPEN', '-1'], 'ERR,RANGE'],
  [['OPEN', '1.5'], 'ERR,RANGE'],
  [['OPEN', '600001'], 'ERR,RANGE'],
  [['OUT', '8', '1', '100'], 'ERR,RANGE'],
  [['OUT', '0', '2', '100'], 'ERR,RANGE'],
  [['OUT', '0', '1', '0'], 'ERR,RANGE'],
  [['POUR', '450', '1000'], 'ERR,UNKNOWN'],
  [['DANCE'], 'ERR,UNKNOWN'],
  [['CFG', 'move_ms'], 'OK,move_ms,4000'],
  [['CFG', 'move_ms', '1'], 'ERR,RANGE'],
  [['CFG', 'safe_state', 'close'], 'OK,safe_state,close'],
  [['CFG', 'colour'], 'ERR,UNKNOWN'],
  [['CFG'], 'ERR,UNKNOWN'],
])('answers %j with %s', (fields, answer) => {
  expect(board().ask(1, ...fields)).toEqual([answer])
})

test('a wrong checksum is refused under the number as read and does nothing', () => {
  const one = board()
  expect(one.give({ kind: 'line', text: '$9,OPEN,1000*00' })).toEqual(['ERR,CHECKSUM'])
  expect(one.give({ kind: 'line', text: 'garbage' })).toEqual([])
  expect(one.give({ kind: 'overlong' })).toEqual(['ERR,RANGE'])
  expect(one.motors()).toEqual([])
})

test('opens, holds, and closes by itself', () => {
  const one = board()
  expect(one.ask(1, 'OPEN', 10_000)).toEqual(['OK', 'EVT,GATE,opening'])
  expect(one.give({ kind: 'arm', position: 'open' })).toEqual(['EVT,GATE,open'])
  expect(one.later(9_999)).toEqual([])
  expect(one.later(1)).toEqual(['EVT,GATE,closing'])
  expect(one.give({ kind: 'arm', position: 'closed' })).toEqual(['EVT,GATE,closed'])
  expect(one.motors()).toEqual(['up', 'down'])
})

test('hold 0 stays open until CLOSE', () => {
  const one = opened(0)
  one.later(3_600_000)
  expect(one.state().gate).toBe('open')
  expect(one.ask(2, 'CLOSE')).toEqual(['OK', 'EVT,GATE,closing'])
})

test('the same number again gives the stored answer and does not actuate again', () => {
  const one = opened(10_000)
  expect(one.ask(1, 'OPEN', 10_000)).toEqual(['OK'])
  expect(one.ask(1, 'CLOSE')).toEqual(['OK'])
  expect(one.actuations()).toBe(1)
  expect(one.motors()).toEqual(['up'])
  expect(one.ask(2, 'OPEN', 10_000)).toEqual(['OK'])
  expect(one.actuations()).toBe(2)
})

test('numbers wrap: 65535 is followed by 1', () => {
  const one = board()
  expect(one.ask(65_535, 'PING')).toEqual(['OK'])
  expect(one.ask(1, 'PING')).toEqual(['OK'])
})

test('a restart forgets the stored answer', () => {
  const one = opened(10_000)
  one.give({ kind: 'boot', cause: 'external', arm: 'open' })
  one.ask(1, 'OPEN', 10_000)
  expect(one.actuations()).toBe(2)
})

test('CLOSE under a broken beam is refused', () => {
  const one = opened(0)
  expect(one.give({ kind: 'sensor', sensor: 'beam', on: true })).toEqual(['EVT,BEAM,1'])
  expect(one.ask(2, 'CLOSE')).toEqual(['ERR,BLOCKED'])
  expect(one.motors()).toEqual(['up'])
})

test('the end of the hold waits until the beam has been clear for a moment', () => {
  const one = opened(1_000)
  one.give({ kind: 'sensor', sensor: 'beam', on: true })
  expect(one.later(5_000)).toEqual([])
  one.give({ kind: 'sensor', sensor: 'beam', on: false })
  expect(one.later(499)).toEqual([])
  one.give({ kind: 'sensor', sensor: 'beam', on: true })
  expect(one.later(5_000)).toEqual([])
  one.give({ kind: 'sensor', sensor: 'beam', on: false })
  expect(one.later(500)).toEqual(['EVT,GATE,closing'])
})

test('a beam broken while closing sends the arm up again, and down once clear', () => {
  const one = opened(1_000)
  one.later(1_000)
  expect(one.give({ kind: 'sensor', sensor: 'beam', on: true })).toEqual(['EVT,BEAM,1', 'EVT,GATE,opening'])
  one.give({ kind: 'arm', position: 'open' })
  one.give({ kind: 'sensor', sensor: 'beam', on: false })
  expect(one.later(500)).toEqual(['EVT,GATE,closing'])
  expect(one.motors()).toEqual(['up', 'down', 'up', 'down'])
})

test('STOP leaves the arm where it is and calls it a fault between the limits', () => {
  const one = board()
  one.ask(1, 'OPEN', 10_000)
  expect(one.ask(2, 'STOP')).toEqual(['OK', 'EVT,GATE,fault'])
  expect(one.motors()).toEqual(['up', 'stop'])
  one.later(60_000)
  expect(one.state().gate).toBe('fault')
  const up = opened(1_000)
  up.ask(2, 'STOP')
  up.later(60_000)
  expect(up.state().gate).toBe('open')
})

test('an arm that does not arrive is a fault, and the next OPEN tries again', () => {
  const one = board()
  one.ask(1, 'OPEN', 1_000)
  expect(one.later(4_000)).toEqual(['EVT,GATE,fault'])
  expect(one.ask(2, 'OPEN', 1_000)).toEqual(['OK', 'EVT,GATE,opening'])
  expect(one.motors()).toEqual(['up', 'stop', 'up'])
})

test('the emergency stop halts the arm and refuses orders until released', () => {
  const one = board()
  one.ask(1, 'OPEN', 1_000)
  expect(one.give({ kind: 'sensor', sensor: 'estop', on: true })).toEqual(['EVT,ESTOP,1', 'EVT,GATE,fault'])
  expect(one.ask(2, 'OPEN', 1_000)).toEqual(['ERR,ESTOP'])
  one.give({ kind: 'sensor', sensor: 'estop', on: false })
  expect(one.ask(3, 'OPEN', 1_000)).toEqual(['OK', 'EVT,GATE,opening'])
})

test('a plain relay goes off by itself and is seen in STAT', () => {
  const one = board()
  one.ask(1, 'OUT', 2, 1, 3_000)
  expect(one.ask(2, 'STAT')[0]).toContain('relay=04')
  one.later(3_000)
  expect(one.ask(3, 'STAT')[0]).toContain('relay=00')
})

test('PING keeps the dead-man away; silence switches relays off and takes the safe state', () => {
  const one = opened(0)
  one.ask(2, 'CFG', 'safe_state', 'close')
  one.ask(3, 'OUT', 0, 1, 600_000)
  for (let turn = 0; turn < 10; turn++) {
    one.later(deadManMs - 1)
    one.ask(10 + turn, 'PING')
  }
  expect(one.state().gate).toBe('open')
  expect(one.later(deadManMs)).toEqual(['EVT,GATE,closing'])
  expect(one.ask(30, 'STAT')[0]).toContain('relay=00')
})

test('the dead-man never closes onto a vehicle', () => {
  const one = opened(0)
  one.ask(2, 'CFG', 'safe_state', 'close')
  one.give({ kind: 'sensor', sensor: 'beam', on: true })
  expect(one.later(deadManMs)).toEqual([])
  one.give({ kind: 'sensor', sensor: 'beam', on: false })
  expect(one.later(500)).toEqual(['EVT,GATE,closing'])
})

test('a board that restarts under an open barrier closes it in its own time', () => {
  const one = board()
  one.give({ kind: 'boot', cause: 'watchdog', arm: 'open' })
  expect(one.state().gate).toBe('open')
  expect(one.later(10_000)).toEqual(['EVT,GATE,closing'])
})

const anyInput: fc.Arbitrary<BoardInput> = fc.oneof(
  fc.record({
    kind: fc.constant('line' as const),
    text: fc
      .tuple(fc.integer({ min: 1, max: 5 }), fc.constantFrom(['OPEN', '0'], ['OPEN', '700'], ['CLOSE'], ['STOP'], ['PING']))
      .map(([n, f]) => frame(n, f)),
  }),
  fc.record({
    kind: fc.constant('sensor' as const),
    sensor: fc.constantFrom('beam' as const, 'estop' as const, 'loop1' as const),
    on: fc.boolean(),
  }),
  fc.record({ kind: fc.constant('arm' as const), position: fc.constantFrom('open' as const, 'closed' as const) }),
  fc.constant({ kind: 'due' as const }),
  fc.constant({ kind: 'boot' as const, cause: 'external' as const, arm: 'closed' as const }),
)

test('whatever happens, the motor never runs down while the beam is broken, and due times stay in the future', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(anyInput, fc.integer({ min: 0, max: 3_000 })), { maxLength: 60 }), story => {
      let state = stepBoard(freshBoard(), { kind: 'boot', cause: 'power', arm: 'closed' }, 0).state
      let nowMs = 0
      for (const [input, pauseMs] of story) {
        nowMs += pauseMs
        const result = stepBoard(state, input, nowMs)
        state = result.state
        const down = result.effects.some(effect => effect.kind === 'motor' && effect.run === 'down')
        if (down) expect(state.sensors.beam).toBe(false)
        if (input.kind === 'due') expect(nextDueMs(state) ?? Infinity).toBeGreaterThan(nowMs)
      }
    }),
  )
})

test('counts the pulses of coins once it knows their pin, over a restart that leaves it its power', () => {
  const { give, ask } = board()
  expect(give({ kind: 'coin', pulses: 2 })).toEqual([])
  expect(ask(1, 'CFG', 'coin_pin', 2)).toEqual(['OK,coin_pin,2'])
  expect(give({ kind: 'coin', pulses: 2 })).toEqual(['EVT,COIN,2'])
  give({ kind: 'boot', cause: 'watchdog', arm: 'closed' })
  expect(give({ kind: 'coin', pulses: 3 })).toEqual(['EVT,COIN,5'])
  expect(ask(2, 'CFG', 'coins')).toEqual(['OK,coins,5,1,0'])
  give({ kind: 'boot', cause: 'power', arm: 'closed' })
  expect(ask(3, 'CFG', 'coins')).toEqual(['OK,coins,0,3,0'])
})
