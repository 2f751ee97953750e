import { ManualClock, silentLog } from '@palang/kit'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ByteStream } from '../../../../io/byte-stream.ts'
import { delays } from './delays.ts'
import { StarHashBoard } from './driver.ts'
import { starHashRig } from './rig.test-support.ts'

async function ready() {
  const rig = starHashRig()
  rig.board.start()
  await rig.advance(100)
  expect(rig.board.status().state).toBe('ready')
  rig.events.length = 0
  return rig
}

test('nothing is written but the one pulse of an order', async () => {
  const { board, port, advance } = await ready()
  await advance(60_000)
  expect(port.written).toBe('')
  const opening = board.open(30_000)
  await advance(60_000)
  expect(await opening).toEqual({ ok: true, position: 'unknown', assumed: true })
  expect(port.written).toBe('*TRIG1#')
})

test('says of itself that it cannot be known', async () => {
  const { board } = await ready()
  expect(board.status()).toEqual({ state: 'ready', model: 'star-hash', serial: null, detail: 'cannot say who it is' })
})

test('orders meant for an unplugged port are not carried out after it returns', async () => {
  const { board, port, other, advance } = await ready()
  port.unplug()
  for (let times = 0; times < 5; times++) expect(await board.open(1_000)).toMatchObject({ ok: false, moved: 'no' })
  port.plug()
  await advance(30_000)
  expect(board.status().state).toBe('ready')
  expect([port.written, other.actuations()]).toEqual(['', 0])
})

test('a port that takes no bytes fails an order at once and certainly', async () => {
  const { board, port } = await ready()
  port.congest(true)
  expect(await board.open(1_000)).toMatchObject({ ok: false, code: 'device_unavailable', moved: 'no' })
})

test('an order whose port is lost while it is written may have moved', async () => {
  const { board, port } = await ready()
  const opening = board.open(1_000)
  port.unplug()
  expect(await opening).toMatchObject({ ok: false, code: 'device_unavailable', moved: 'maybe' })
})

test('an order that does not leave is given up with its port, so that nothing of it arrives later', async () => {
  const clock = new ManualClock()
  let closed = 0
  const stuck = (): ByteStream => ({
    path: 'stuck',
    isOpen: true,
    open: () => Promise.resolve(),
    write: () => new Promise(() => undefined),
    close: () => Promise.resolve(void (closed += 1)),
    subscribe: () => () => undefined,
  })
  const board = new StarHashBoard({ streams: stuck, clock, log: silentLog(), random: () => 0.999 })
  board.start()
  await clock.advance(100)
  const opening = board.open(1_000)
  await clock.advance(delays.writeMs)
  expect(await opening).toMatchObject({ ok: false, code: 'timeout', moved: 'maybe' })
  expect([closed, board.status().state]).toEqual([1, 'disconnected'])
  await board.stop()
})

test('cards of its own reader are told once per tap, with the id every reader gives them', async () => {
  const { port, told, advance } = await ready()
  port.send('*WCE754C#*WCE754C#')
  await advance(1_000)
  port.send('*W00CE754C#')
  await advance(1_000)
  port.send('*X00CE754C#*X123456789ABCDEF012345678#')
  await advance(2_500)
  port.send('*WCE754C#')
  expect(told('card').map(card => card.cardId)).toEqual(['0013530444', '123456789ABCDEF012345678', '0013530444'])
})

test('the inputs stay as last heard while a cable is out', async () => {
  const { board, port, advance, other } = await ready()
  other.feel('loop1', true)
  port.unplug()
  await advance(1_000)
  port.plug()
  await advance(12_000)
  expect(board.inputs().loop1).toBe(true)
  other.feel('loop1', false)
  expect(board.inputs().loop1).toBe(false)
})

test('half a frame is not joined to what comes after a pause, nor after a reconnect', async () => {
  const { port, events, advance } = await ready()
  port.send('*W00CE')
  await advance(delays.stallMs)
  port.send('754C#')
  await advance(delays.stallMs)
  port.send('*W00CE')
  port.hangUp()
  await advance(12_000)
  port.send('754C#*IN1ON#')
  await advance(delays.stallMs)
  const heard = events.filter(event => event.kind !== 'status')
  expect(heard).toEqual([
    { kind: 'garbage', bytes: 6, reason: 'frame' },
    { kind: 'garbage', bytes: 5, reason: 'frame' },
    { kind: 'garbage', bytes: 5, reason: 'frame' },
    { kind: 'input', input: 'loop1', on: true },
  ])
})

const frames = ['*IN1ON#', '*IN1OFF#', '*IN3ON#', '*IN3OFF#', '*W00CE754C#', '*XE2801160600002083D3A5C91#', '*IN2ON#', '*POWERON#']

test('however the bytes are cut, what is told is the same', async () => {
  const noise = fc.string({ unit: fc.constantFrom('*', '#', 'I', 'N', '1', 'W', '\u00ff', '\n'), maxLength: 12 })
  const stream = fc.array(fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...frames) }, noise), { maxLength: 8 })
  await fc.assert(
    fc.asyncProperty(stream, fc.array(fc.nat({ max: 120 }), { maxLength: 8 }), async (pieces, cuts) => {
      const text = pieces.join('')
      const [once, cut] = [await ready(), await ready()]
      once.port.send(text)
      let from = 0
      for (const to of [...cuts.toSorted((a, b) => a - b), text.length]) {
        cut.port.send(text.slice(from, to))
        from = Math.max(from, to)
        await cut.advance(delays.stallMs / 20)
      }
      await once.advance(5_000)
      await cut.advance(5_000)
      expect(cut.events).toEqual(once.events)
    }),
  )
})

test('of bytes that are spoilt, only what still is a whole frame is told', async () => {
  const whole = /\*(?:IN[1-4](?:ON|OFF)|[WX](?:[0-9A-Fa-f]{6}|[0-9A-Fa-f]{8}|[0-9A-Fa-f]{10}|(?:[0-9A-Fa-f]{4}){3,16})|POWERON)#/g
  const spoilt = fc
    .record({
      frames: fc.array(fc.constantFrom(...frames), { minLength: 1, maxLength: 4 }),
      at: fc.nat({ max: 60 }),
      byte: fc.nat({ max: 255 }),
      how: fc.constantFrom('more', 'less', 'wrong'),
    })
    .map(({ frames: whole, at, byte, how }) => {
      const text = whole.join('')
      const place = at % text.length
      return text.slice(0, place) + (how === 'less' ? '' : String.fromCharCode(byte)) + text.slice(how === 'more' ? place : place + 1)
    })
  const { port, board, events, advance } = await ready()
  await fc.assert(
    fc.asyncProperty(spoilt, async text => {
      await advance(5_000)
      port.send('*IN1OFF#*IN3OFF#')
      events.length = 0
      port.send(text)
      await advance(delays.stallMs)
      const kept = text.match(whole) ?? []
      const count = (kind: string) => events.filter(event => event.kind === kind).length
      const said = (...starts: string[]) => kept.filter(frame => starts.some(start => frame.startsWith(start)))
      expect(events.filter(event => event.kind === 'input' && /button/.test(event.input))).toHaveLength(said('*IN2', '*IN4').length)
      expect(count('restarted')).toBe(said('*POWER').length)
      expect(count('card')).toBeLessThanOrEqual(said('*W', '*X').length)
      expect(count('card') > 0).toBe(said('*W', '*X').length > 0)
      expect(board.inputs().loop1).toBe(said('*IN1').at(-1) === '*IN1ON#')
      expect(board.inputs().loop2).toBe(said('*IN3').at(-1) === '*IN3ON#')
    }),
    { numRuns: 500 },
  )
})
