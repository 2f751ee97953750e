import { ManualClock, silentLog } from '@palang/kit'
import { expect, test } from 'vitest'
import { FakePort } from '../../../../io/fake-stream.ts'
import { terminalContract } from '../../contract.ts'
import { decodeTerminalLine } from './codec.ts'
import { SimulatedLineTerminal } from './driver.ts'
import { lineTerminalRig } from './rig.test-support.ts'

terminalContract('simulated line', lineTerminalRig)

async function started() {
  const rig = lineTerminalRig()
  rig.terminal.start()
  await rig.advance(10)
  const begin = (paymentId: string) => rig.terminal.charge({ paymentId, amount: 5_000, currency: 'IDR' })
  return { ...rig, begin }
}

test('where nobody says what was taken the outcome is unknown soon, and what is said of another payment is of no use', async () => {
  const clock = new ManualClock()
  const port = new FakePort()
  const terminal = new SimulatedLineTerminal({ streams: port.streams, clock, log: silentLog() })
  terminal.start()
  await clock.advance(10)
  const charging = terminal.charge({ paymentId: 'p-1', amount: 5_000, currency: 'IDR' })
  const cancelling = terminal.cancel()
  port.send('APPROVED p-9 5000 SIM-9\nnoise\n')
  await clock.advance(5_000)
  expect(await charging).toMatchObject({ ok: false, outcome: 'unknown' })
  expect(await cancelling).toMatchObject({ ok: false, moved: 'maybe' })
})

test('cancelled while the terminal looks whether it was paid, no card is asked for', async () => {
  const { terminal, begin, advance, charged } = await started()
  const charging = begin('p-1')
  const cancelling = terminal.cancel()
  expect(await charging).toMatchObject({ ok: false, outcome: 'cancelled' })
  expect(await cancelling).toEqual({ ok: true })
  await advance(100_000)
  expect(charged()).toEqual([])
})

test('cancelled in the same breath as it is asked about again, a sale that still runs is cancelled, and one that was paid is told', async () => {
  const { terminal, begin, customer, plug, advance, charged } = await started()
  customer('stays_away')
  void begin('p-1')
  await advance(100)
  plug(false)
  plug(true)
  await advance(12_000)
  const again = begin('p-1')
  expect(await terminal.cancel()).toEqual({ ok: true })
  expect(await again).toMatchObject({ outcome: 'cancelled' })
  customer('pays')
  void begin('p-2')
  await advance(10_000)
  const paid = begin('p-2')
  expect(await terminal.cancel()).toMatchObject({ ok: false, moved: 'no' })
  expect(await paid).toEqual({ ok: true, reference: 'SIM-1' })
  expect(charged()).toEqual(['p-2'])
})

test('once the card was read there is nothing to cancel, and the customer has paid', async () => {
  const { terminal, begin, advance } = await started()
  const charging = begin('p-1')
  await advance(1_000)
  expect(await terminal.cancel()).toMatchObject({ ok: false, moved: 'no' })
  await advance(1_000)
  expect(await charging).toMatchObject({ ok: true })
})

test('a bank that answers after everybody’s patience has been asked once: the sale is joined, and ends with its money', async () => {
  const { counter, begin, advance, charged } = await started()
  counter.will({ end: 'late', sales: 1 })
  const charging = begin('p-1')
  await advance(91_000)
  expect(await charging).toMatchObject({ outcome: 'unknown' })
  const again = begin('p-1')
  await advance(20_000)
  expect(await again).toEqual({ ok: true, reference: 'SIM-1' })
  expect(charged()).toEqual(['p-1'])
})

test.each([
  'APPROVED p-1 5000',
  'APPROVED p-1 05 SIM-1',
  'APPROVED p-1 9999999999 SIM-1',
  'APPROVED p-1 5000 SIM-1 x',
  'APPROVED p/1 5000 SIM-1',
  'BUSY p-1',
  'NONE p-1 p-2',
  'none p-1',
  'APPROVED',
])('%s is not a line of the dialect', line => {
  expect(decodeTerminalLine(line)).toBeUndefined()
})
