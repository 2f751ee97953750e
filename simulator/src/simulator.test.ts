import { mkdtempSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { frame } from './boards/line.ts'
import { runGateAct } from './control/acts.ts'
import { plainController, type SimulatedSite, simulatedSite } from './simulated-site.test-support.ts'
import type { Gate } from './world/gate.ts'
import { describeWorld } from './world/world.ts'

let site: SimulatedSite

afterEach(() => site.simulator.stop())

function gate(id: string): Gate {
  const found = site.simulator.world.gates.find(one => one.id === id)
  if (found === undefined) throw new Error(`no gate ${id}`)
  return found
}

/** Sensor and button events of a gate, as `LOOP1,1`. */
function events(gateId: string): string[] {
  return site.ports.end(`${gateId}-board`).heard.flatMap(line => /EVT,((?:LOOP|BEAM|BTN)\d?,\d)/.exec(line)?.[1] ?? [])
}

test('a ready simulator names every port of every gate', async () => {
  site = simulatedSite()
  expect((await site.simulator.start()).ports).toEqual({
    gate_in: { board: 'memory:gate_in-board', reader: 'memory:gate_in-reader' },
    gate_out: {
      board: 'memory:gate_out-board',
      reader: 'memory:gate_out-reader',
      cash: 'memory:gate_out-cash',
      terminal: 'memory:gate_out-terminal',
    },
  })
})

test.each(['gate-words', 'star-hash', 'a6-net'])(
  'a gate whose board is %s and has no reader is played so, and its cards come from the board',
  async driver => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'palang-sim-'))
    const file = path.join(folder, 'site.yaml')
    writeFileSync(
      file,
      `outlet: { id: pusat, name: Parkir Pusat, timezone: Asia/Jakarta, currency: IDR }
parking: { zones: [ { id: main, capacity: { car: 1 } } ] }
machines:
  - { id: gate_in, family: gate, direction: in, panel: { port: 8001 }, devices: { board: { driver: ${driver}, port: COM4 } } }
`,
    )
    site = simulatedSite({}, folder, file)
    expect((await site.simulator.start()).ports).toEqual({ gate_in: { board: 'memory:gate_in-board' } })
    const host = site.ports.end('gate_in-board')
    const { world } = site.simulator
    await expect(runGateAct(world, gate('gate_in'), 'tap', { card_id: '0013530444' })).rejects.toThrow('nobody has opened')
    host.open()
    await site.clock.advance(2_000)
    await runGateAct(world, gate('gate_in'), 'tap', { card_id: '0013530444' })
    host.utter(Buffer.from('\u00a6STAT\u00a9', 'latin1'))
    await site.clock.advance(100)
    expect(host.raw).toMatch(/CARD:0013530444:RFID|W00CE754C/)
  },
)

test('a vehicle crosses the sensors in the order of the ground', async () => {
  site = simulatedSite()
  await site.simulator.start()
  plainController(site, 'gate_in')
  await site.clock.advance(200)
  const { world } = site.simulator
  await runGateAct(world, gate('gate_in'), 'vehicle', { plate: 'B1234XYZ' })
  await runGateAct(world, gate('gate_in'), 'drive_through', {})
  await site.clock.advance(5_000)
  expect(gate('gate_in').lane.view()).toMatchObject({ place: 'loop1', passages: 0 })
  await runGateAct(world, gate('gate_in'), 'tap', { card_id: 'CARD_001' })
  await site.clock.advance(10_000)
  expect(events('gate_in')).toEqual(['LOOP1,1', 'BEAM,1', 'LOOP2,1', 'LOOP1,0', 'BEAM,0', 'LOOP2,0'])
  expect(gate('gate_in').board.view()).toMatchObject({ gate: 'closed', actuations: 1 })
  expect(world.carPark.find({ card: 'CARD_001' })).toMatchObject({ plate: 'B1234XYZ' })
})

test('a vehicle that tailgates follows the one before it through on one opening', async () => {
  site = simulatedSite()
  await site.simulator.start()
  plainController(site, 'gate_in')
  await site.clock.advance(200)
  const { world } = site.simulator
  await runGateAct(world, gate('gate_in'), 'vehicle', { plate: 'B1234XYZ' })
  await runGateAct(world, gate('gate_in'), 'drive_through', {})
  await runGateAct(world, gate('gate_in'), 'tailgate', {})
  await runGateAct(world, gate('gate_in'), 'tap', { card_id: 'CARD_001' })
  await site.clock.advance(20_000)
  expect(events('gate_in').filter(event => event === 'LOOP2,0')).toHaveLength(2)
  expect(gate('gate_in').board.view()).toMatchObject({ actuations: 1 })
})

test('a vehicle that backs out leaves loop 1 only', async () => {
  site = simulatedSite()
  await site.simulator.start()
  plainController(site, 'gate_in')
  await site.clock.advance(200)
  const { world } = site.simulator
  await runGateAct(world, gate('gate_in'), 'vehicle', {})
  const backing = runGateAct(world, gate('gate_in'), 'back_out', {})
  await site.clock.advance(1_000)
  await backing
  expect(events('gate_in')).toEqual(['LOOP1,1', 'LOOP1,0'])
  expect(gate('gate_in').lane.view()).toMatchObject({ place: 'empty', turned_back: 1, passages: 0 })
})

test('traffic flows: cars enter, stay, pay and leave; every opening has its passage', async () => {
  site = simulatedSite({ traffic: true })
  await site.simulator.start()
  plainController(site, 'gate_in')
  plainController(site, 'gate_out', 5_000)
  await site.clock.advance(5_000)
  expect(events('gate_in')[0]).toBe('LOOP1,1')
  await site.clock.advance(600_000)
  const entered = gate('gate_in').lane.view().passages
  const left = gate('gate_out').lane.view().passages
  expect(entered).toBeGreaterThan(20)
  expect(left).toBeGreaterThan(10)
  const cash = gate('gate_out').cash?.view()
  expect((cash?.stacked_total ?? 0) - (cash?.paid_total ?? 0)).toBeGreaterThanOrEqual(left * 5_000)
}, 30_000)

test('who is inside is remembered over a restart', async () => {
  site = simulatedSite()
  await site.simulator.start()
  site.simulator.world.carPark.park({ id: 'v1', plate: 'B 1 A', class: 'car', driver: 'member', card: 'CARD_009', ticket: null })
  await site.simulator.stop()
  site = simulatedSite({}, site.dataDir)
  expect(site.simulator.world.carPark.find({ card: 'CARD_009' })?.plate).toBe('B 1 A')
})

test('the vehicle the hub expects drives through, stays, and leaves when told', async () => {
  site = simulatedSite()
  await site.simulator.start()
  plainController(site, 'gate_in')
  plainController(site, 'gate_out')
  await site.clock.advance(200)
  const { traffic, carPark } = site.simulator.world
  const entry = traffic.send({ gateId: 'gate_in', leaves: false, card: 'TEST_CARD_001', plate: 'B1234XYZ', ticket: undefined })
  site.ports.end('gate_in-board').onLine('$0,EVT,BTN,1,0*00')
  await site.clock.advance(10_000)
  await entry
  expect(carPark.find({ card: 'TEST_CARD_001' })?.plate).toBe('B1234XYZ')
  const exit = traffic.send({ gateId: 'gate_out', leaves: true, card: 'TEST_CARD_001', plate: undefined, ticket: undefined })
  site.ports.end('gate_out-board').onLine('$0,EVT,BTN,1,0*00')
  await site.clock.advance(10_000)
  await exit
  expect(carPark.inside()).toEqual([])
  expect(describeWorld(site.simulator.world)).toMatchObject({ gates: { gate_out: { lane: { passages: 1 } } } })
})

test('a vehicle that already waits at the closed barrier is the one the hub expects', async () => {
  site = simulatedSite({ traffic: true })
  await site.simulator.start()
  site.ports.end('gate_in-board').open()
  await site.clock.advance(2_000)
  const waiting = gate('gate_in').lane.view().vehicle
  const entry = site.simulator.world.traffic.send({
    gateId: 'gate_in',
    leaves: false,
    card: 'TEST_CARD_001',
    plate: 'B1234XYZ',
    ticket: undefined,
  })
  expect(waiting?.driver).not.toBe('expected')
  expect(gate('gate_in').lane.view()).toMatchObject({ vehicle: { card: 'TEST_CARD_001' }, place: 'loop1', queue: 0 })
  site.ports.end('gate_in-board').say(frame(1, ['OPEN', 20_000]))
  await site.clock.advance(8_000)
  await entry
  expect(site.simulator.world.carPark.inside()).toMatchObject([{ card: 'TEST_CARD_001' }])
})

test('a vehicle that a test has put there is left to it', async () => {
  site = simulatedSite()
  await site.simulator.start()
  const { world } = site.simulator
  await runGateAct(world, gate('gate_in'), 'vehicle', { plate: 'B1234XYZ' })
  await world.traffic.send({ gateId: 'gate_in', leaves: false, card: 'TEST_CARD_001', plate: 'B1234XYZ', ticket: undefined })
  expect(gate('gate_in').lane.view()).toMatchObject({ vehicle: { driver: 'manual' }, queue: 0 })
})
