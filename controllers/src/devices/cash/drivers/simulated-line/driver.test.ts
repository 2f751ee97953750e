import { ManualClock, silentLog } from '@palang/kit'
import { expect, test } from 'vitest'
import { FakePort } from '../../../../io/fake-stream.ts'
import { lineSplitter } from '../../../../io/line-splitter.ts'
import { cashContract } from '../../contract.ts'
import { decodeCashDeviceLine, decodeCashHostLine, encodeCashLine, maxCashLineBytes, type CashDeviceLine } from './codec.ts'
import { cashDelays, SimulatedLineCash } from './driver.ts'

/** The machine at the other end. */
function rig() {
  const clock = new ManualClock()
  const port = new FakePort()
  const cash = new SimulatedLineCash({ streams: port.streams, clock, log: silentLog() })
  const machine = { isEnabled: false, escrow: undefined as number | undefined, paidOut: 0, isMute: false, isEager: false }
  const say = (line: CashDeviceLine): void => {
    if (!machine.isMute) port.send(encodeCashLine(line))
  }
  const settle = (word: 'STACKED' | 'RETURNED'): void => {
    const amount = machine.escrow
    machine.escrow = undefined
    if (amount !== undefined) say({ word, amount })
  }
  const lines = lineSplitter({
    maxBytes: maxCashLineBytes,
    onLine: text => {
      const line = decodeCashHostLine(text)
      if (line?.word === 'ENABLE') machine.isEnabled = true
      else if (line?.word === 'DISABLE') machine.isEnabled = false
      else if (line?.word === 'ACCEPT') settle(machine.isEager ? 'RETURNED' : 'STACKED')
      else if (line?.word === 'RETURN') settle('RETURNED')
      else if (line?.word === 'CHANGE') {
        machine.paidOut += line.amount
        say({ word: 'PAID', amount: line.amount })
      }
    },
    onDropped: () => undefined,
  })
  port.onWritten(bytes => lines.push(bytes))
  const insertNote = (amount: number): boolean => {
    if (!machine.isEnabled || machine.escrow !== undefined) return false
    machine.escrow = amount
    say({ word: 'NOTE', amount })
    return true
  }
  const plug = (on: boolean): void => {
    if (on) return port.plug()
    machine.isEnabled = false
    machine.escrow = undefined
    port.unplug()
  }
  return { clock, port, cash, machine, insertNote, plug, advance: (byMs: number) => clock.advance(byMs), paidOut: () => machine.paidOut }
}

cashContract('simulated line', rig)

async function withNote() {
  const all = rig()
  const money: string[] = []
  all.cash.subscribe(event => {
    if (event.kind !== 'status') money.push(`${event.kind} ${event.amount}`)
  })
  all.cash.start()
  await all.advance(10)
  void all.cash.enable()
  await all.advance(10)
  all.insertNote(5_000)
  return { ...all, money }
}

test('lines that are not of the dialect are ignored', async () => {
  const { port, money, cash } = await withNote()
  for (const line of ['STACKED', 'STACKED -5', 'STACKED 5.5', 'STACKED 05', 'stacked 5', 'STACKED 99999999999', 'x'.repeat(90), 'ENABLE'])
    port.send(`${line}\n`)
  expect(money).toEqual(['escrow 5000'])
  expect(cash.status().state).toBe('ready')
  expect(decodeCashDeviceLine('NOTE 2000000000')).toEqual({ word: 'NOTE', amount: 2_000_000_000 })
  expect(decodeCashHostLine('CHANGE')).toBeUndefined()
  expect(decodeCashHostLine('ACCEPT 5')).toBeUndefined()
})

test('a machine that does not report may have acted', async () => {
  const { cash, machine, advance } = await withNote()
  machine.isMute = true
  const accepting = cash.accept()
  const second = await cash.giveChange(1_000)
  await advance(cashDelays.noteMs)
  expect(await accepting).toMatchObject({ ok: false, code: 'timeout', moved: 'maybe' })
  expect(second).toMatchObject({ ok: false, code: 'machine_busy', moved: 'no' })
  const paying = cash.giveChange(1_000)
  await advance(cashDelays.changeMs)
  expect(await paying).toMatchObject({ ok: false, code: 'timeout', moved: 'maybe' })
})

test('a note that jumps back although it was accepted is no money', async () => {
  const { cash, machine, money, advance } = await withNote()
  machine.isEager = true
  const accepting = cash.accept()
  await advance(10)
  expect(await accepting).toMatchObject({ ok: false, moved: 'no' })
  expect(money).toEqual(['escrow 5000', 'returned 5000'])
})

test('a machine that was enabled is enabled again after a reconnect, one that was disabled while away is not', async () => {
  const { cash, machine, plug, advance } = await withNote()
  plug(false)
  await advance(100)
  plug(true)
  await advance(12_000)
  expect(machine.isEnabled).toBe(true)
  plug(false)
  await advance(100)
  await cash.disable()
  plug(true)
  await advance(12_000)
  expect(machine.isEnabled).toBe(false)
})
