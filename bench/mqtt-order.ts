/** What the load of treatment devices is told and what it answers. */
import { z } from 'zod'

export const mqttOrder = z.object({
  port: z.int(),
  devices: z.array(z.object({ id: z.string(), password: z.string() })),
  /** Events of all devices together. */
  perSecond: z.number(),
  warmUpMs: z.number(),
  measureMs: z.number(),
})
export type MqttOrder = z.infer<typeof mqttOrder>

export const mqttResult = z.object({
  /** By device, when each of its events was sent and acknowledged, in the order they were sent; null without an answer. */
  events: z.record(z.string(), z.array(z.object({ sentMs: z.number(), acknowledgedMs: z.number().nullable() }))),
  /** What was sent from here on, and to the end of it, is counted. */
  countedFromMs: z.number(),
  countedUntilMs: z.number(),
  /** Connections the broker closed. */
  closed: z.int(),
})
export type MqttResult = z.infer<typeof mqttResult>

/** Milliseconds since 1970, finer than Date.now() and the same in all processes of this computer. */
export function preciseNowMs(): number {
  return performance.timeOrigin + performance.now()
}
