/** What a script may do at a water machine. */
import { z } from 'zod'
import type { WaterBoard } from '../boards/water-board.ts'

const fault = z.strictObject({ fault: z.enum(['door', 'leak', 'estop', 'tamper', 'dry']), on: z.boolean() })
const reset = z.strictObject({ power: z.boolean().default(false) })

export const waterActs = {
  /** Breaks one thing, or mends it. */
  fault(board: WaterBoard, body: unknown) {
    const { fault: what, on } = fault.parse(body)
    if (what === 'dry') board.runDry(on)
    else board.feel(what, on)
  },
  /** The board restarts; without power it forgets what it poured. */
  reset(board: WaterBoard, body: unknown) {
    board.restart(reset.parse(body).power ? 'power' : 'external')
  },
} as const satisfies Record<string, (board: WaterBoard, body: unknown) => void>
