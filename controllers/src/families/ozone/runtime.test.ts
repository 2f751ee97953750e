/** A treatment machine over the simulated board and note acceptor: what reaches disk, board, hub and screen, and in which order. */
import { ManualClock } from '@palang/kit'
import { expect, onTestFinished, test } from 'vitest'
import { SimulatedTreatmentBoard } from '../../devices/board/simulated-treatment.ts'
import { SimulatedCash } from '../../devices/cash/simulated.ts'
import type { MachineServices } from '../machine.ts'
import { testServices } from '../test-services.ts'
import { createOzone } from './runtime.ts'

interface Left {
  saved?: string | null
  unfinished?: { id: string; type: string }[]
}

async function bench({ saved = null, unfinished = [] }: Left = {}) {
  const clock = new ManualClock()
  const story: string[] = []
  const published = new Map<string, Record<string, unknown>>()
  const kept: string[] = []
  const fatal: unknown[] = []
  const disk = { works: true }
  const board = new SimulatedTreatmentBoard({ clock })
  const cash = new SimulatedCash({ clock })
  const run = board.run.bind(board)
  board.run = ms => {
    story.push(`relay ${ms}`)
    return run(ms)
  }
  const common = testServices(clock)
  const services: MachineServices = {
    ...common,
    config: {
      id: 'ozon-1',
      family: 'ozone',
      vehicle_class: 'car',
      panel: { port: 8004, host: '127.0.0.1' },
      devices: { board: { driver: 'palang-line', port: 'COM9' } },
      treatments: [{ treatment: 'BASIC', minutes: 1, price: 5_000 }],
      cool_down_s: 30,
    },
    devices: { treatmentBoard: board, cash },
    diary: {
      write({ facts, commands = [], saved: text }) {
        if (!disk.works) throw new Error('no space left on device')
        story.push(...facts.map(fact => `fact ${fact.type}`), ...commands.map(({ result }) => `kept ${result.state}`))
        if (text !== undefined) kept.push(text)
      },
      saved: () => saved,
      unfinished: () => unfinished,
    },
    hub: {
      ...common.hub,
      respond: (type, result) => void story.push(`told ${type} ${result.state}`),
      publish: (type, payload) => void published.set(type, payload),
    },
    onFatal: error => void fatal.push(error),
  }
  const machine = createOzone(services)
  machine.start()
  onTestFinished(() => machine.stop())
  await clock.advance(100)
  story.length = 0
  return { machine, board, cash, clock, story, published, kept, fatal, disk }
}

const start = (id: string) => ({ type: 'treatment_start', id, payload: { treatment: 'BASIC' } }) as const

test('a treatment ordered: the intention is on the disk before the relay moves, every state before it is told', async () => {
  const { machine, board, clock, story, published } = await bench()
  const result = machine.execute(start('c1'))
  await clock.advance(12_500)
  expect(story).toEqual([
    'kept accepted',
    'told treatment_start accepted',
    'fact treatment_ordered',
    'relay 60000',
    'fact treatment_started',
  ])
  expect(published.get('treatment_status')).toMatchObject({ state: 'running', treatment: 'BASIC', remaining_s: 48 })
  await clock.advance(50_000)
  expect(await result).toMatchObject({ state: 'succeeded', evidence: { kind: 'measured', actual_s: 60, reason: 'done' } })
  expect([board.isOn, ...story.slice(-3)]).toEqual([false, 'fact treatment_ended', 'kept succeeded', 'told treatment_start succeeded'])
  expect(published.get('treatment_status')).toMatchObject({ state: 'cooling', last: { actual_s: 60, exact: true } })
  await clock.advance(30_000)
  expect(published.get('treatment_status')).toMatchObject({ state: 'idle' })
})

test('nothing runs when the disk refuses the intention', async () => {
  const { machine, board, clock, story, fatal, disk } = await bench()
  disk.works = false
  void machine.execute(start('c1'))
  await clock.advance(1_000)
  expect([story, fatal.length, board.isOn]).toEqual([[], 1, false])
})

test('a customer chooses, pays with a note and is treated; the door ends it at once and the rest is his', async () => {
  const { machine, board, cash, clock } = await bench()
  expect(machine.chooseTreatment('PREMIUM')).toEqual({ code: 'not_found' })
  expect(machine.chooseTreatment('BASIC')).toBeNull()
  expect(machine.chooseTreatment('BASIC')).toEqual({ code: 'machine_busy' })
  expect(machine.act({ kind: 'pay_card', act: 'start' })).toEqual({ code: 'device_missing' })
  expect(machine.act({ kind: 'qris', act: 'start' })).toEqual({ code: 'payment_not_offered' })
  await clock.advance(100)
  expect(cash.insertNote(10_000)).toBe(true)
  await clock.advance(1_000)
  expect([cash.inBox, board.isOn]).toEqual([10_000, true])
  await clock.advance(20_000)
  board.feel('door', true)
  await clock.advance(100)
  expect(board.isOn).toBe(false)
  expect(machine.snapshot()).toMatchObject({
    alarms: ['door_open'],
    ozone: { state: 'fault', switches: { door: true }, sale: { phase: 'thanks', ended: { reason: 'door', result: 'failed' } } },
  })
  const { charged = 0, remainder = 0 } = machine.snapshot().ozone.sale?.ended ?? {}
  expect(charged).toBeGreaterThan(1_600)
  expect(charged + remainder).toBe(10_000)
  expect(machine.act({ kind: 'stop' })).toEqual({ code: 'nothing_under_way' })
})

test('a new process finds the treatment of the one before it, and switches nothing on', async () => {
  const first = await bench()
  void first.machine.execute(start('c1'))
  await first.clock.advance(5_000)
  const saved = first.kept.at(-1) ?? ''
  const second = await bench({ saved, unfinished: [{ id: 'c1', type: 'treatment_start' }] })
  // The board in this process never treated: it says what it knows.
  expect(second.machine.snapshot()).toMatchObject({ ozone: { last: { exact: false } } })
  await second.clock.advance(70_000)
  expect(second.story.filter(what => what.startsWith('relay'))).toEqual([])
})

test('settings and modes are answered; commands of other families, and one cut short, are not carried out', async () => {
  const { machine, published } = await bench({ unfinished: [{ id: 'c0', type: 'treatment_start' }] })
  const settings = { minutes: { BASIC: 2 }, cool_down_s: 5 } as const
  expect(await machine.execute({ type: 'treatment_settings', id: 'c1', payload: settings })).toMatchObject({ state: 'succeeded' })
  expect(published.get('treatment_status')).toMatchObject({ settings: { ...settings, max_run_s: 600 } })
  expect(await machine.execute({ type: 'treatment_stop', id: 'c2', payload: {} })).toMatchObject({ error: { code: 'nothing_under_way' } })
  expect(await machine.execute({ type: 'set_mode', id: 'c3', payload: { mode: 'maintenance' } })).toMatchObject({ state: 'succeeded' })
  expect(published.get('system_status')).toMatchObject({ mode: 'maintenance' })
  expect(await machine.execute({ type: 'dispense', id: 'c4', payload: { volume_ml: 100 } })).toMatchObject({ state: 'rejected' })
  expect(await machine.execute({ type: 'request_status', id: 'c5', payload: {} })).toMatchObject({ state: 'succeeded' })
  machine.callForHelp()
  expect(machine.snapshot().alarms).toEqual(['help_requested'])
})
