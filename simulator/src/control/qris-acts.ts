/** What can be done at the played payment provider from outside. */
import { amount } from '@palang/protocol'
import { z } from 'zod'
import { gatewayFaults } from '../gateway/faults.ts'
import type { Gateway } from '../gateway/gateway.ts'

const payBody = z.strictObject({
  reference: z.string().max(100).optional(),
  /** As a phone scans it. */
  code: z.string().max(500).optional(),
  amount: amount.optional(),
  notifications: gatewayFaults.shape.notifications.optional(),
})
/** Whether each is known, and of the right kind, is seen once it lies over the others. */
const change = z.record(z.string(), z.unknown())

export const qrisActs = {
  /** A phone pays the code that was shown last, this very one, or the one with this reference. */
  async pay(gateway: Gateway, body: unknown): Promise<Record<string, unknown>> {
    const wanted = payBody.parse(body)
    const scanned =
      wanted.code === undefined ? undefined : (gateway.charges.all().find(({ code }) => code === wanted.code)?.reference ?? 'none')
    return { ...(await gateway.pay(wanted.reference ?? scanned, wanted.amount, wanted.notifications)) }
  },
  fault(gateway: Gateway, body: unknown): Record<string, unknown> {
    gateway.fault(gatewayFaults.parse({ ...gateway.faults(), ...change.parse(body) }))
    return { ...gateway.faults() }
  },
} as const
