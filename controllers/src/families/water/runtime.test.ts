import { ManualClock } from '@palang/kit'
import type { CommandResult } from '@palang/protocol'
import { expect, test } from 'vitest'
import { SimulatedWaterBoard } from '../../devices/board/simulated-water.ts'
import type { MachineServices } from '../machine.ts'
import { createWater } from './runtime.ts'
import { testServices } from '../test-services.ts'

/** A machine over the simulated board, and what happened outside in order. */
async function bench({ saved = null, unfinished = [] }: { saved?: string | null; unfinished?: { id: string; type: string }[] } = {}) {
  const clock = new ManualClock()
  const story: string[] = []
  const published = new Map<string, Record<string, unknown>>()
  const kept: string[] = []
  const fatal: unknown[] = []
  const disk = { works: true }
  const board = new SimulatedWaterBoard({ clock })
  const pour = board.pour.bind(board)
  board.pour = (pulses, maxMs) => {
    story.push(`valve ${pulses}`)
    return pour(pulses, maxMs)
  }
  const common = testServices(clock)
  const services: MachineServices = {
    ...common,
    config: {
      id: 'vending-1',
      family: 'water',
      vehicle_class: 'car',
      panel: { port: 8003, host: '127.0.0.1' },
      devices: { board: { driver: 'palang-line', port: 'COM9', pulses_per_litre: 450 } },
    },
    devices: { waterBoard: board },
    diary: {
      write({ facts, commands = [], saved: text }) {
        if (!disk.works) throw new Error('no space left on device')
        story.push(...facts.map(fact => `fact ${fact.type}`))
        story.push(...commands.map(({ result }) => `kept ${result.state}`))
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
  const machine = createWater(services)
  machine.start()
  await clock.advance(100)
  story.length = 0
  return { machine, board, clock, story, published, kept, fatal, disk }
}

const dispense = (id: string, volumeMl = 250) => ({ type: 'dispense', id, payload: { volume_ml: volumeMl } }) as const

test('pours what was ordered: the intention is on the disk before the valve opens, every state before it is told', async () => {
  const { machine, clock, story, published } = await bench()
  const result = machine.execute(dispense('c1'))
  await clock.advance(600)
  expect(story).toEqual(['kept accepted', 'told dispense accepted', 'fact pour_ordered', 'valve 113', 'fact pour_started'])
  expect(published.get('water_status')).toMatchObject({ valve: 'open', pour: { volume_ml: 250, delivered_ml: 24 } })
  await clock.advance(10_000)
  expect(await result).toMatchObject({ state: 'succeeded', evidence: { kind: 'measured', delivered_ml: 251 } })
  expect(story.slice(-3)).toEqual(['fact pour_ended', 'kept succeeded', 'told dispense succeeded'])
  expect(published.get('water_status')).toMatchObject({ valve: 'closed', last_pour: { delivered_ml: 251, reason: 'done' } })
  await machine.stop()
})

test('nothing is poured when the disk refuses the intention', async () => {
  const { machine, clock, story, fatal, disk } = await bench()
  disk.works = false
  void machine.execute(dispense('c1'))
  await clock.advance(1_000)
  expect([story, fatal.length]).toEqual([[], 1])
})

test('a new process finds the pour of the one before it, and orders nothing', async () => {
  const first = await bench()
  void first.machine.execute(dispense('c1'))
  await first.clock.advance(1_100)
  const saved = first.kept.at(-1) ?? ''
  const second = await bench({ saved, unfinished: [{ id: 'c1', type: 'dispense' }] })
  // The board in this process never poured: it says what it knows.
  expect(second.machine.snapshot()).toMatchObject({ water: { last_pour: { reason: 'unknown', exact: false, pulses: 22 } } })
  await second.clock.advance(60_000)
  expect(second.story).toEqual([])
})

test('commands cut short before anything was intended have failed; those of other families are not obeyed', async () => {
  const { machine } = await bench({ unfinished: [{ id: 'c0', type: 'dispense' }] })
  expect(await machine.execute({ type: 'set_mode', id: 'c1', payload: { mode: 'maintenance' } })).toMatchObject({ state: 'succeeded' })
  expect(await machine.execute({ type: 'gate_control', id: 'c2', payload: { action: 'open' } })).toMatchObject({ state: 'rejected' })
  expect(await machine.execute({ type: 'request_status', id: 'c3', payload: {} })).toMatchObject({ state: 'succeeded' })
  await machine.stop()
  const stopped: CommandResult = await machine.execute(dispense('c4'))
  expect(stopped).toMatchObject({ state: 'rejected', error: { code: 'machine_busy' } })
})

test('a leak in mid-pour and a pump that runs dry end it with what came', async () => {
  const { machine, board, clock } = await bench()
  const leaking = machine.execute(dispense('c1'))
  await clock.advance(1_000)
  board.feel('leak', true)
  expect(await leaking).toMatchObject({ state: 'failed', evidence: { reason: 'leak', pulses: 22 } })
  board.feel('leak', false)
  board.isDry = true
  const dry = machine.execute(dispense('c2'))
  await clock.advance(6_000)
  expect(await dry).toMatchObject({ state: 'failed', evidence: { reason: 'no_flow', pulses: 0 } })
  expect(machine.snapshot().alarms).toEqual(['no_flow'])
  await machine.stop()
})
