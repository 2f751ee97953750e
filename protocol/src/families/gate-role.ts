/** Which way a gate lets through, and what else a machine of this family can be for. */
import { z } from 'zod'

export const gateDirection = z.enum(['in', 'out'])
export type GateDirection = z.infer<typeof gateDirection>

/** What a machine of this family is for: letting in, letting out, or, as a pay station in a lobby, only taking the money of a stay. */
export const gateRole = z.enum([...gateDirection.options, 'pay'])
export type GateRole = z.infer<typeof gateRole>
