import { expect, test } from 'vitest'
import type { BoardEvent } from '../../port.ts'
import { encodeLine, maxAnswerBytes } from './codec.ts'
import { delays } from './delays.ts'
import { palangLineRig, type PalangLineRig } from './rig.test-support.ts'

async function ready(): Promise<PalangLineRig> {
  const rig = palangLineRig()
  rig.board.start()
  await rig.advance(100)
  expect(rig.board.status().state).toBe('ready')
  rig.events.length = 0
  rig.peer.heard.length = 0
  return rig
}

const kinds = (events: BoardEvent[]) => events.map(event => event.kind)

test('asks who is there, keeps its dead-man from running out in the first order, asks what the inputs are before it is ready, and then for the emergency stop', async () => {
  const { board, peer, events, advance } = palangLineRig()
  board.start()
  await advance(100)
  expect(peer.heard.map(line => line.split(' ')[1])).toEqual(['ID', 'PING', 'STAT', 'CFG'])
  expect(board.status()).toEqual({ state: 'ready', model: 'palang uno', serial: null, detail: 'firmware 1.0.0, boot 1' })
  expect(kinds(events)).toEqual(['status', 'status', 'barrier'])
})

test('an Uno that restarts because its port was opened is asked again when it says BOOT', async () => {
  const { board, peer, advance } = palangLineRig()
  peer.isMute = true
  board.start()
  await advance(1_700)
  peer.isMute = false
  peer.restart('power')
  await advance(10)
  expect(board.status()).toMatchObject({ state: 'ready', detail: 'firmware 1.0.0, boot 2' })
})

test('something else that answers is never ready', async () => {
  const { board, peer, port, advance } = palangLineRig()
  peer.product = 'kettle'
  board.start()
  await advance(60_000)
  expect(board.status().state).not.toBe('ready')
  expect(port.opens).toBeGreaterThan(2)
  expect(await board.open(1_000)).toMatchObject({ ok: false, moved: 'no' })
})

test.each([
  [
    'another product',
    (rig: PalangLineRig) => void (rig.peer.product = 'kettle'),
    'what speaks here is no Palang board, or speaks at another baud rate',
  ],
  [
    'a reader',
    (rig: PalangLineRig) => void (rig.peer.mangle = () => '3C00CE754CCB\r\n'),
    'what speaks here is no Palang board, or speaks at another baud rate',
  ],
  ['nobody', (rig: PalangLineRig) => void (rig.peer.isMute = true), 'nothing here answers as a Palang board does'],
])('%s at the port is refused, and the status says why', async (_who, prepare, reason) => {
  const rig = palangLineRig()
  prepare(rig)
  rig.board.start()
  await rig.advance(60_000)
  const statuses = rig.events.flatMap(event => (event.kind === 'status' ? [event.status] : []))
  expect(statuses).toContainEqual({ state: 'disconnected', reason })
  expect(statuses.filter(status => status.state === 'ready')).toEqual([])
  expect(rig.peer.acted).toEqual([])
})

test('the dead-man is fed: PING every 2 s, also while nothing happens', async () => {
  const { peer, advance } = await ready()
  await advance(20_000)
  const pings = peer.heard.filter(line => line.endsWith(' PING')).length
  expect(pings).toBe(10)
  const numbers = peer.heard.map(line => line.split(' ')[0])
  expect(numbers.every((number, index) => number !== numbers[index - 1])).toBe(true)
})

test('a peer gone silent is noticed, the port is opened anew, and it is ready when it speaks again', async () => {
  const { board, peer, port, advance } = await ready()
  peer.isMute = true
  await advance(delays.silentMs + delays.pollMs)
  expect(board.status().state).not.toBe('ready')
  expect(board.inputs()).toMatchObject({ barrier: 'unknown', positionKnown: false })
  peer.isMute = false
  await advance(20_000)
  expect(board.status().state).toBe('ready')
  expect(port.opens).toBe(2)
})

test('a lost answer is asked for again with the same number and the barrier moves once', async () => {
  const { board, peer, advance } = await ready()
  let lost = 0
  peer.mangle = line => (/,OK\*/.test(line) && lost++ === 0 ? '' : line)
  const result = board.open(1_000)
  await advance(1_000)
  expect(await result).toMatchObject({ ok: true })
  expect(peer.acted).toEqual(['OPEN'])
  expect(peer.heard.filter(line => line.endsWith(' OPEN'))).toHaveLength(2)
})

test('what comes behind an answer in the same bytes is newer than the answer', async () => {
  const { board, peer, port, advance } = await ready()
  void board.open(0)
  await advance(2_500)
  peer.isMute = true
  const result = board.open(1_000)
  await advance(10)
  const number = Number(peer.heard.at(-1)?.split(' ')[0])
  const moved = ['closing', 'closed'].map(position => encodeLine(0, ['EVT', 'GATE', position, '9000'], maxAnswerBytes))
  port.send([encodeLine(number, ['OK'], maxAnswerBytes), ...moved].map(line => `${line}\r\n`).join(''))
  await advance(10)
  expect(board.inputs().barrier).toBe('closed')
  expect(await result).toEqual({ ok: true, position: 'open' })
})

test('an order without any answer may have moved, and the connection is given up so that nothing of it arrives later', async () => {
  const { board, peer, port, advance } = await ready()
  peer.isMute = true
  const result = board.open(1_000)
  await advance(delays.answerMs * 2)
  expect(await result).toMatchObject({ ok: false, code: 'timeout', moved: 'maybe' })
  expect(port.opens).toBe(1)
  expect(board.status().state).toBe('disconnected')
  peer.isMute = false
  await advance(12_000)
  expect(board.status().state).toBe('ready')
  expect(peer.acted).toEqual(['OPEN'])
})

test('orders meant for an unplugged port are not carried out after it returns', async () => {
  const { board, peer, port, advance } = await ready()
  port.unplug()
  for (let i = 0; i < 5; i++) expect(await board.open(1_000)).toMatchObject({ ok: false, moved: 'no' })
  port.plug()
  await advance(30_000)
  expect(board.status().state).toBe('ready')
  expect(peer.acted).toEqual([])
})

test('an order in flight when the port is unplugged may have moved', async () => {
  const { board, peer, port, advance } = await ready()
  peer.isMute = true
  const result = board.open(1_000)
  await advance(10)
  port.unplug()
  expect(await result).toMatchObject({ ok: false, code: 'device_unavailable', moved: 'maybe' })
})

test('a port that takes no bytes fails an order at once and certainly', async () => {
  const { board, port, peer } = await ready()
  port.congest(true)
  expect(await board.open(1_000)).toMatchObject({ ok: false, code: 'device_unavailable', moved: 'no' })
  expect(peer.acted).toEqual([])
})

test.each([
  ['BLOCKED', 'barrier_blocked'],
  ['BUSY', 'machine_busy'],
  ['ESTOP', 'emergency_stop'],
  ['UNKNOWN', 'not_supported'],
  ['RANGE', 'not_supported'],
  ['SOMETHING', 'device_unavailable'],
])('a refusal %s is certain and has a code', async (code, expected) => {
  const { board, peer, advance } = await ready()
  peer.refuse.set('OPEN', code)
  const result = board.open(1_000)
  await advance(10)
  expect(await result).toMatchObject({ ok: false, code: expected, moved: 'no' })
  expect(board.status().state).toBe('ready')
})

test('two orders at once: the second is refused as busy, a stop is not', async () => {
  const { board, peer, advance } = await ready()
  const [first, second, third] = [board.open(1_000), board.close(), board.halt()]
  await advance(100)
  expect(await first).toMatchObject({ ok: true })
  expect(await second).toMatchObject({ ok: false, code: 'machine_busy', moved: 'no' })
  expect(await third).toMatchObject({ ok: true })
  expect(peer.acted).toEqual(['OPEN', 'STOP'])
})

test('an event lost on the line is made good by the next poll', async () => {
  const { board, peer, model, events, advance } = await ready()
  peer.mangle = line => (line.includes('EVT') ? '' : line)
  model.set('loop1', true)
  await advance(delays.pollMs + 100)
  expect(board.inputs().loop1).toBe(true)
  expect(events).toEqual([{ kind: 'input', input: 'loop1', on: true }])
})

test('an event damaged on the line is made good at once', async () => {
  const { board, peer, model, events, advance } = await ready()
  peer.mangle = line => (line.includes('EVT') ? line.replace('LOOP1,1', 'LOOP1,0') : line)
  model.set('loop1', true)
  await advance(100)
  expect(board.inputs().loop1).toBe(true)
  expect(kinds(events)).toEqual(['garbage', 'input'])
})

test('an event right behind an older STAT in the same bytes is not undone by it', async () => {
  const { board, peer, port, events, advance } = await ready()
  const held: string[] = []
  peer.mangle = line => {
    held.push(line)
    return ''
  }
  await advance(delays.pollMs)
  port.send(held.splice(0).join(''))
  await advance(10)
  peer.event('LOOP1', '1')
  expect(held.some(line => line.includes('gate='))).toBe(true)
  peer.mangle = () => ''
  port.send(held.splice(0).join(''))
  expect(board.inputs().loop1).toBe(true)
  expect(events).toEqual([{ kind: 'input', input: 'loop1', on: true }])
})

test('a restart whose BOOT line was lost is noticed by the clock of the board running backwards', async () => {
  const { board, peer, events, advance } = await ready()
  await advance(60_000)
  peer.restart('watchdog', { isSilent: true })
  await advance(3_000)
  expect(events.filter(event => event.kind === 'restarted')).toEqual([{ kind: 'restarted', cause: 'unknown' }])
  expect(board.status()).toMatchObject({ state: 'ready', detail: 'firmware 1.0.0, boot 2' })
})

test('a restart while the port was unplugged is told when it is back', async () => {
  const { peer, port, events, advance } = await ready()
  port.unplug()
  peer.restart('power')
  port.plug()
  await advance(20_000)
  expect(events.filter(event => event.kind === 'restarted')).toHaveLength(1)
})

test('an order in flight when the board restarts may have moved', async () => {
  const { board, peer, advance } = await ready()
  peer.isMute = true
  const result = board.open(1_000)
  await advance(10)
  peer.isMute = false
  peer.restart('brownout')
  expect(await result).toMatchObject({ ok: false, code: 'device_unavailable', moved: 'maybe' })
  await advance(1_000)
  expect(peer.acted).toEqual(['OPEN'])
})

test('garbage, half lines and wrong checksums are told and change nothing', async () => {
  const { board, port, events, advance } = await ready()
  const before = board.inputs()
  port.send('\u00ff\u0000rubbish\n$0,EVT,LOOP1,1')
  port.send('$0,EVT,LOOP1,1,77*00\n')
  port.send(`${'x'.repeat(500)}\n`)
  await advance(10_000)
  expect(kinds(events)).toEqual(['garbage', 'garbage', 'garbage'])
  expect(events).toContainEqual({ kind: 'garbage', bytes: 500, reason: 'length' })
  expect(board.inputs()).toEqual(before)
  expect(board.status().state).toBe('ready')
})

test('an event of a kind we do not know is no garbage and changes nothing', async () => {
  const { peer, events, advance } = await ready()
  peer.event('MOON', '1')
  peer.event('POURED', '270', 'done')
  await advance(1_000)
  expect(events).toEqual([])
})
