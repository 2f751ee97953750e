/** What a pour came to is told once and truly, whatever is lost on the way. */
import { silentLog } from '@palang/kit'
import { expect, test } from 'vitest'
import { eventsOf, peerBehindPort } from './rig.test-support.ts'
import { PalangLineWater } from './water-driver.ts'

/** A board whose valve opens and closes as the test says. */
async function started({ remembers = true } = {}) {
  const { clock, port, peer } = peerBehindPort()
  const last = { count: 0, amount: 0, reason: 'none' }
  const world = { inputs: 0 }
  peer.more = (word, args) => {
    if (word === 'POUR') {
      Object.assign(last, { count: last.count + 1, amount: 0, reason: 'running' })
      peer.relays = 3
      return ['OK']
    }
    if (word === 'OUT') return ['OK']
    if (word !== 'CFG' || !remembers) return undefined
    if (args[0] === 'inputs') return ['OK', 'inputs', String(world.inputs)]
    return ['OK', 'poured', String(last.count), String(last.amount), last.reason]
  }
  /** The board has poured `amount`, and says so unless the line is lost. */
  const pour = (amount: number) => {
    last.amount = amount
    peer.flow += amount
    peer.event('FLOW', String(peer.flow))
  }
  const end = (reason: string, { isLost = false } = {}) => {
    last.reason = reason
    peer.relays = 0
    if (!isLost) peer.event('POURED', String(last.amount), reason)
  }
  const board = new PalangLineWater({ streams: port.streams, clock, log: silentLog(), random: () => 0.5 })
  const events = await eventsOf(board, clock)
  const poured = () => events.flatMap(event => (event.kind === 'poured' ? [`${event.amount} ${event.isExact} ${event.reason}`] : []))
  return { clock, port, peer, board, events, poured, pour, end, last, world }
}

test('a pour is told once when it ends, with what the board counted', async () => {
  const { clock, board, poured, pour, end, events } = await started()
  const ordered = board.pour(450, 60_000)
  await clock.advance(10)
  expect(await ordered).toEqual({ ok: true })
  pour(200)
  await clock.advance(500)
  expect(events).toContainEqual({ kind: 'flow', pulses: 200 })
  expect(poured()).toEqual([])
  pour(450)
  end('done')
  await clock.advance(10_000)
  expect(poured()).toEqual(['450 true done'])
})

test('an end whose event was lost is learnt from the board', async () => {
  const { clock, board, poured, pour, end } = await started()
  void board.pour(450, 60_000)
  await clock.advance(10)
  pour(300)
  end('leak', { isLost: true })
  await clock.advance(3_000)
  expect(poured()).toEqual(['300 true leak'])
})

test('a pour that ended while the board was unplugged is told when it is back', async () => {
  const { clock, port, board, poured, pour, end } = await started()
  void board.pour(450, 60_000)
  await clock.advance(10)
  port.unplug()
  pour(120)
  end('silence')
  await clock.advance(7_000)
  expect(poured()).toEqual([])
  port.plug()
  await clock.advance(12_000)
  expect(poured()).toEqual(['120 true silence'])
})

test('an order that never arrived came to nothing, and that is exact', async () => {
  const { clock, peer, board, poured } = await started()
  peer.isMute = true
  peer.more = () => undefined
  const ordered = board.pour(450, 60_000)
  await clock.advance(1_000)
  expect(await ordered).toMatchObject({ ok: false, moved: 'maybe' })
  peer.isMute = false
  peer.more = (word, args) => (word === 'CFG' && args[0] === 'poured' ? ['OK', 'poured', '0', '0', 'none'] : undefined)
  await clock.advance(15_000)
  expect(poured()).toEqual(['0 true not_begun'])
})

test('an order without an answer, and the board restarted: its memory proves that nothing began, unless it may have begun anew', async () => {
  for (const [count, end] of [
    [3, '0 true not_begun'],
    [0, '0 false unknown'],
  ] as const) {
    const { clock, peer, board, poured, last } = await started()
    last.count = count
    peer.event('POURED', '7', 'done')
    await clock.advance(500)
    const before = poured().length
    peer.isMute = true
    peer.more = (word, args) => (word === 'CFG' && args[0] === 'poured' ? ['OK', 'poured', String(count), '0', 'none'] : undefined)
    const ordered = board.pour(450, 60_000)
    await clock.advance(100)
    peer.isMute = false
    peer.restart('watchdog')
    await clock.advance(15_000)
    expect(await ordered).toMatchObject({ ok: false, moved: 'maybe' })
    expect(poured().slice(before)).toEqual([end])
  }
})

test('an order without an answer that did arrive is told with what it came to', async () => {
  const { clock, peer, board, poured, pour, end } = await started()
  peer.mangle = () => ''
  const ordered = board.pour(450, 60_000)
  await clock.advance(1_000)
  expect(await ordered).toMatchObject({ ok: false, moved: 'maybe' })
  pour(450)
  end('done')
  peer.mangle = line => line
  await clock.advance(15_000)
  expect(poured()).toEqual(['450 true done'])
})

test('a board that lost its power in mid-pour knows nothing any more: what was heard is the least', async () => {
  const { clock, peer, board, poured, pour, last } = await started()
  void board.pour(450, 60_000)
  await clock.advance(10)
  pour(210)
  await clock.advance(10)
  Object.assign(last, { count: 0, amount: 0, reason: 'none' })
  peer.flow = 0
  peer.relays = 0
  peer.restart('power')
  await clock.advance(5_000)
  expect(poured()).toEqual(['210 false power'])
})

test('what happened before the controller came is not told as news, but can be asked for', async () => {
  const { clock, board, poured, last } = await started()
  Object.assign(last, { count: 9, amount: 77, reason: 'silence' })
  expect(poured()).toEqual([])
  const asked = board.lastPour()
  await clock.advance(50)
  expect(await asked).toEqual({ ok: true, count: 9, amount: 77, reason: 'silence' })
})

test('a board without that memory is believed its event; one that says nothing leaves it unknown', async () => {
  const { clock, board, poured, pour, end } = await started({ remembers: false })
  const asked = board.lastPour()
  await clock.advance(50)
  expect(await asked).toMatchObject({ ok: false, code: 'not_supported' })
  void board.pour(450, 20_000)
  await clock.advance(10)
  pour(450)
  end('done')
  await clock.advance(10)
  expect(poured()).toEqual(['450 true done'])
  void board.pour(100, 20_000)
  await clock.advance(10)
  pour(60)
  end('done', { isLost: true })
  await clock.advance(26_000)
  expect(poured()).toEqual(['450 true done', '60 false unknown'])
})

test('switches are unknown until the board says, and told when they change', async () => {
  const { clock, port, peer, board, events, world } = await started()
  expect(board.switches()).toEqual({ door: false, leak: false, emergency_stop: false, tamper: false })
  peer.event('DOOR', '1')
  expect(events).toContainEqual({ kind: 'switch', name: 'door', on: true })
  world.inputs = 1 << 9
  port.unplug()
  expect(board.switches()).toEqual({ door: null, leak: null, emergency_stop: null, tamper: null })
  await clock.advance(1_000)
  port.plug()
  await clock.advance(12_000)
  expect(board.switches()).toEqual({ door: false, leak: true, emergency_stop: false, tamper: false })
})

test('refuses amounts no board can measure, and everything while it is away', async () => {
  const { clock, port, peer, board } = await started()
  for (const [pulses, maxMs] of [
    [0, 1],
    [1, 0],
    [1.5, 10],
    [1_000_001, 10],
    [1, 600_001],
  ] as const)
    expect(await board.pour(pulses, maxMs)).toMatchObject({ ok: false, code: 'not_supported', moved: 'no' })
  expect(await board.output(8, true, 10)).toMatchObject({ ok: false, moved: 'no' })
  expect(peer.heard.filter(line => /POUR|OUT/.test(line))).toEqual([])
  port.unplug()
  await clock.advance(10)
  for (const act of [board.pour(1, 1_000), board.output(3, true, 10), board.halt()])
    expect(await act).toMatchObject({ ok: false, code: 'device_unavailable', moved: 'no' })
})
