/**
 * How treatment devices of one make speak over MQTT: their topics, and where in a payload stands what. Everything behind the
 * mapping knows only the forms of the protocol (protocol/src/families/device-message.ts).
 */
import { slug } from '@palang/protocol'
import { z } from 'zod'

/** In every pattern one whole level is `{device_id}`; wildcards would let a device speak for another. */
const topic = z
  .string()
  .max(200)
  .regex(/^(?:[^/+#{}$\s][^/+#{}\s]*\/)*\{device_id\}(?:\/[^/+#{}\s]+)*$/, 'expected a topic with one level {device_id} and no wildcards')

/** Steps into the payload, as `data.event_type`. */
const path = z.string().regex(/^[A-Za-z0-9_-]{1,40}(?:\.[A-Za-z0-9_-]{1,40}){0,4}$/, 'expected names joined by dots, such as data.count')

const sharedFields = {
  device_id: path.optional(),
  timestamp: path.optional(),
  count_basic: path.optional(),
  count_standard: path.optional(),
  count_premium: path.optional(),
  id: path.optional(),
  seq: path.optional(),
  boot: path.optional(),
}

const eventFields = z.strictObject({
  ...sharedFields,
  event_type: path,
  /** The counter of the treatment the event is about, for makes that tell no other. */
  count: path.optional(),
  phase: path.optional(),
  run: path.optional(),
  planned_s: path.optional(),
  actual_s: path.optional(),
})

const statusFields = z.strictObject({
  ...sharedFields,
  wifi_connected: path.optional(),
  rtc_available: path.optional(),
  sd_available: path.optional(),
  firmware: path.optional(),
  uptime_s: path.optional(),
  queued: path.optional(),
  state: path.optional(),
  treatment: path.optional(),
  remaining_s: path.optional(),
  door_open: path.optional(),
  emergency_stop: path.optional(),
})

/** Fields that are left out stand in the payload under their own name. */
export const deviceMapping = z.strictObject({
  name: slug,
  topics: z.strictObject({
    event: topic.optional(),
    status: topic.optional(),
    heartbeat: topic.optional(),
    command: topic.optional(),
    command_reply: topic.optional(),
  }),
  event: eventFields.partial().prefault({}),
  status: statusFields.partial().prefault({}),
})
export type DeviceMapping = z.infer<typeof deviceMapping>

const data = (...names: string[]) => Object.fromEntries(names.map(name => [name, `data.${name}`]))

/** Both are shipped: the ozone document's, and that of units which wrap what they say in `data`. docs/protocols/mqtt.md. */
export const shippedMappings: readonly DeviceMapping[] = z.array(deviceMapping).parse([
  {
    name: 'ozon',
    topics: {
      event: 'ozon/device/{device_id}/event',
      status: 'ozon/device/{device_id}/status',
      heartbeat: 'ozon/device/{device_id}/heartbeat',
      command: 'ozon/device/{device_id}/command',
      command_reply: 'ozon/device/{device_id}/command/reply',
    },
  },
  {
    name: 'telemetry',
    topics: { event: 'telemetry/events/{device_id}', status: 'telemetry/status/{device_id}' },
    event: { ...data('event_type', 'count', 'phase', 'run', 'planned_s', 'actual_s', 'id', 'seq', 'boot') },
    status: {
      count_basic: 'data.basic_count',
      count_standard: 'data.standard_count',
      count_premium: 'data.premium_count',
      ...data('wifi_connected', 'rtc_available', 'sd_available', 'firmware', 'uptime_s', 'queued', 'id', 'seq', 'boot'),
    },
  },
])

/** Of the site, for treatment devices on MQTT; everything has a usual value. */
export const telemetry = z
  .strictObject({
    /** Beside the shipped ones; one of the same name takes its place. */
    mappings: z.array(deviceMapping).max(20).default([]),
    /** A device that says nothing for so long is away. */
    silent_minutes: z.int().min(1).max(1_440).default(5),
    /** In simulation: so many devices are played at the hub's own broker, each at a machine of its own. */
    simulated_units: z.int().min(0).max(50).default(0),
    /** Units then appear in Home Assistant by themselves. */
    home_assistant: z
      .strictObject({
        enabled: z.boolean().default(false),
        prefix: z
          .string()
          .regex(/^[A-Za-z0-9_-]{1,60}$/)
          .default('homeassistant'),
      })
      .prefault({}),
  })
  .refine(({ mappings }) => new Set(mappings.map(({ name }) => name)).size === mappings.length, {
    path: ['mappings'],
    message: 'each name once',
  })
export type TelemetryRules = z.infer<typeof telemetry>

/** For a site that says nothing about treatment devices. */
export const usualTelemetryRules: TelemetryRules = telemetry.parse({})

/** All mappings of a site. */
export function mappingsOf({ mappings }: TelemetryRules): DeviceMapping[] {
  const own = new Set(mappings.map(({ name }) => name))
  return [...shippedMappings.filter(({ name }) => !own.has(name)), ...mappings]
}
