/** A whole sale with everything that is fitted, simulated on its ports: what the customer does, and what the machine says and keeps. */
import { ManualClock } from '@palang/kit'
import { waterStatus } from '@palang/protocol'
import { expect, test } from 'vitest'
import { SimulatedWaterBoard } from '../../devices/board/simulated-water.ts'
import { SimulatedCash } from '../../devices/cash/simulated.ts'
import { SimulatedCoins } from '../../devices/coins/simulated.ts'
import { SimulatedPrinter } from '../../devices/printer/simulated.ts'
import { SimulatedReader } from '../../devices/reader/simulated.ts'
import { SimulatedTerminal } from '../../devices/terminal/simulated.ts'
import type { HubVoice, MachineServices } from '../machine.ts'
import { createWater } from './runtime.ts'
import { testServices } from '../test-services.ts'
import { hubTold, testConfig } from './test-water.ts'

const simulated = { driver: 'simulated' } as const

/** A machine with all devices, as a customer finds it. `saved` is what an earlier run left. */
async function machineAt(hub: Partial<HubVoice> = {}, saved: string | null = null) {
  const clock = new ManualClock()
  const devices = {
    waterBoard: new SimulatedWaterBoard({ clock }),
    cash: new SimulatedCash({ clock }),
    coins: new SimulatedCoins({ clock }),
    printer: new SimulatedPrinter({ clock }),
    reader: new SimulatedReader({ clock }),
    terminal: new SimulatedTerminal({ clock }),
  }
  const facts: { type: string; payload: Record<string, unknown> }[] = []
  const kept: string[] = []
  const fitted = { board: simulated, cash: simulated, coins: simulated, printer: simulated, reader: simulated, terminal: simulated }
  const common = testServices(clock)
  const services: MachineServices = {
    ...common,
    config: {
      id: 'vending-1',
      family: 'water',
      vehicle_class: 'car',
      panel: { port: 8003, host: '127.0.0.1' },
      devices: fitted,
      products: [...testConfig.products],
    },
    devices,
    diary: {
      write(entry) {
        facts.push(...entry.facts)
        if (entry.saved !== undefined) kept.push(entry.saved)
      },
      saved: () => saved,
      unfinished: () => [],
    },
    hub: { ...common.hub, ...hub },
    onFatal: error => {
      throw error
    },
  }
  const machine = createWater(services)
  machine.start()
  machine.learn?.(hubTold.settings)
  await clock.advance(100)
  const sale = () => waterStatus.parse(machine.snapshot().water).sale
  const settled = () => facts.filter(fact => fact.type === 'sale_settled').map(fact => fact.payload)
  return { machine, clock, facts, kept, sale, settled, ...devices }
}

test('a note too large pays, the water comes, a receipt is printed, and what is left over is told', async () => {
  const { machine, clock, cash, sale, settled, printer } = await machineAt()
  expect(cash.insertNote(2_000)).toBe(false)
  expect(machine.choose(600)).toBeNull()
  expect(machine.choose(600)).toEqual({ code: 'machine_busy' })
  await clock.advance(10)
  expect(sale()).toMatchObject({
    phase: 'paying',
    takes: { notes: true, coins: true },
    qris: { state: 'offered' },
    prepaid: { state: 'offered' },
  })
  expect(cash.insertNote(2_000)).toBe(true)
  await clock.advance(1_100)
  expect(sale()).toMatchObject({ phase: 'pouring', paid_amount: 2_000, delivered_ml: 48 })
  expect(cash.isEnabled).toBe(false)
  await clock.advance(20_000)
  expect(settled()).toMatchObject([{ result: 'success', charged: 1_000, remainder: 1_000, remainder_to: 'credit' }])
  expect(printer.sheets.map(sheet => sheet.job.content)).toMatchObject([
    { kind: 'water_receipt', amount: 1_000, deliveredMl: 600, remainder: 1_000 },
  ])
  expect(sale()).toMatchObject({ phase: 'thanks', credit: 1_000, ended: { receipt: 'printed' } })
  await clock.advance(30_000)
  expect(sale()).toMatchObject({ phase: 'idle', credit: 1_000 })
  await machine.stop()
})

test('a card at the terminal pays; the stop button ends the pour with what came', async () => {
  const { machine, clock, sale, settled } = await machineAt()
  machine.choose(600)
  machine.act({ kind: 'pay_card', act: 'start' })
  await clock.advance(100)
  expect(sale()?.card).toEqual({ state: 'reading', amount: 1_000 })
  await clock.advance(4_000)
  expect(sale()).toMatchObject({ phase: 'pouring' })
  machine.act({ kind: 'stop' })
  await clock.advance(100)
  const [end] = settled()
  expect(end).toMatchObject({ result: 'cancelled', reason: 'stopped', paid_amount: 1_000 })
  await machine.stop()
})

test('a prepaid card held to the reader pays; a receipt without paper is told', async () => {
  const asked: unknown[] = []
  const { machine, clock, reader, printer, sale, settled } = await machineAt({
    askPrepaid(request) {
      asked.push(request)
      return Promise.resolve({ payment_id: request.payment_id, approved: true, balance: 4_000 })
    },
  })
  printer.paper(false)
  machine.choose(600)
  reader.tap('04A1B2C3')
  await clock.advance(20_000)
  expect(asked).toMatchObject([{ card_id: '04A1B2C3', amount: 1_000 }])
  expect(settled()).toMatchObject([{ result: 'success', charged: 1_000, remainder: 0 }])
  expect(sale()?.ended).toMatchObject({ receipt: 'none' })
  expect(machine.snapshot().alarms).toContain('printer_failed')
  await machine.stop()
})

test('the process dies in mid-pour: the next one ends the sale once, with no more than was heard, and pours nothing', async () => {
  const first = await machineAt()
  first.machine.choose(600)
  first.coins.insertCoin(1_000)
  await first.clock.advance(2_100)
  expect(first.sale()).toMatchObject({ phase: 'pouring' })
  const second = await machineAt({}, first.kept.at(-1) ?? '')
  await second.clock.advance(120_000)
  expect(second.settled()).toMatchObject([{ result: 'failed', exact: false, paid_amount: 1_000, remainder_to: 'credit' }])
  expect(second.facts.filter(fact => fact.type === 'pour_ordered')).toEqual([])
  await second.machine.stop()
})

test('what cannot be done now is refused with its code and changes nothing; a button pressed twice is one wish', async () => {
  const { machine, clock, facts, sale } = await machineAt()
  const qris = { kind: 'qris', act: 'start' } as const
  const card = { kind: 'pay_card', act: 'start' } as const
  const idle = [machine.act({ kind: 'cancel' }), machine.act({ kind: 'stop' }), machine.act(qris), machine.act(card)]
  expect(idle.map(refused => refused?.code)).toEqual(['nothing_under_way', 'nothing_under_way', 'nothing_under_way', 'nothing_under_way'])
  expect([machine.act({ kind: 'done' }), machine.choose(601)]).toEqual([null, { code: 'not_found' }])
  expect(facts.filter(({ type }) => type.startsWith('sale'))).toEqual([])
  machine.choose(600)
  expect([machine.act({ kind: 'stop' }), machine.act(card), machine.act(card)]).toEqual([{ code: 'nothing_under_way' }, null, null])
  expect(machine.act(qris)).toEqual({ code: 'machine_busy' })
  await clock.advance(4_100)
  expect(sale()?.phase).toBe('pouring')
  expect([machine.act(qris), machine.act({ kind: 'cancel' })]).toEqual([{ code: 'nothing_under_way' }, { code: 'nothing_under_way' }])
  expect(machine.act({ kind: 'stop' })).toBeNull()
  await clock.advance(1_000)
  expect(machine.act({ kind: 'stop' })).toEqual({ code: 'nothing_under_way' })
  expect(facts.filter(({ type }) => type === 'sale_settled')).toHaveLength(1)
  await machine.stop()
  expect(machine.choose(600)).toEqual({ code: 'machine_busy' })
})

test('QRIS where the site has no provider, and a terminal that does not answer, are refused as what they are', async () => {
  const { machine, clock, terminal } = await machineAt()
  machine.learn?.({ ...hubTold.settings, payments: { qris: false, prepaid: true } })
  machine.choose(600)
  expect(machine.act({ kind: 'qris', act: 'start' })).toEqual({ code: 'payment_not_offered' })
  await terminal.stop()
  await clock.advance(100)
  expect(machine.act({ kind: 'pay_card', act: 'start' })).toEqual({ code: 'device_unavailable' })
  await machine.stop()
})

test('a locked sale is refused with its reason', async () => {
  const { machine, clock } = await machineAt()
  const lock = { type: 'sale_lock' as const, id: 'l1', payload: { locked: true, reason: 'the tank is cleaned' } }
  await machine.execute(lock)
  await clock.advance(10)
  expect(machine.choose(600)).toEqual({ code: 'sale_closed', reason: 'locked' })
  await machine.stop()
})
