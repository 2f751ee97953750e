import { ManualClock } from '@palang/kit/clock'
import { beforeEach, expect, test } from 'vitest'
import { type ControllerEnd, memoryPorts } from '../transport/memory-port.test-support.ts'
import { CashAcceptor, cashDelays } from './acceptor.ts'

let clock: ManualClock
let cash: CashAcceptor
let host: ControllerEnd

beforeEach(() => {
  clock = new ManualClock()
  const ports = memoryPorts()
  cash = new CashAcceptor({ name: 'cash', clock, makePort: ports.make, changed: () => undefined })
  host = ports.end('cash')
  host.open()
})

test('takes no note before it is enabled', async () => {
  expect(await cash.insert(5_000)).toBe('refused')
  expect(host.heard).toEqual([])
})

test.each([
  ['ACCEPT', 'stacked', 'STACKED 5000', 5_000],
  ['RETURN', 'returned', 'RETURNED 5000', 0],
])('holds a note in escrow until the host says %s', async (order, outcome, line, total) => {
  host.say('ENABLE')
  const inserted = cash.insert(5_000)
  expect(await cash.insert(2_000)).toBe('refused')
  await clock.advance(cashDelays.drawMs)
  expect(host.heard).toEqual(['NOTE 5000'])
  host.say(order)
  host.say(order)
  await clock.advance(cashDelays.moveMs)
  expect(await inserted).toBe(outcome)
  expect(host.heard).toEqual(['NOTE 5000', line])
  expect(cash.view()).toMatchObject({ escrow: null, stacked_total: total })
})

test('gives a note back that nobody decides upon', async () => {
  host.say('ENABLE')
  const inserted = cash.insert(20_000)
  await clock.advance(cashDelays.drawMs + cashDelays.escrowMs + cashDelays.moveMs)
  expect(await inserted).toBe('returned')
})

test('gives the note back and closes when the host leaves', async () => {
  host.say('ENABLE')
  const inserted = cash.insert(20_000)
  await clock.advance(cashDelays.drawMs)
  host.close()
  await clock.advance(cashDelays.moveMs)
  expect(await inserted).toBe('returned')
  expect(cash.isEnabled()).toBe(false)
})

test('pays change out and ignores what it cannot read', async () => {
  for (const line of ['CHANGE', 'CHANGE -5', 'CHANGE 1e3', 'DANCE', 'CHANGE 15000']) host.say(line)
  await clock.advance(cashDelays.payOutMs)
  expect(host.heard).toEqual(['PAID 15000'])
  expect(cash.view().paid_total).toBe(15_000)
})
