import fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { frame } from '../boards/line.ts'
import { plainController, type SimulatedSite, simulatedSite } from '../simulated-site.test-support.ts'
import type { Gate } from '../world/gate.ts'
import type { Vehicle } from '../world/vehicle.ts'
import { type DriverWorld, visit } from './driver.ts'
import { notes } from '../cash/acceptor.ts'
import { notesFor } from './notes.ts'
import { seeded } from './random.ts'

let site: SimulatedSite
let world: DriverWorld

beforeEach(async () => {
  site = simulatedSite()
  await site.simulator.start()
  world = {
    watch: site.simulator.world.watch,
    random: seeded(1),
    log: site.simulator.world.log,
    eyes: { connected: () => false, screen: () => undefined },
  }
})

afterEach(() => site.simulator.stop())

function gate(id: string): Gate {
  const found = site.simulator.world.gates.find(one => one.id === id)
  if (found === undefined) throw new Error(`no gate ${id}`)
  return found
}

function vehicle(changes: Partial<Vehicle> = {}): Vehicle {
  return { id: 'v', plate: 'B 1 A', class: 'car', driver: 'visitor', card: 'CARD_001', ticket: null, ...changes }
}

async function settled<T>(work: Promise<T>, afterMs: number): Promise<T> {
  await site.clock.advance(afterMs)
  return work
}

test('taps, waits for the barrier and drives in', async () => {
  const { cards } = plainController(site, 'gate_in')
  expect(await settled(visit(world, gate('gate_in'), vehicle(), { changesMind: false }), 15_000)).toBe('passed')
  expect(cards).toEqual(['CARD:CARD_001:RFID'])
})

test('whose plate opened the barrier drives through and shows nothing', async () => {
  const { cards } = plainController(site, 'gate_in')
  await site.clock.advance(200)
  const plates = {
    push: () => Promise.resolve([]),
    see: () => site.ports.end('gate_in-board').say(frame(500, ['OPEN', 20_000])),
    view: () => ({ posted: 0, taken: 0, unheard: 0, last: null }),
  }
  const read = { ...gate('gate_in'), plates }
  expect(await settled(visit(world, read, vehicle(), { changesMind: false }), 15_000)).toBe('passed')
  expect(cards).toEqual([])
})

test('who is refused tries once more and turns back', async () => {
  site.ports.end('gate_in-board').open()
  site.ports.end('gate_in-reader').open()
  expect(await settled(visit(world, gate('gate_in'), vehicle(), { changesMind: false }), 40_000)).toBe('turned_back')
  expect(site.ports.end('gate_in-reader').heard).toHaveLength(2)
  expect(gate('gate_in').lane.view()).toMatchObject({ turned_back: 1, passages: 0 })
})

test('does not use a barrier that was opened for somebody before', async () => {
  site.ports.end('gate_in-board').open()
  await site.clock.advance(200)
  site.ports.end('gate_in-board').say(frame(1, ['OPEN', 60_000]))
  await site.clock.advance(3_000)
  expect(gate('gate_in').board.arm()).toBe('open')
  expect(await settled(visit(world, gate('gate_in'), vehicle(), { changesMind: false }), 40_000)).toBe('turned_back')
})

test('pays at the exit before driving out, and takes the change', async () => {
  plainController(site, 'gate_out', 8_000)
  expect(await settled(visit(world, gate('gate_out'), vehicle(), { changesMind: false }), 60_000)).toBe('passed')
  expect(gate('gate_out').cash?.view()).toMatchObject({ stacked_total: 10_000, paid_total: 2_000 })
})

test('reads the price from the screen', async () => {
  plainController(site, 'gate_out', 8_000)
  const priced = { ...world, eyes: { connected: () => true, screen: () => ({ phase: 'paying' as const, since: '', amount: 8_000 }) } }
  expect(await settled(visit(priced, gate('gate_out'), vehicle(), { changesMind: false }), 60_000)).toBe('passed')
  const cash = gate('gate_out').cash?.view()
  expect([8_000, 20_000]).toContain(cash?.stacked_total)
})

test('a ticket is shown to the reader as a code', async () => {
  const { cards } = plainController(site, 'gate_out')
  await settled(visit(world, gate('gate_out'), vehicle({ card: null, ticket: 'T-0001' }), { changesMind: false }), 20_000)
  expect(cards).toEqual(['CARD:T-0001:QR'])
})

test('notes always cover the price, by less than one note too much', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 500_000 }), fc.nat(), (due, seed) => {
      const chosen = notesFor(due, seeded(seed), { known: () => notes, givesChange: true })
      const total = chosen.reduce((sum, note) => sum + note, 0)
      expect(total).toBeGreaterThanOrEqual(due)
      expect(total - (chosen.at(-1) ?? 0)).toBeLessThan(due)
    }),
  )
})

test('an acceptor gets notes it knows, and no more than needed where it gives no change', () => {
  const acceptor = { known: () => [2_000, 20_000], givesChange: false }
  for (let seed = 0; seed < 20; seed += 1) {
    expect(notesFor(7_000, seeded(seed), acceptor)).toEqual([2_000, 2_000, 2_000, 2_000])
    expect(new Set(notesFor(undefined, seeded(seed), acceptor))).toEqual(new Set([20_000]))
  }
})

test('the same seed draws the same', () => {
  const draw = (seed: number) => Array.from({ length: 20 }, seeded(seed).next)
  expect(draw(5)).toEqual(draw(5))
  expect(draw(5)).not.toEqual(draw(6))
})
