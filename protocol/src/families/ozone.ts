/** Family `ozone`: what a treatment machine tells while the link lasts, and what it is told. */
import { z } from 'zod'
import { answer, command, event, type MessageKind, status } from '../message-kind.ts'
import { isoTime, reason, slug, uuid } from '../primitives.ts'
import { deviceId, treatment, treatmentPhase } from './device-message.ts'
import { treatmentEnd } from './treatment-facts.ts'
import { treatmentSale } from './treatment-sale.ts'

const seconds = z.int().min(0).max(86_400)

/** A treatment as it was kept: told after the commit. */
export const treatmentEvent = z.looseObject({
  event_id: z.string().max(64),
  device_id: deviceId.nullable(),
  treatment,
  /** Null for a button that was counted. */
  phase: treatmentPhase.nullable(),
  /** Absent while nobody said at which machine the device is. */
  session_id: uuid.optional(),
  at: isoTime,
  received_at: isoTime,
})
export type TreatmentEvent = z.infer<typeof treatmentEvent>

/** `treatment_status`: how the machine and its device are; what nobody said is null. */
export const treatmentStatus = z.looseObject({
  state: z.enum(['idle', 'running', 'cooling', 'fault', 'unknown']),
  treatment: treatment.nullable(),
  remaining_s: seconds.nullable(),
  switches: z.looseObject({ door: z.boolean().nullable(), emergency_stop: z.boolean().nullable() }),
  /** Of a machine with a controller: what it goes by, which proves that an order of settings arrived. */
  settings: z
    .looseObject({
      minutes: z.partialRecord(treatment, z.number().positive()),
      max_run_s: z.int().min(1),
      cool_down_s: z.int().min(0),
    })
    .optional(),
  /** Of a machine with a controller: what customers are offered and where the sale of the present one stands. */
  sale: treatmentSale.optional(),
  /** Of a machine with a controller: its last treatment. */
  last: z
    .looseObject({
      session_id: uuid,
      treatment,
      reason: treatmentEnd,
      planned_s: seconds,
      actual_s: seconds,
      exact: z.boolean(),
      at: isoTime,
    })
    .optional(),
  /** Of a machine on MQTT. */
  device: z
    .looseObject({
      device_id: deviceId,
      wifi_connected: z.boolean().nullable(),
      rtc_available: z.boolean().nullable(),
      sd_available: z.boolean().nullable(),
      firmware: z.string().nullable(),
      uptime_s: z.int().nullable(),
      queued: z.int().nullable(),
      last_seen: isoTime,
      clock_offset_ms: z.int().nullable(),
    })
    .optional(),
})
export type TreatmentStatus = z.infer<typeof treatmentStatus>

/** Runs a treatment nobody pays for at the machine: it was paid elsewhere, or is a trial. */
export const treatmentStart = z.looseObject({
  machine_id: slug.optional(),
  treatment,
  /** As the outlet has it unless given. */
  seconds: z.int().min(1).max(7_200).optional(),
  /** Set by the hub: the session the treatment becomes. */
  session_id: uuid.optional(),
  reason: reason.optional(),
})

/** Ends the treatment under way. */
export const treatmentStop = z.looseObject({ machine_id: slug.optional(), reason: reason.optional() })

/** How long each treatment runs, and what keeps people safe. */
export const treatmentSettings = z.looseObject({
  machine_id: slug.optional(),
  minutes: z.partialRecord(treatment, z.number().positive().max(120)).optional(),
  /** Never longer in one piece, whatever is asked for. */
  max_run_s: z.int().min(1).max(7_200).optional(),
  /** Rest between two treatments. */
  cool_down_s: z.int().min(0).max(3_600).optional(),
})

export const ozoneMessages = {
  treatment_event: { ...event, since: 1, payload: treatmentEvent },
  treatment_status: { ...status, since: 1, payload: treatmentStatus },
  treatment_start: { ...command, since: 1, audited: true, beginsSession: true, payload: treatmentStart },
  treatment_start_response: { ...answer, since: 1 },
  treatment_stop: { ...command, since: 1, audited: true, payload: treatmentStop },
  treatment_stop_response: { ...answer, since: 1 },
  treatment_settings: { ...command, since: 1, audited: true, payload: treatmentSettings },
  treatment_settings_response: { ...answer, since: 1 },
} as const satisfies Record<string, MessageKind>
