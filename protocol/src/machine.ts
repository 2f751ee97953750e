/** What every machine says about itself, whatever its family. */
import { z } from 'zod'
import { lane } from './families/gate.ts'
import { isoTime } from './primitives.ts'

export const machineMode = z.enum(['active', 'maintenance', 'disabled'])
export type MachineMode = z.infer<typeof machineMode>

/** A ticket or receipt of which nobody knows whether it came out. It is printed again only as a copy, with the command `reprint`. */
export const lostPrint = z.looseObject({
  job_id: z.string().max(64),
  /** `entry_ticket`, `receipt`, or what later machines print. */
  kind: z.string().max(32),
  /** What the customer knows it by: a ticket, card or plate. */
  reference: z.string().max(128).optional(),
  /** When what it says happened. */
  at: isoTime,
})
export type LostPrint = z.infer<typeof lostPrint>

/** `system_status`: mode, what is waiting to be delivered, and the family's live detail. */
export const systemStatus = z.looseObject({
  mode: machineMode.optional(),
  software: z.string().max(64).optional(),
  uptime_s: z.number().min(0).optional(),
  outbox: z.looseObject({ pending: z.int().min(0), oldest_at: isoTime.optional() }).optional(),
  lane: lane.optional(),
  /** Oldest first; absent where no printer is fitted. */
  lost_prints: z.array(lostPrint).max(100).optional(),
})
export type SystemStatus = z.infer<typeof systemStatus>

/** `card_detected`: for screens only; the decision is a fact of its own. */
export const cardDetected = z.looseObject({ card_id: z.string().max(128), raw: z.string().max(256).optional() })

/** `image_captured`: a picture that can be fetched from the hub. */
export const imageCaptured = z.looseObject({
  image_id: z.string().max(64),
  url: z.string().max(300).optional(),
  session_id: z.string().optional(),
})

export const alarmSeverity = z.enum(['info', 'warning', 'critical'])
export type AlarmSeverity = z.infer<typeof alarmSeverity>

/** `alarm`, hub to screens: the whole alarm after each change. */
export const alarmPayload = z.looseObject({
  alarm_id: z.string(),
  code: z.string(),
  severity: alarmSeverity,
  state: z.enum(['active', 'cleared']),
  message: z.string(),
  raised_at: isoTime,
  cleared_at: isoTime.optional(),
  acknowledged_by: z.string().optional(),
})

/**
 * Alarms that tell of one case, not of a condition that lasts: money of which nobody can prove where it went, records that contradict
 * one another, plates that differ, and a membership that ends. Each case is an alarm of its own, with the session and the amount in its fact where they are known,
 * and stands until a person acknowledges it; a machine neither keeps nor clears it.
 */
export const incidentCodes = [
  'note_unproven',
  'cash_unclaimed',
  'card_unclaimed',
  'change_not_given',
  'online_payment_disputed',
  'credit_left',
  'sale_disputed',
  'record_conflict',
  'passback',
  'plate_mismatch',
  'membership_expiring',
] as const
export type IncidentCode = (typeof incidentCodes)[number]

/** Whether alarms of this code are {@link incidentCodes incidents}. */
export function isIncident(code: string): boolean {
  return incidentCodes.some(incident => incident === code)
}

export const presence = z.object({ machine_id: z.string(), online: z.boolean(), since: isoTime.optional() })
