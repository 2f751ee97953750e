/** Treatment devices on MQTT over HTTP: how they are, where they were, and where their counters and events do not agree. */
import { z } from 'zod'
import { deviceId, treatment } from '../families/device-message.ts'
import { isoTime, reason, slug } from '../primitives.ts'
import { deviceDetail, deviceView } from './machines.ts'
import { pageOf, pageQuery, queryBoolean } from './paging.ts'

const count = z.int().nullable()

const deviceExample = {
  device_id: '3C:8A:1F:A4:3E:C4',
  id: '3C:8A:1F:A4:3E:C4',
  kind: 'treatment' as const,
  model: 'ozon',
  machine_id: 'ozon-1',
  outlet_id: 'pusat',
  is_active: true,
  assigned_date: '2026-01-20T10:00:00.000Z',
  deactivated_date: null,
  state: 'assigned' as const,
  online: true,
  first_seen: '2026-01-20T09:00:00.000Z',
  last_seen: '2026-01-20T10:30:00.000Z',
  wifi_connected: true,
  rtc_available: true,
  sd_available: false,
  firmware: '1.4.0',
  uptime_s: 86_400,
  queued: 0,
  clock_offset_ms: 120,
  count_basic: 12,
  count_standard: 3,
  count_premium: null,
  counted_at: '2026-01-20T10:29:00.000Z',
  waiting_events: { count: 0, oldest_at: null },
  open_gaps: 0,
}

/** A device on MQTT. `model` is the mapping of the site it speaks by; what it never said is null. `state` waiting: at no machine. */
export const treatmentDeviceView = z
  .object({
    device_id: z.string(),
    id: z.string(),
    kind: z.literal('treatment'),
    model: z.string(),
    machine_id: z.string().nullable(),
    outlet_id: z.string().nullable(),
    is_active: z.boolean(),
    assigned_date: isoTime.nullable(),
    deactivated_date: isoTime.nullable(),
    state: z.enum(['waiting', 'assigned', 'retired']),
    online: z.boolean(),
    first_seen: isoTime,
    /** Null for one that was entered by hand and never heard. */
    last_seen: isoTime.nullable(),
    wifi_connected: z.boolean().nullable(),
    rtc_available: z.boolean().nullable(),
    sd_available: z.boolean().nullable(),
    firmware: z.string().nullable(),
    uptime_s: z.int().nullable(),
    queued: z.int().nullable(),
    clock_offset_ms: z.int().nullable(),
    count_basic: count,
    count_standard: count,
    count_premium: count,
    counted_at: isoTime.nullable(),
    /** Events that wait to be told at which machine the device was. */
    waiting_events: z.object({ count: z.int(), oldest_at: isoTime.nullable() }),
    open_gaps: z.int(),
  })
  .meta({ id: 'TreatmentDevice', examples: [deviceExample] })
export type TreatmentDeviceView = z.infer<typeof treatmentDeviceView>

const place = z.object({
  machine_id: z.string(),
  outlet_id: z.string(),
  from: isoTime,
  until: isoTime.nullable(),
  by: z.string(),
  reason: z.string().nullable(),
})

export const treatmentDeviceDetail = treatmentDeviceView.extend({ history: z.array(place) }).meta({
  id: 'TreatmentDeviceDetail',
  examples: [
    {
      ...deviceExample,
      history: [{ machine_id: 'ozon-1', outlet_id: 'pusat', from: '2026-01-20T10:00:00.000Z', until: null, by: 'user:siti', reason: null }],
    },
  ],
})
export type TreatmentDeviceDetail = z.infer<typeof treatmentDeviceDetail>

const machinePlace = z.object({ device_id: z.string(), ...place.omit({ machine_id: true }).shape })
export type MachinePlace = z.infer<typeof machinePlace>

/** The devices that were ever at a treatment machine, the newest first; `until` is null for the one that is there now. */
export const machineDevicesAnswer = z.object({ items: z.array(machinePlace) }).meta({
  id: 'MachineDevices',
  examples: [
    {
      items: [
        {
          device_id: '3C:8A:1F:A4:3E:C4',
          outlet_id: 'pusat',
          from: '2026-01-20T10:00:00.000Z',
          until: null,
          by: 'user:siti',
          reason: 'replaces the broken one',
        },
      ],
    },
  ],
})

/** One of either. */
export const deviceAnswer = z
  .union([treatmentDeviceDetail, deviceDetail])
  .meta({ id: 'AnyDevice', examples: [{ ...deviceExample, history: [] }] })

/** Treatment devices, then the hardware of machines with a controller. */
export const devicesAnswer = pageOf(z.union([treatmentDeviceView, deviceView])).meta({
  id: 'Devices',
  examples: [{ items: [deviceExample], next_cursor: null }],
})

/** `from`: since when it is there; unless given from the oldest of its events that wait, else from now. */
const whereTo = { machine_id: slug, from: isoTime.optional(), reason: reason.optional() }

/** Without a machine it waits for one. `with_token` makes it a token for the hub's broker. */
export const newDeviceBody = z
  .object({ device_id: deviceId, ...whereTo, machine_id: slug.optional(), with_token: z.boolean().optional() })
  .meta({ id: 'NewDevice', examples: [{ device_id: '3C:8A:1F:A4:3E:C4', machine_id: 'ozon-1', reason: 'replaces the broken one' }] })

export const newDeviceAnswer = treatmentDeviceDetail
  .extend({ token: z.string().optional().meta({ description: 'Shown this once' }) })
  .meta({ id: 'NewDeviceAnswer', examples: [{ ...deviceExample, history: [], token: 'q7Ecp4-shown-once' }] })

export const assignDeviceBody = z
  .object(whereTo)
  .meta({ id: 'AssignDevice', examples: [{ machine_id: 'ozon-1', reason: 'replaces the broken one' }] })

export const deviceReasonBody = z.object({ reason: reason.optional() }).meta({ id: 'DeviceReason', examples: [{ reason: 'water damage' }] })

export const breaksQuery = pageQuery.extend({ open: queryBoolean.optional() })

const breakExample = {
  id: '019bda5e-9a40-7000-8000-0000000000e7',
  kind: 'gap' as const,
  machine_id: 'ozon-1',
  treatment: 'BASIC' as const,
  missing: 3,
  arrived: 1,
  from: '2026-01-20T10:00:00.000Z',
  to: '2026-01-20T10:20:00.000Z',
  found_at: '2026-01-20T10:20:01.000Z',
  closed_at: null,
}

/** `missing` treatments were counted and never told, of which `arrived` came since; a `reset` is a counter that fell. Times are the device's. */
export const counterBreakView = z
  .object({
    id: z.string(),
    kind: z.enum(['gap', 'reset']),
    machine_id: z.string().nullable(),
    treatment: treatment.nullable(),
    missing: z.int(),
    arrived: z.int(),
    from: isoTime,
    to: isoTime,
    found_at: isoTime,
    closed_at: isoTime.nullable(),
  })
  .meta({ id: 'CounterBreak', examples: [breakExample] })
export type CounterBreakView = z.infer<typeof counterBreakView>

export const breaksAnswer = pageOf(counterBreakView).meta({
  id: 'CounterBreaks',
  examples: [{ items: [breakExample], next_cursor: null }],
})

export const closeBreakBody = z.object({ reason }).meta({ id: 'CloseBreak', examples: [{ reason: 'the card was read out' }] })
