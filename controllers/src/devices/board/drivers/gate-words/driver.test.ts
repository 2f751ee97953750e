import fc from 'fast-check'
import { expect, test } from 'vitest'
import { delays } from './delays.ts'
import { gateWordsRig } from './rig.test-support.ts'

async function ready(options: Parameters<typeof gateWordsRig>[0] = {}) {
  const rig = gateWordsRig(options)
  rig.board.start()
  await rig.advance(4_000)
  expect(rig.board.status().state).toBe('ready')
  rig.events.length = 0
  const before = rig.port.written.length
  return {
    ...rig,
    written: () =>
      rig.port.written
        .slice(before)
        .split('\n')
        .filter(line => line !== '' && line !== 'STATUS'),
  }
}

test('asks who is there and how it stands before it is ready, and only asks', async () => {
  const { board, port, advance } = gateWordsRig()
  board.start()
  await advance(10_000)
  expect(new Set(port.written.split('\n'))).toEqual(new Set(['PING', 'STATUS', '']))
  expect(board.status()).toEqual({ state: 'ready', model: 'gate-words', serial: null })
  expect(board.inputs()).toEqual({ barrier: 'unknown', positionKnown: false, loop1: false, loop2: false, beam: false, estop: false })
})

test('something else that speaks is never ready, and nothing is ordered of it', async () => {
  const { board, port, other, advance } = gateWordsRig()
  other.fault('silent', true)
  board.start()
  for (const text of ['OK\r\n', 'GATE:CLOSED,VEHICLE:0,POSITION:0,SENSORS:OK\r\n', 'GATE_OPENED\r\n', '\u0000\u00ff']) {
    port.send(text)
    await advance(3_000)
    expect(await board.open(1_000)).toMatchObject({ ok: false, code: 'device_unavailable', moved: 'no' })
  }
  await advance(30_000)
  expect(board.status().state).not.toBe('ready')
  expect(port.opens).toBeGreaterThan(2)
  expect(port.written).not.toContain('GATE')
})

test.each([
  [true, true],
  [false, false],
])('opens, told when it says so; proven where its sensor moved with the boom: %s', async (hasPositionSensor, positionKnown) => {
  const { board, written, advance } = await ready({ hasPositionSensor })
  const opening = board.open(0)
  await advance(1_000)
  expect(await opening).toEqual({ ok: true, position: 'opening' })
  expect(board.inputs().barrier).toBe('opening')
  await advance(2_500)
  expect(board.inputs()).toMatchObject({ barrier: 'open', positionKnown })
  expect(written()).toEqual(['GATE_OPEN'])
})

test('a boom that does not move is told as open, because the sketch says so, and as not proven', async () => {
  const { board, other, advance } = await ready()
  other.jam(true)
  void board.open(0)
  await advance(5_000)
  expect(board.inputs()).toMatchObject({ barrier: 'open', positionKnown: false })
})

test('a short hold is kept by telling it to close, a long one ends with the board’s own rule', async () => {
  const short = await ready()
  void short.board.open(2_000)
  await short.advance(3_500)
  expect(short.board.inputs().barrier).toBe('open')
  await short.advance(2_500)
  expect(short.board.inputs().barrier).toBe('closing')
  expect(short.written()).toEqual(['GATE_OPEN', 'GATE_CLOSE'])
  const long = await ready()
  void long.board.open(600_000)
  await long.advance(12_500)
  expect(long.board.inputs().barrier).toBe('open')
  await long.advance(5_000)
  expect(long.board.inputs().barrier).toBe('closed')
  expect(long.written()).toEqual(['GATE_OPEN'])
})

test('a hold that ends over a vehicle is left to the board, which waits for it to go', async () => {
  const { board, model, written, advance } = await ready()
  void board.open(2_000)
  await advance(3_500)
  model.set('loop1', true)
  await advance(60_000)
  expect([board.inputs().barrier, written()]).toEqual(['open', ['GATE_OPEN']])
  model.set('loop1', false)
  await advance(1_000)
  expect(board.inputs().barrier).toBe('closing')
})

test.each(['a restart', 'a reconnect', 'another order'])('no closing is left over from a hold after %s', async what => {
  const { board, port, other, written, advance } = await ready()
  void board.open(5_000)
  await advance(4_000)
  if (what === 'a restart') other.restart()
  else if (what === 'a reconnect') port.hangUp()
  else void board.open(0)
  await advance(8_000)
  expect(written().filter(word => word === 'GATE_CLOSE')).toEqual([])
})

test('an order the board did not understand surely moved nothing', async () => {
  const { board, port, other, advance } = await ready()
  other.fault('silent', true)
  const opening = board.open(1_000)
  await advance(20)
  port.send('UNKNOWN_COMMAND\r\n')
  expect(await opening).toMatchObject({ ok: false, code: 'device_unavailable', moved: 'no' })
})

test('an order nobody answers may have moved, its connection is given up, and it is written once', async () => {
  const { board, port, other, advance } = await ready()
  other.fault('silent', true)
  const opening = board.open(1_000)
  await advance(5_000)
  expect(await opening).toMatchObject({ ok: false, code: 'timeout', moved: 'maybe' })
  other.fault('silent', false)
  await advance(20_000)
  expect(board.status().state).toBe('ready')
  expect(port.written.match(/GATE_OPEN/g)).toHaveLength(1)
})

test('an order the board does not act upon may have moved, and the board stays', async () => {
  const { board, port, other, advance } = await ready()
  other.fault('silent', true)
  const opening = board.open(1_000)
  for (let times = 0; times < 30; times++) {
    await advance(100)
    port.send('GATE:CLOSED,VEHICLE:0,POSITION:0,SENSORS:OK\r\n')
  }
  expect(await opening).toMatchObject({ ok: false, code: 'timeout', moved: 'maybe', message: 'the board does not begin to move' })
  expect(board.status().state).toBe('ready')
})

test('unasked lines between an order and its proof are told and disturb nothing', async () => {
  const { board, port, told, advance } = await ready()
  const opening = board.open(0)
  await advance(20)
  port.send('CARD:CARD_001:RFID\r\nBUZZER_OK\r\nGATE_CLOSED\r\nwhat?\r\n0013530444\r\n')
  await advance(1_000)
  expect(await opening).toMatchObject({ ok: true, position: 'opening' })
  expect(told('card').map(card => card.cardId)).toEqual(['CARD_001', '0013530444'])
  expect(told('garbage')).toHaveLength(1)
})

test('cards are told once per tap', async () => {
  const { other, told, advance } = await ready()
  for (const pauseMs of [0, 1_000, 1_000, 3_000]) {
    await advance(pauseMs)
    other.present('CARD_001')
  }
  expect(told('card')).toHaveLength(2)
})

test('half a card line makes no card, whatever follows it', async () => {
  const { port, told, advance } = await ready()
  port.send('CARD:12')
  await advance(1_000)
  port.send('CARD:34:RFID\r\n')
  expect(told('card').map(card => card.cardId)).toEqual(['34'])
})

test('after a stop the next opening resets the board first, and a closing is refused', async () => {
  const { board, model, written, advance } = await ready()
  void board.open(0)
  await advance(1_500)
  const halting = board.halt()
  await advance(1_000)
  expect(await halting).toMatchObject({ ok: true, position: 'opening' })
  expect(board.inputs().barrier).toBe('fault')
  const closing = board.close()
  await advance(1_000)
  expect(await closing).toMatchObject({ ok: false, code: 'barrier_fault', moved: 'no' })
  const opening = board.open(0)
  await advance(6_000)
  expect(await opening).toMatchObject({ ok: true })
  expect([model.position, written()]).toEqual(['open', ['GATE_OPEN', 'EMERGENCY_STOP', 'RESET', 'GATE_OPEN']])
})

test('a stop breaks into an order under way', async () => {
  const { board, model, advance } = await ready()
  const opening = board.open(0)
  await advance(50)
  const halting = board.halt()
  await advance(1_000)
  expect(await opening).toMatchObject({ ok: false, code: 'machine_busy', moved: 'maybe' })
  expect(await halting).toMatchObject({ ok: true })
  expect(model.lift).toBeLessThan(0.1)
})

test('the newest order is the one that is meant', async () => {
  const { board, model, advance } = await ready()
  const opening = board.open(0)
  await advance(300)
  const [closing, again] = [board.close(), board.open(0)]
  await advance(4_000)
  expect(await opening).toMatchObject({ ok: true })
  expect(await closing).toMatchObject({ ok: false })
  expect(await again).toMatchObject({ ok: true })
  expect(model.position).toBe('open')
})

test('started anew under an open barrier it says so, and does not close what it takes for closed', async () => {
  const { board, other, told, model, advance } = await ready()
  void board.open(0)
  await advance(5_000)
  other.restart()
  await advance(4_000)
  expect(told('restarted')).toEqual([{ kind: 'restarted', cause: 'unknown' }])
  const closing = board.close()
  await advance(1_000)
  expect(await closing).toMatchObject({ ok: false, code: 'barrier_fault', moved: 'no' })
  expect(model.position).toBe('open')
})

test.each([
  [50, 'maybe'],
  [700, undefined],
])('an order the board was started under, after %i ms: %s', async (afterMs, moved) => {
  const { board, other, port, advance } = await ready()
  const opening = board.open(0)
  await advance(afterMs)
  other.restart()
  await advance(8_000)
  const result = await opening
  expect(result.ok ? undefined : result.moved).toBe(moved)
  expect(port.written.match(/GATE_OPEN/g)).toHaveLength(1)
})

test('a peer gone silent is noticed, and found again', async () => {
  const { board, port, other, advance } = await ready()
  other.fault('silent', true)
  await advance(delays.silentMs + delays.pollMs)
  expect(board.status().state).not.toBe('ready')
  expect(board.inputs()).toMatchObject({ barrier: 'unknown', positionKnown: false })
  other.fault('silent', false)
  await advance(30_000)
  expect(board.status().state).toBe('ready')
  expect(port.opens).toBeGreaterThan(1)
})

test('a port that takes no bytes fails an order certainly', async () => {
  const { board, port, other, advance } = await ready()
  port.congest(true)
  const opening = board.open(1_000)
  await advance(delays.answerMs * 2)
  expect(await opening).toMatchObject({ ok: false, code: 'device_unavailable', moved: 'no' })
  port.congest(false)
  await advance(20_000)
  expect(other.actuations()).toBe(0)
})

test('over-long lines, noise and broken bytes move nothing and are told', async () => {
  const { board, port, other, told, advance } = await ready()
  port.send(`${'x'.repeat(5_000)}\r\n\u00ff\u0000\r\nGATE_OPEN\r\n`)
  await advance(10_000)
  expect(told('garbage').map(({ bytes, reason }) => `${bytes} ${reason}`)).toEqual(['5000 length', '2 format', '9 format'])
  expect([board.status().state, other.actuations()]).toEqual(['ready', 0])
})

test('however the lines are cut, what is told is the same', async () => {
  const line = fc.constantFrom(
    'GATE:OPEN,VEHICLE:1,POSITION:0,SENSORS:OK',
    'GATE:CLOSED,VEHICLE:0,POSITION:1,SENSORS:OK',
    'CARD:CARD_001:RFID',
    'GATE_OPENED',
    'noise',
    '',
  )
  await fc.assert(
    fc.asyncProperty(fc.array(line, { maxLength: 6 }), fc.array(fc.nat({ max: 150 }), { maxLength: 6 }), async (lines, cuts) => {
      const text = lines.map(one => `${one}\r\n`).join('')
      const told: unknown[] = []
      for (const places of [[], cuts]) {
        const { port, other, events, advance } = await ready()
        other.fault('silent', true)
        await advance(delays.answerMs)
        let from = 0
        for (const to of [...places.toSorted((a, b) => a - b), text.length]) {
          port.send(text.slice(from, to))
          from = Math.max(from, to)
          await advance(2)
        }
        told.push(events)
      }
      expect(told[1]).toEqual(told[0])
    }),
    { numRuns: 40 },
  )
})
