/** Family `water`: what a vending machine tells and is told. A pour (session) is one opening of the valve, from the order to its one end. */
import { z } from 'zod'
import { answer, command, event, type MessageKind, observed, status } from '../message-kind.ts'
import { isoTime, reason, slug, uuid } from '../primitives.ts'
import { actedBy, flushSeconds, waterQuality, waterQualityFacts } from './water-quality.ts'
import { prepaidRequest, prepaidResult, saleStatus, volumeMl, waterSaleFacts } from './water-sale.ts'
import { pourEnd } from './water-reasons.ts'

/** A customer paid; else nobody pays: a technician tries a machine that is out of service, or an operator gives the water. */
export const pourPurpose = z.enum(['sale', 'test', 'grant'])
export type PourPurpose = z.infer<typeof pourPurpose>

/** `command_id`: of the command that ordered it; a customer's pour has none. */
const pour = { session_id: uuid, command_id: z.string().max(64).optional() }
const pulses = z.int().min(0).max(1_000_000_000)
const measured = {
  reason: pourEnd,
  pulses,
  /** Rounded down. When it is not exact, it was at least this much. */
  delivered_ml: z.int().min(0).max(1_000_000_000),
  exact: z.boolean(),
}

/** Payloads of the facts a water machine writes, by fact type. */
export const waterFacts = {
  ...waterSaleFacts,
  ...waterQualityFacts,
  /** The valve is about to be opened. */
  pour_ordered: z.looseObject({
    ...pour,
    purpose: pourPurpose,
    volume_ml: volumeMl,
    pulses,
    pulses_per_litre: z.number().positive(),
    max_ms: z.int().min(1),
  }),
  /** The board has the pour in hand. */
  pour_started: z.looseObject(pour),
  /** The one end of a pour. */
  pour_ended: z.looseObject({ ...pour, ...measured }),
} as const

export const dispense = z.looseObject({
  machine_id: slug.optional(),
  volume_ml: volumeMl,
  /** Set by the hub: the session the pour becomes, so that its command is found with it. */
  session_id: uuid.optional(),
})

/** Ends the pour under way; what came is counted and settled. */
export const stopDispense = z.looseObject({ machine_id: slug.optional(), reason: reason.optional() })

/** Runs water away, through the flush valve, for so long. */
export const flush = z.looseObject({
  machine_id: slug.optional(),
  seconds: flushSeconds,
  reason: reason.optional(),
  by: actedBy.optional(),
})

/** A person locks the sale, or unlocks it: what the interlock had locked is then tested anew first. */
export const saleLock = z.looseObject({ machine_id: slug.optional(), locked: z.boolean(), reason, by: actedBy.optional() })

/** The pump fills its pipe; the slowest one worth waiting for gives a litre in half a minute; no board keeps a valve open longer. */
const pourTimes = { startMs: 10_000, perLitreMs: 30_000, longestMs: 600_000 } as const

/** How long the valve may stay open for `ml` millilitres, in milliseconds: the machine’s bound, and what everybody else waits by. */
export function longestPourMs(ml: number): number {
  const { startMs, perLitreMs, longestMs } = pourTimes
  return Math.min(longestMs, startMs + Math.ceil((ml * perLitreMs) / 1_000))
}

/** `water_status`: valve, switches and pours as the board tells them; a switch nobody has heard of is null. */
export const waterStatus = z.looseObject({
  valve: z.enum(['open', 'closed', 'unknown']),
  switches: z.looseObject({
    door: z.boolean().nullable(),
    leak: z.boolean().nullable(),
    emergency_stop: z.boolean().nullable(),
    tamper: z.boolean().nullable(),
  }),
  /** The one under way; `delivered_ml` as far as was heard. */
  pour: z.looseObject({ session_id: uuid, volume_ml: volumeMl, delivered_ml: z.int().min(0) }).optional(),
  last_pour: z.looseObject({ session_id: uuid, volume_ml: volumeMl, ...measured, at: isoTime }).optional(),
  /** What customers are offered and where the sale of the present one stands. */
  sale: saleStatus.optional(),
  /** Left out by a machine without a sensor: it sells, and nobody watches the quality. */
  quality: waterQuality.optional(),
})
export type WaterStatus = z.infer<typeof waterStatus>

export const waterMessages = {
  dispense: { ...command, since: 1, audited: true, beginsSession: true, payload: dispense },
  dispense_response: { ...answer, since: 1 },
  water_status: { ...status, since: 1, payload: waterStatus },
  stop_dispense: { ...command, since: 1, audited: true, payload: stopDispense },
  stop_dispense_response: { ...answer, since: 1 },
  flush: { ...command, since: 1, audited: true, payload: flush },
  flush_response: { ...answer, since: 1 },
  sale_lock: { ...command, since: 1, audited: true, payload: saleLock },
  sale_lock_response: { ...answer, since: 1 },
  prepaid_payment: { hops: ['controller→hub'], since: 1, payload: prepaidRequest },
  prepaid_payment_response: { hops: ['hub→controller'], since: 1, payload: prepaidResult },
  water_quality: { ...status, since: 1, payload: waterQuality },
  dispense_event: { ...event, since: 1, payload: observed },
} as const satisfies Record<string, MessageKind>
