/** Conditions a script or a test waits for. All that are given must hold at once. */
import { z } from 'zod'
import type { World } from '../world/world.ts'

const count = z.int().min(0)

export const condition = z.strictObject({
  gate: z.string(),
  /** What the board says of the barrier. */
  barrier: z.enum(['closed', 'opening', 'open', 'closing', 'fault']).optional(),
  lane: z.enum(['empty', 'loop1', 'passing']).optional(),
  /** Whether the controller has the board's port open, and the reader's. */
  connected: z.boolean().optional(),
  reader_connected: z.boolean().optional(),
  cash: z.enum(['enabled', 'disabled']).optional(),
  /** At least so many. */
  actuations: count.optional(),
  passages: count.optional(),
  turned_back: count.optional(),
  dead_man_trips: count.optional(),
  /** What the gate's screen shows, as far as the hub tells. */
  screen: z.string().max(32).optional(),
  timeout_s: z.number().positive().max(600).default(30),
})
export type Condition = z.infer<typeof condition>

/** Waits; true when it held in time. The gate must exist. */
export function waitFor(world: World, wanted: Condition): Promise<boolean> {
  return world.watch.until(() => holds(world, wanted), wanted.timeout_s * 1_000)
}

function holds(world: World, wanted: Condition): boolean {
  const gate = world.gates.find(one => one.id === wanted.gate)
  if (gate === undefined) return false
  const board = gate.board.view()
  const lane = gate.lane.view()
  const equal = <T>(expected: T | undefined, actual: T) => expected === undefined || expected === actual
  const atLeast = (expected: number | undefined, actual: number) => expected === undefined || actual >= expected
  return (
    equal(wanted.barrier, board.gate) &&
    equal(wanted.lane, lane.place) &&
    equal(wanted.connected, board.connected) &&
    equal(wanted.reader_connected, gate.reader.port.isOpen()) &&
    equal(wanted.cash, gate.cash?.isEnabled() === true ? 'enabled' : 'disabled') &&
    atLeast(wanted.actuations, board.actuations) &&
    atLeast(wanted.passages, lane.passages) &&
    atLeast(wanted.turned_back, lane.turned_back) &&
    atLeast(wanted.dead_man_trips, board.dead_man_trips) &&
    equal(wanted.screen, world.eyes.screen(gate.id)?.phase)
  )
}
