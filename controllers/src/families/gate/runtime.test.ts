import { ManualClock } from '@palang/kit'
import type { CommandResult } from '@palang/protocol'
import { expect, test } from 'vitest'
import type { BoardEvent, BoardPort, GateInputs, MoveResult } from '../../devices/board/port.ts'
import type { CameraPort } from '../../devices/camera/port.ts'
import { ticketJob } from '../../devices/printer/contract.ts'
import { SimulatedPrinter } from '../../devices/printer/simulated.ts'
import type { CashEvent, CashPort } from '../../devices/cash/port.ts'
import type { ActResult } from '../../devices/status.ts'
import { SimulatedTerminal } from '../../devices/terminal/simulated.ts'
import { TerminalModel } from '../../devices/terminal/terminal-model.ts'
import type { MachineServices } from '../machine.ts'
import { testServices } from '../test-services.ts'
import type { GateMachine } from './gate-machine.ts'
import { createGate } from './runtime.ts'
import { readSaved } from './saved.ts'
import type { Decision } from './state.ts'
import { quietInputs, session } from './test-lane.ts'

interface Bench {
  gate: GateMachine
  clock: ManualClock
  /** What happened outside, in order: `fact <type>`, `board <act>`, `answer <state>`. */
  story: string[]
  board: { tell(event: BoardEvent): void; set(inputs: Partial<GateInputs>): void }
  port: BoardPort
  published: Map<string, Record<string, unknown>>
  fatal: unknown[]
  disk(works: boolean): void
  /** What each write left to be found again. */
  saved: string[]
  decide(decision: Decision | null): void
}

function bench(
  saved: string | null = null,
  unfinished: { id: string; type: string }[] = [],
  fitted: MachineServices['devices'] = {},
  takePhoto: MachineServices['photos']['take'] = () => Promise.resolve(null),
): Bench {
  const clock = new ManualClock()
  const story: string[] = []
  const published = new Map<string, Record<string, unknown>>()
  const fatal: unknown[] = []
  const kept: string[] = []
  let diskWorks = true
  let inputs: GateInputs = { ...quietInputs }
  let decision: Decision | null = null
  const listeners = new Set<(event: BoardEvent) => void>()
  const act = (what: string) => (): Promise<MoveResult> => {
    story.push(`board ${what}`)
    return Promise.resolve({ ok: true, position: inputs.barrier })
  }
  const board: BoardPort = {
    start: () => {},
    stop: () => Promise.resolve(),
    status: () => ({ state: 'ready', model: 'test', serial: null }),
    subscribe: listener => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    inputs: () => inputs,
    open: act('open'),
    close: act('close'),
    halt: act('halt'),
  }
  const common = testServices(clock)
  const services: MachineServices = {
    ...common,
    config: {
      id: 'gate_in',
      family: 'gate',
      direction: fitted.cash === undefined && fitted.terminal === undefined ? 'in' : 'out',
      vehicle_class: 'car',
      panel: { port: 8001, host: '127.0.0.1' },
      devices: {},
    },
    devices: { board, ...fitted },
    diary: {
      write({ facts, commands = [], saved: state }) {
        if (!diskWorks) throw new Error('disk full')
        if (state !== undefined) kept.push(state)
        for (const fact of facts) story.push(`fact ${fact.type}`)
        for (const { result } of commands) story.push(`kept ${result.command_id} ${result.state}`)
      },
      saved: () => saved,
      unfinished: () => unfinished,
    },
    hub: {
      ...common.hub,
      ask: () => Promise.resolve(decision),
      respond: (_type, result) => void story.push(`told ${result.command_id} ${result.state}`),
      publish: (type, payload) => void published.set(type, payload),
    },
    photos: { ...common.photos, take: takePhoto },
    onFatal: error => fatal.push(error),
  }
  return {
    gate: createGate(services),
    clock,
    story,
    published,
    fatal,
    board: {
      tell: event => listeners.forEach(listener => listener(event)),
      set(change) {
        inputs = { ...inputs, ...change }
      },
    },
    port: board,
    disk: works => {
      diskWorks = works
    },
    saved: kept,
    decide: made => {
      decision = made
    },
  }
}

const ready: BoardEvent = { kind: 'status', status: { state: 'ready', model: 'test', serial: null } }

test('the order is on the disk before the board hears it, and the answer before the hub does', async () => {
  const { gate, board, story, clock } = bench()
  gate.start()
  board.tell(ready)
  const done = gate.execute({ type: 'gate_control', id: 'c1', payload: { action: 'open', duration: 5 } })
  await clock.advance(0)
  board.tell({ kind: 'barrier', position: 'open' })
  expect(await done).toMatchObject({ state: 'succeeded' })
  expect(story.slice(1)).toEqual([
    'fact barrier_ordered',
    'kept c1 accepted',
    'told c1 accepted',
    'board open',
    'fact image_missing',
    'fact barrier_opened',
    'kept c1 succeeded',
    'told c1 succeeded',
  ])
  await gate.stop()
})

test('when the disk refuses nothing moves and the process is told to end', async () => {
  const { gate, board, story, disk, fatal, clock } = bench()
  gate.start()
  board.tell(ready)
  disk(false)
  const asked = gate.execute({ type: 'gate_control', id: 'c1', payload: { action: 'open' } })
  await clock.advance(0)
  disk(true)
  void gate.execute({ type: 'gate_control', id: 'c2', payload: { action: 'open' } })
  await clock.advance(60_000)
  expect(story).not.toContain('board open')
  expect(fatal).toHaveLength(1)
  await gate.stop()
  expect(await asked).toMatchObject({ state: 'unknown', error: { code: 'outcome_unknown' } })
})

test('a credential presented at the panel is answered with the hub’s decision', async () => {
  const { gate, board, decide, story, clock } = bench()
  gate.start()
  board.set({ loop1: true })
  board.tell(ready)
  decide({ purpose: 'entry', result: { approved: true, session_id: session } })
  const reply = gate.present('entry', { kind: 'card', cardId: 'CARD_001' })
  await clock.advance(0)
  expect(await reply).toEqual({ ok: true, decision: { purpose: 'entry', result: { approved: true, session_id: session } } })
  expect(story.indexOf('fact barrier_ordered')).toBeLessThan(story.indexOf('board open'))
  await gate.stop()
})

test('a gate that was stopped decides nothing: neither the answer it waited for nor a new order moves it', async () => {
  const { gate, board, story, clock, decide } = bench()
  gate.start()
  board.set({ loop1: true })
  board.tell(ready)
  decide({ purpose: 'entry', result: { approved: true, session_id: session } })
  const waiting = gate.present('entry', { kind: 'card', cardId: 'CARD_001' })
  const before = [...story]
  const stopping = gate.stop()
  const late = gate.execute({ type: 'gate_control', id: 'late', payload: { action: 'open' } })
  const lateCard = gate.present('entry', { kind: 'card', cardId: 'CARD_002' })
  await stopping
  await clock.advance(60_000)
  expect(story).toEqual(before)
  expect([await waiting, await lateCard]).toEqual([
    { ok: false, code: 'machine_busy' },
    { ok: false, code: 'machine_busy' },
  ])
  expect(await late).toMatchObject({ state: 'rejected', error: { code: 'machine_busy' } })
})

test('the status follows the sensors', async () => {
  const { gate, board, published } = bench()
  gate.start()
  expect(published.get('gate_status')).toMatchObject({ status: 'unknown' })
  board.tell(ready)
  expect(published.get('gate_status')).toMatchObject({ status: 'closed', position_known: true })
  board.tell({ kind: 'status', status: { state: 'disconnected', reason: 'unplugged' } })
  expect(published.get('gate_status')).toMatchObject({ status: 'unknown' })
  expect(published.get('system_status')).toMatchObject({ lane: { phase: 'fault', reason: 'device_unavailable' } })
  await gate.stop()
})

test('commands an earlier run left open are ended, except the one still under way', async () => {
  const { story, gate } = bench(null, [{ id: 'old', type: 'camera_control' }])
  gate.start()
  expect(story).toEqual(['kept old failed', 'told old failed'])
  await gate.stop()
})

test('a camera that never answers keeps nobody waiting, and the photo it owes belongs to the stay', async () => {
  const sessionId = '019be7a0-0000-7000-8000-00000000aaaa'
  const asked: unknown[] = []
  let wakes = 0
  const camera: CameraPort = {
    start: () => {},
    stop: () => Promise.resolve(),
    status: () => ({ state: 'ready', model: 'test', serial: null }),
    subscribe: () => () => {},
    capture: () => new Promise(() => undefined),
    watch: () => () => {},
    wake: () => void (wakes += 1),
  }
  const owed = Promise.withResolvers<{ imageId: string } | null>()
  const { gate, board, story, clock, decide } = bench(null, [], { camera }, (reason, cause) => {
    asked.push([reason, cause.session_id])
    return owed.promise
  })
  decide({ purpose: 'entry', result: { approved: true, session_id: sessionId } })
  gate.start()
  board.tell(ready)
  board.tell({ kind: 'input', input: 'loop1', on: true })
  expect(wakes).toBe(1)
  const reply = gate.present('entry', { kind: 'card', cardId: 'CARD_001' })
  await clock.advance(0)
  expect(await reply).toMatchObject({ ok: true })
  expect(story).toContain('board open')
  expect(asked).toEqual([['entry', sessionId]])
  board.tell({ kind: 'barrier', position: 'open' })
  expect(story).toContain('fact barrier_opened')
  owed.resolve({ imageId: '019be7a0-0000-7000-8000-00000000ffff' })
  await clock.advance(0)
  expect(story.at(-1)).toBe('fact image_captured')
  await gate.stop()
})

test('what a gate cannot do is rejected', async () => {
  const { gate } = bench()
  gate.start()
  const results: CommandResult[] = [
    await gate.execute({ type: 'dispense', id: 'd1', payload: { volume_ml: 500 } }),
    await gate.execute({ type: 'camera_control', id: 'd2', payload: { action: 'capture' } }),
    await gate.execute({ type: 'gate_control', id: 'd3', payload: { action: 'open' } }),
  ]
  expect(results.map(result => [result.state, result.error?.code])).toEqual([
    ['rejected', 'not_supported'],
    ['rejected', 'device_missing'],
    ['rejected', 'device_unavailable'],
  ])
  await gate.stop()
})

test('fields that come with a hold and are not its own change neither its command nor what it does', async () => {
  const { gate, story } = bench()
  gate.start()
  const payload = { held: true, reason: 'fire', id: 'another', kind: 'help' }
  expect(await Promise.race([gate.execute({ type: 'lane_hold', id: 'h1', payload }), Promise.resolve('unanswered')])).toMatchObject({
    command_id: 'h1',
  })
  expect(story).toContain('fact hold_started')
  await gate.stop()
})

/** A cash machine that refuses an order while another is under way, as real ones do. */
function strictCash(clock: () => ManualClock, heard: string[]): { port: CashPort; tell(event: CashEvent): void } {
  const listeners = new Set<(event: CashEvent) => void>()
  let isBusy = false
  const order = (name: string) => async (): Promise<ActResult> => {
    if (isBusy) return { ok: false, code: 'machine_busy', message: 'another order is being carried out', moved: 'no' }
    isBusy = true
    await new Promise<void>(resolve => clock().after(100, resolve))
    isBusy = false
    heard.push(name)
    return { ok: true }
  }
  const port: CashPort = {
    start: () => {},
    stop: () => Promise.resolve(),
    status: () => ({ state: 'ready', model: 'test', serial: null }),
    subscribe: listener => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    enable: order('enable'),
    disable: order('disable'),
    accept: order('accept'),
    giveBack: order('give back'),
    giveChange: order('change'),
  }
  return { port, tell: event => listeners.forEach(listener => listener(event)) }
}

test('a cash machine gets one order at a time, and the change is given', async () => {
  const heard: string[] = []
  const cash = strictCash(() => rig.clock, heard)
  const rig = bench(null, [], { cash: cash.port })
  const { gate, board, decide, story, clock } = rig
  gate.start()
  board.set({ loop1: true })
  board.tell(ready)
  decide({
    purpose: 'exit',
    result: { approved: false, reason: 'unpaid', paid: false, session_id: session, amount: 5000, paid_amount: 0, currency: 'IDR' },
  })
  void gate.present('exit', { kind: 'card', cardId: 'CARD_001' })
  await clock.advance(0)
  cash.tell({ kind: 'escrow', amount: 20_000 })
  cash.tell({ kind: 'stacked', amount: 20_000 })
  await clock.advance(1000)
  expect(heard).toEqual(['enable', 'accept', 'change', 'disable'])
  expect(story).toContain('fact change_given')
  expect(story.indexOf('fact payment_completed')).toBeLessThan(story.indexOf('board open'))
  await gate.stop()
})

test('the order under way is saved with its fact, and after a restart is not called failed', async () => {
  const before = bench()
  before.gate.start()
  before.board.tell(ready)
  void before.gate.execute({ type: 'gate_control', id: 'c1', payload: { action: 'open' } })
  const saved = before.saved.at(-1) ?? ''
  expect(readSaved(saved)?.barrier).toMatchObject({ at: 'moving', order: { commandId: 'c1' } })
  await before.gate.stop()
  const { gate, board, story } = bench(saved, [
    { id: 'c1', type: 'gate_control' },
    { id: 'c2', type: 'gate_control' },
  ])
  gate.start()
  expect(story).toEqual(['kept c2 failed', 'told c2 failed'])
  board.set({ barrier: 'open' })
  board.tell(ready)
  expect(story).toContain('told c1 succeeded')
  await gate.stop()
})

test('a port that throws may have moved: the switch decides', async () => {
  const { port, board } = bench()
  const { gate, story, clock } = bench(null, [], { board: { ...port, open: () => Promise.reject(new Error('a bug')) } })
  gate.start()
  board.tell(ready)
  void gate.execute({ type: 'gate_control', id: 'c1', payload: { action: 'open' } })
  await clock.advance(0)
  expect(story.filter(line => line.includes('c1'))).toEqual(['kept c1 accepted', 'told c1 accepted'])
  await gate.stop()
})

test('a note that may have been taken is not called given back', async () => {
  const cash = strictCash(() => rig.clock, [])
  const silent: CashPort = {
    ...cash.port,
    accept: () => Promise.resolve({ ok: false, code: 'timeout', message: 'no answer', moved: 'maybe' }),
  }
  const rig = bench(null, [], { cash: silent })
  const { gate, board, decide, story, clock } = rig
  gate.start()
  board.set({ loop1: true })
  board.tell(ready)
  decide({ purpose: 'exit', result: { approved: false, paid: false, session_id: session, amount: 5000, currency: 'IDR' } })
  void gate.present('exit', { kind: 'card', cardId: 'CARD_001' })
  await clock.advance(1000)
  cash.tell({ kind: 'escrow', amount: 20_000 })
  await clock.advance(1000)
  expect(story.at(-1)).toBe('fact alarm_raised')
  await gate.stop()
})

test('a lost ticket is told to the hub at the start; its copy is ordered once, proven, and told at once', async () => {
  const printerClock = new ManualClock()
  const kept = [ticketJob('T-01')]
  const printer = new SimulatedPrinter({ clock: printerClock, prints: { kept: () => kept, keep: () => undefined } })
  const { gate, story, published, clock } = bench(null, [], { printer })
  gate.start()
  await printerClock.advance(100)
  expect(published.get('system_status')).toMatchObject({ lost_prints: [{ job_id: 'T-01', kind: 'entry_ticket', reference: 'T-01' }] })
  const payload = { job_id: 'T-01', reason: 'paper was changed' }
  const done = gate.execute({ type: 'reprint', id: 'c1', payload })
  await clock.advance(0)
  expect(await done).toMatchObject({ state: 'succeeded', evidence: { kind: 'printed' } })
  expect(story.filter(step => step.includes('c1'))).toEqual([
    'kept c1 accepted',
    'told c1 accepted',
    'kept c1 succeeded',
    'told c1 succeeded',
  ])
  expect(published.get('system_status')).toMatchObject({ lost_prints: [] })
  expect(await gate.execute({ type: 'reprint', id: 'c2', payload })).toMatchObject({ state: 'rejected', error: { code: 'not_found' } })
  expect(printer.sheets).toHaveLength(1)
  await gate.stop()
})

test('a copy that came out ends the alarm that the printer failed', async () => {
  const printerClock = new ManualClock()
  const printer = new SimulatedPrinter({ clock: printerClock, prints: { kept: () => [ticketJob('T-01')], keep: () => undefined } })
  const before = bench()
  before.gate.start()
  before.board.tell(ready)
  await before.gate.stop()
  const saved = JSON.stringify({ ...JSON.parse(before.saved.at(-1) ?? ''), alarms: ['printer_failed'] })
  const { gate, story, clock } = bench(saved, [], { printer })
  gate.start()
  await printerClock.advance(100)
  void gate.execute({ type: 'reprint', id: 'c1', payload: { job_id: 'T-01', reason: 'paper' } })
  await clock.advance(0)
  expect(story).toContain('fact alarm_cleared')
  await gate.stop()
})

test('a copy under way when the controller was killed may have come out: unknown, and never ordered again', async () => {
  const printer = new SimulatedPrinter({ clock: new ManualClock() })
  const { gate, story, clock } = bench(
    null,
    [
      { id: 'c1', type: 'reprint' },
      { id: 'c2', type: 'camera_control' },
    ],
    { printer },
  )
  gate.start()
  await clock.advance(60_000)
  expect(story).toContain('told c1 unknown')
  expect(story).toContain('told c2 failed')
  expect(printer.sheets).toEqual([])
  await gate.stop()
})

test('a gate without a printer tells of no papers at all', () => {
  const { gate, published } = bench()
  gate.start()
  expect(published.get('system_status')).not.toHaveProperty('lost_prints')
})

const owes: Decision = {
  purpose: 'exit',
  result: { approved: false, reason: 'unpaid', paid: false, session_id: session, amount: 8_000, paid_amount: 0, currency: 'IDR' },
}

/** One run of the controller of an exit, with a vehicle that owes and the card terminal on its counter. */
async function exitWith(model: TerminalModel, counter: ManualClock, saved: string | null = null) {
  const terminal = new SimulatedTerminal({ clock: counter, model })
  const run = bench(saved, [], { terminal })
  run.board.set({ loop1: true })
  run.gate.start()
  run.board.tell(ready)
  await counter.advance(100)
  return { ...run, terminal }
}

test('a card is charged through the terminal once it was written down, and the barrier opens', async () => {
  const counter = new ManualClock()
  const model = new TerminalModel({ clock: counter })
  const { gate, decide, saved, story } = await exitWith(model, counter)
  decide(owes)
  await gate.present('exit', { kind: 'card', cardId: 'C1' })
  expect(gate.snapshot().lane.card).toEqual({ state: 'offered' })
  gate.payByCard('start')
  expect(readSaved(saved.at(-1) ?? '')?.charge).toMatchObject({ amount: 8_000, paymentId: model.underWay })
  await counter.advance(2_000)
  expect([model.charged.map(({ amount }) => amount), gate.snapshot().lane.phase]).toEqual([[8_000], 'opening'])
  expect(story.filter(line => line === 'fact payment_completed' || line === 'board open')).toEqual(['fact payment_completed', 'board open'])
  await gate.stop()
})

test('a controller that ends while the card is read hears of it in its next run: booked once, charged once', async () => {
  const counter = new ManualClock()
  const model = new TerminalModel({ clock: counter })
  const first = await exitWith(model, counter)
  first.decide(owes)
  await first.gate.present('exit', { kind: 'card', cardId: 'C1' })
  first.gate.payByCard('start')
  const saved = first.saved.at(-1) ?? ''
  await first.gate.stop()
  await counter.advance(2_000)
  const next = await exitWith(model, counter, saved)
  await next.clock.advance(3_000)
  expect(next.story.filter(line => line === 'fact payment_completed')).toHaveLength(1)
  expect([model.charged.length, readSaved(next.saved.at(-1) ?? '')?.charge]).toEqual([1, null])
  await next.gate.stop()
})

test('a customer who cancels at the screen sends the terminal away', async () => {
  const counter = new ManualClock()
  const model = new TerminalModel({ clock: counter })
  const { gate, decide } = await exitWith(model, counter)
  decide(owes)
  await gate.present('exit', { kind: 'card', cardId: 'C1' })
  gate.payByCard('start')
  gate.payByCard('cancel')
  await counter.advance(2_000)
  expect([model.charged, gate.snapshot().lane.card]).toEqual([[], { state: 'offered' }])
  await gate.stop()
})
