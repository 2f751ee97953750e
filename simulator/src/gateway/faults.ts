/** What goes wrong at a played payment provider, until it is switched off again. */
import { z } from 'zod'

export const gatewayFaults = z.strictObject({
  /** Connections are broken off at once, before anything is read. */
  down: z.boolean(),
  /** Every question is answered with this status and no sense. */
  status: z.int().min(400).max(599).nullable(),
  /** Milliseconds before each answer. */
  delay_ms: z.int().min(0).max(60_000),
  /** The charge is made, and the answer never leaves. */
  lose_charge_answer: z.boolean(),
  /** The refund is made, and the answer never leaves. */
  lose_refund_answer: z.boolean(),
  /** Refunds are turned down. */
  refuse_refunds: z.boolean(),
  /** How many notifications are sent of one event; 0: all get lost. */
  notifications: z.int().min(0).max(5),
  /** Notifications carry a wrong proof. */
  forged: z.boolean(),
})
export type GatewayFaults = z.infer<typeof gatewayFaults>

/** Everything works. */
export function noGatewayFaults(): GatewayFaults {
  return {
    down: false,
    status: null,
    delay_ms: 0,
    lose_charge_answer: false,
    lose_refund_answer: false,
    refuse_refunds: false,
    notifications: 1,
    forged: false,
  }
}
