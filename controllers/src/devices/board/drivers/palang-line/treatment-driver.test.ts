/** How long a treatment ran is told once and truly. */
import { silentLog } from '@palang/kit'
import { expect, test } from 'vitest'
import { eventsOf, peerBehindPort } from './rig.test-support.ts'
import { PalangLineTreatment } from './treatment-driver.ts'

async function started({ remembers = true } = {}) {
  const { clock, port, peer } = peerBehindPort()
  const last = { count: 0, amount: 0, reason: 'none' }
  peer.more = (word, args) => {
    if (word === 'RUN') {
      Object.assign(last, { count: last.count + 1, amount: 0, reason: 'running' })
      peer.relays = 4
      return ['OK']
    }
    return remembers && word === 'CFG' && args[0] === 'ran'
      ? ['OK', 'ran', String(last.count), String(last.amount), last.reason]
      : undefined
  }
  const board = new PalangLineTreatment({ streams: port.streams, clock, log: silentLog(), random: () => 0.5 })
  const events = await eventsOf(board, clock)
  const ran = () => events.flatMap(event => (event.kind === 'ran' ? [`${event.amount} ${event.isExact} ${event.reason}`] : []))
  return { clock, port, peer, board, events, ran, last }
}

test('runs for the time ordered and tells its end once, though the event was lost', async () => {
  const { clock, peer, board, ran, last } = await started()
  const ordered = board.run(20_000)
  await clock.advance(10)
  expect(await ordered).toEqual({ ok: true })
  Object.assign(last, { amount: 20_000, reason: 'done' })
  peer.relays = 0
  await clock.advance(3_000)
  expect(ran()).toEqual(['20000 true done'])
  peer.event('RAN', '20000', 'done')
  await clock.advance(30_000)
  expect(ran()).toEqual(['20000 true done'])
})

test('after a loss of power the time it was seen running is the least', async () => {
  const { clock, peer, board, ran } = await started({ remembers: false })
  void board.run(60_000)
  await clock.advance(10_100)
  peer.relays = 0
  peer.restart('power')
  await clock.advance(2_000)
  const [told = ''] = ran()
  const [amount, isExact, reason] = told.split(' ')
  expect([isExact, reason]).toEqual(['false', 'unknown'])
  expect(Number(amount)).toBeGreaterThanOrEqual(8_000)
  expect(Number(amount)).toBeLessThanOrEqual(10_100)
})

test('tells the emergency stop and the door, stops when told, and refuses times no board keeps', async () => {
  const { clock, peer, board, events } = await started()
  peer.event('ESTOP', '1')
  expect(events).toContainEqual({ kind: 'switch', name: 'emergency_stop', on: true })
  peer.event('DOOR', '1')
  expect(events).toContainEqual({ kind: 'switch', name: 'door', on: true })
  expect(board.switches()).toEqual({ door: true, emergency_stop: true })
  const halting = board.halt()
  await clock.advance(10)
  expect(await halting).toEqual({ ok: true })
  expect(peer.acted).toEqual(['STOP'])
  for (const ms of [0, 1.5, 600_001]) expect(await board.run(ms)).toMatchObject({ ok: false, code: 'not_supported', moved: 'no' })
})

test('a door that is open before anybody listens is asked for, and after the line was lost nothing is taken for known', async () => {
  const { clock, port, peer, board } = await started()
  const more = peer.more
  peer.more = (word, args) => (word === 'CFG' && args[0] === 'inputs' ? ['OK', 'inputs', '256'] : more?.(word, args))
  peer.restart('external')
  await clock.advance(3_000)
  expect(board.switches()).toEqual({ door: true, emergency_stop: false })
  port.unplug()
  await clock.advance(1_000)
  expect(board.switches()).toEqual({ door: null, emergency_stop: null })
})
