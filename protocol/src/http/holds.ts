/** Holding gates open over HTTP. */
import { z } from 'zod'
import { gateHold, holdSource, laneHold } from '../families/gate.ts'
import { isoTime, reason, slug } from '../primitives.ts'

/** What can be proven of one gate; `not_reached` is not connected or silent, `stopped` has its emergency stop pressed. */
export const heldGate = z.object({
  gate_id: slug,
  name: z.string(),
  outcome: z.enum(['open', 'opening', 'not_open', 'stopped', 'not_reached']),
  /** Of `open`: a switch at the barrier says so, or no sensor is fitted that could. */
  proof: z.enum(['limit_switch', 'assumed']).optional(),
  /** Who holds it as the gate itself says; absent while it does not say so. */
  held_by: holdSource.optional(),
  at: isoTime.optional(),
})
export type HeldGate = z.infer<typeof heldGate>

export const gateHoldView = gateHold.extend({ gates: z.array(heldGate) }).meta({
  id: 'GateHold',
  examples: [
    {
      held: true,
      hold_id: '019bda5e-9a40-7000-8000-0000000000d1',
      since: '2026-01-20T10:30:00.000Z',
      by: 'user:admin@palang.local',
      reason: 'fire in hall B',
      gates: [
        {
          gate_id: 'gate_in',
          name: 'Gerbang masuk',
          outcome: 'open',
          proof: 'limit_switch',
          held_by: 'hub',
          at: '2026-01-20T10:30:01.200Z',
        },
        { gate_id: 'gate_out', name: 'Gerbang keluar', outcome: 'not_reached' },
      ],
    },
  ],
})
export type GateHoldView = z.infer<typeof gateHoldView>

export const holdBody = z.object({ reason }).meta({ id: 'HoldReason', examples: [{ reason: 'fire in hall B' }] })

export const laneHoldBody = z
  .object({ held: laneHold.shape.held, reason })
  .meta({ id: 'LaneHold', examples: [{ held: true, reason: 'car on fire in lane 2' }] })
