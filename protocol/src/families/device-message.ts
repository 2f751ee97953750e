/**
 * What a treatment device says over MQTT, whatever topics and field names its make uses: the site's mappings translate into these
 * forms. The names are those of the ozone document (contract, section 7); nothing is coerced.
 */
import { z } from 'zod'
import { foreignId } from '../primitives.ts'

/** Name of a device on the broker, such as the MAC address `3C:8A:1F:A4:3E:C4`: nothing that means something in a topic. */
export const deviceId = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$/, '1–128 characters of A-Z a-z 0-9 . _ : -, starting with a letter or digit')

/** What a customer buys at a treatment machine. */
export const treatment = z.enum(['BASIC', 'STANDARD', 'PREMIUM'])
export type Treatment = z.infer<typeof treatment>

/** How far the treatment is. A device with buttons alone says nothing of it: what it counts is done. */
export const treatmentPhase = z.enum(['start', 'finish', 'abort'])
export type TreatmentPhase = z.infer<typeof treatmentPhase>

/** As the device's clock shows it: ISO 8601, with or without a zone, or seconds since 1970. */
export const deviceTime = z.union([z.string().min(8).max(40), z.int().min(0).max(99_999_999_999)])
export type DeviceTime = z.infer<typeof deviceTime>

/** A counter in a device: 32 bits. */
const count = z.int().min(0).max(4_294_967_295)
const seconds = z.int().min(0).max(86_400)

/** Counters as the device shows them; those it does not name are absent. */
const counts = { count_basic: count.optional(), count_standard: count.optional(), count_premium: count.optional() }

const about = {
  /** Repeated in the payload by most; it must be the one of the topic. */
  device_id: deviceId.optional(),
  timestamp: deviceTime.optional(),
  ...counts,
  /** Chosen by the device; the same id is the same message. */
  id: foreignId.optional(),
  seq: z.int().min(0).max(Number.MAX_SAFE_INTEGER).optional(),
  /** Another value after every start of the device. */
  boot: z.union([z.int().min(0).max(Number.MAX_SAFE_INTEGER), foreignId]).optional(),
}

/** One treatment, or one step of it. `run` names a treatment whose start and end are told apart. */
export const deviceEvent = z.looseObject({
  ...about,
  event_type: treatment,
  phase: treatmentPhase.optional(),
  run: foreignId.optional(),
  planned_s: seconds.optional(),
  actual_s: seconds.optional(),
})
export type DeviceEvent = z.infer<typeof deviceEvent>

/** How the device is. What it does not say is not known. */
export const deviceStatus = z.looseObject({
  ...about,
  wifi_connected: z.boolean().optional(),
  rtc_available: z.boolean().optional(),
  sd_available: z.boolean().optional(),
  firmware: z.string().max(64).optional(),
  uptime_s: z.int().min(0).max(4_294_967_295).optional(),
  /** Messages it keeps on its card until they are sent. */
  queued: count.optional(),
  state: z.enum(['idle', 'running', 'cooling', 'fault']).optional(),
  treatment: treatment.optional(),
  remaining_s: seconds.optional(),
  door_open: z.boolean().optional(),
  emergency_stop: z.boolean().optional(),
})
export type DeviceStatus = z.infer<typeof deviceStatus>

/** What a device answers to a command; `id` is the command's. */
export const deviceReply = z.looseObject({
  id: z.string().min(1).max(64),
  result: z.enum(['done', 'accepted', 'rejected', 'failed']),
  code: z.string().max(64).optional(),
  message: z.string().max(300).optional(),
})
export type DeviceReply = z.infer<typeof deviceReply>
