/** Machines of every family, the outlets they stand at and the hardware fitted to them. */
import { z } from 'zod'
import { gateRole } from '../families/gate-role.ts'
import { machineMode } from '../machine.ts'
import { calendarDay, family, isoTime, slug, timeZoneName } from '../primitives.ts'
import { pageOf, pageQuery, queryBoolean } from './paging.ts'

const machineName = z.string().trim().min(1).max(80)

/** What people say of a machine; names of the source document. `is_active` false is the mode `disabled`. */
const machineFields = {
  machine_type: z.string().trim().min(1).max(50),
  is_active: z.boolean(),
  installed_date: calendarDay.nullable(),
  /** Noted as work done on that day; it cannot be taken back, as the log cannot. */
  last_maintenance: calendarDay.nullable(),
}

/** `outlet` is what the source document calls `outlet_id`. */
const outletFields = { outlet_id: slug, outlet: slug }

/** Both names of the outlet say the same, as far as both are given. */
const oneOutlet = { path: ['outlet_id'], message: 'outlet and outlet_id name different outlets' }
const isOneOutlet = ({ outlet, outlet_id: id }: { outlet?: string | undefined; outlet_id?: string | undefined }) =>
  outlet === undefined || id === undefined || outlet === id

/** Only what changes. A machine stays at its outlet. */
export const machineChangeBody = z
  .object({
    name: machineName,
    mode: machineMode,
    ...machineFields,
    ...outletFields,
    /** Takes a retired machine back among the others. */
    retired: z.literal(false),
  })
  .partial()
  .refine(body => Object.values(body).some(value => value !== undefined), { path: [], message: 'name, mode or another field is needed' })
  .refine(isOneOutlet, oneOutlet)
  .meta({ id: 'MachineChange', examples: [{ mode: 'maintenance' }] })

/**
 * A machine without a controller. Without an id it gets one made of its name. Unless the family is said, it is `ozone` where the body has
 * words of the source document (`outlet`, `machine_type`), else `water`.
 */
export const newMachineBody = z
  .object({ id: slug, name: machineName, family: z.enum(['water', 'ozone']), ...outletFields, ...machineFields })
  .partial()
  .refine(body => body.id !== undefined || body.name !== undefined, { path: ['name'], message: 'a name is needed' })
  .refine(isOneOutlet, oneOutlet)
  .meta({ id: 'NewMachine', examples: [{ id: 'vending-11', name: 'Depot timur', family: 'water' }] })

const machineExample = {
  id: 'gate_in',
  outlet_id: 'pusat',
  name: 'Gerbang masuk',
  family: 'gate' as const,
  direction: 'in' as const,
  zone_id: 'main',
  vehicle_class: 'car',
  mode: 'active' as const,
  status: 'online' as const,
  since: '2026-01-20T10:00:00.000Z',
  last_seen: '2026-01-20T10:30:00.000Z',
  protocol: 1,
  software: 'palang 0.1.0',
}

export const machineView = z
  .object({
    id: z.string(),
    outlet_id: z.string(),
    name: z.string(),
    family,
    direction: gateRole.nullable(),
    zone_id: z.string().nullable(),
    vehicle_class: z.string().nullable(),
    mode: machineMode,
    status: z.enum(['online', 'offline']),
    since: isoTime.nullable(),
    last_seen: isoTime.nullable(),
    protocol: z.int().nullable(),
    software: z.string().nullable(),
    /** It announced itself or was added by hand, and only posts readings: it takes no orders. */
    posts_only: z.literal(true).optional(),
    /** It is not in the site file: it is changed and retired over this API. */
    added: z.literal(true).optional(),
    /** Of treatment machines, and of others of which people said it; `outlet` repeats `outlet_id`. */
    ...z
      .object({
        outlet: z.string(),
        ...machineFields,
        /** By the plan of days; what is due by treatments, its alarm says. */
        next_maintenance: calendarDay.nullable(),
        retired_at: isoTime.nullable(),
      })
      .partial().shape,
  })
  .meta({ id: 'Machine', examples: [machineExample] })
export type MachineView = z.infer<typeof machineView>

/** The newest message of one status type, with the time it was made and heard. `stale`: how it was, not how it is. */
export const latestStatus = z.object({
  at: isoTime,
  received_at: isoTime,
  age_s: z.int().min(0),
  stale: z.boolean(),
  payload: z.record(z.string(), z.unknown()),
})

/** The hub's link to a machine. `silent`: it stands, but the machine has said nothing for long. */
export const machineLink = z.object({
  state: z.enum(['online', 'silent', 'offline']),
  since: isoTime.nullable(),
  last_seen: isoTime.nullable(),
  protocol: z.int().nullable(),
  /** `observed`: a controller of protocol 0, whose statuses and events come without a delivery promise. */
  promise: z.enum(['exactly_once', 'observed']).nullable(),
})
export type MachineLink = z.infer<typeof machineLink>

/** What the machine last said of each of its devices. */
export const machinePorts = z.record(z.string(), z.looseObject({ connected: z.boolean() }))

/** The mode as the machine says it, else as it was set. */
export const machineModeState = z.object({ mode: machineMode, stale: z.boolean() })

/** Three separate things that may fail apart from each other. */
export const machineConditions = { link: machineLink, ports: machinePorts, mode_state: machineModeState }

export const conditionsExample = {
  link: {
    state: 'online' as const,
    since: '2026-01-20T10:00:00.000Z',
    last_seen: '2026-01-20T10:30:00.000Z',
    protocol: 1,
    promise: 'exactly_once' as const,
  },
  ports: { card_reader: { connected: true, port: 'COM17' } },
  mode_state: { mode: 'active' as const, stale: false },
}

export const machineDetail = machineView.extend({ ...machineConditions, latest: z.record(z.string(), latestStatus) }).meta({
  id: 'MachineDetail',
  examples: [
    {
      ...machineExample,
      ...conditionsExample,
      latest: {
        gate_status: {
          at: '2026-01-20T10:30:00.000Z',
          received_at: '2026-01-20T10:30:00.020Z',
          age_s: 4,
          stale: false,
          payload: { status: 'closed' },
        },
      },
    },
  ],
})
export type MachineDetail = z.infer<typeof machineDetail>

/** One fact of a machine's history. Facts of the hub about it, such as `machine_offline`, are among them. */
export const machineFact = z.object({
  id: z.string(),
  machine_id: z.string(),
  epoch: z.string(),
  seq: z.int(),
  type: z.string(),
  at: isoTime,
  received_at: isoTime,
  clock: z.string(),
  session_id: z.string().nullable(),
  payload: z.record(z.string(), z.unknown()),
})
export type MachineFact = z.infer<typeof machineFact>

export const historyQuery = pageQuery.extend({
  type: z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,63}$/)
    .optional()
    .meta({ description: 'Facts of this type only' }),
})

export const machineHistory = pageOf(machineFact).meta({
  id: 'MachineHistory',
  examples: [
    {
      items: [
        {
          id: '019bda5e-9a40-7000-8000-0000000000fa',
          machine_id: 'gate_in',
          epoch: '019bda5e-9a40-7000-8000-0000000000e0',
          seq: 2,
          type: 'machine_online',
          at: '2026-01-20T10:30:00.000Z',
          received_at: '2026-01-20T10:30:00.000Z',
          clock: 'synced',
          session_id: null,
          payload: { away_since: '2026-01-20T10:29:00.000Z', away_s: 60, protocol: 1, software: 'palang 0.1.0' },
        },
      ],
      next_cursor: null,
    },
  ],
})

/** `retired`: those that were retired are among them. */
export const machinesQuery = pageQuery.extend({ retired: queryBoolean.optional() })

export const machinesAnswer = pageOf(machineView).meta({
  id: 'Machines',
  examples: [{ items: [machineExample], next_cursor: null }],
})

/** One that says nothing is kept as none. */
const outletText = (longest: number) => z.string().trim().max(longest).nullable()

const outletDetails = {
  location: outletText(200),
  address: outletText(1_000),
  contact_person: outletText(200),
  contact_phone: outletText(20),
  is_active: z.boolean(),
}

const outletName = z.string().trim().min(1).max(200)

/** Without an id it gets one made of its name; the time zone is that of the site unless given, the currency always. */
export const newOutletBody = z
  .object({ name: outletName, ...z.object({ id: slug, timezone: timeZoneName, ...outletDetails }).partial().shape })
  .meta({
    id: 'NewOutlet',
    examples: [{ name: 'Ozon Melawai', location: 'Blok M', contact_person: 'Siti', contact_phone: '+62 811 000 111' }],
  })

/** Only what changes. Name and time zone of the outlet of the site file are changed there. */
export const outletChangeBody = z
  .object({
    name: outletName,
    timezone: timeZoneName,
    ...outletDetails,
    /** Takes a retired outlet back among the others. */
    retired: z.literal(false),
  })
  .partial()
  .refine(body => Object.values(body).some(value => value !== undefined), { path: [], message: 'something to change is needed' })
  .meta({ id: 'OutletChange', examples: [{ contact_person: 'Budi' }] })

const outletExample = {
  id: 'pusat',
  name: 'Parkir Pusat',
  timezone: 'Asia/Jakarta',
  currency: 'IDR',
  machines: 2,
  location: null,
  address: null,
  contact_person: null,
  contact_phone: null,
  is_active: true,
  of_site_file: true,
  retired_at: null,
}

export const outletView = z
  .object({
    id: z.string(),
    name: z.string(),
    timezone: z.string(),
    currency: z.string(),
    /** Without those that were retired. */
    machines: z.int(),
    location: z.string().nullable(),
    address: z.string().nullable(),
    contact_person: z.string().nullable(),
    contact_phone: z.string().nullable(),
    is_active: z.boolean(),
    /** Its name, time zone and currency stand in the site file, and it cannot be removed here. */
    of_site_file: z.boolean(),
    retired_at: isoTime.nullable(),
  })
  .meta({ id: 'Outlet', examples: [outletExample] })
export type OutletView = z.infer<typeof outletView>

/** `retired`: those that were retired are among them. */
export const outletsQuery = z.object({ retired: queryBoolean.optional() })

export const outletsAnswer = pageOf(outletView).meta({ id: 'Outlets', examples: [{ items: [outletExample], next_cursor: null }] })

const deviceExample = {
  device_id: 'PALANG-UNO-0001',
  id: '019bda5e-9a40-7000-8000-0000000000d1',
  kind: 'board',
  model: 'palang-line',
  machine_id: 'gate_in',
  is_active: true,
  assigned_date: '2026-01-20T10:00:00.000Z',
  deactivated_date: null,
}

/** One piece of hardware in one machine; `is_active` is false once it was replaced. */
export const deviceView = z
  .object({
    device_id: z.string(),
    id: z.string(),
    kind: z.string(),
    model: z.string(),
    machine_id: z.string(),
    is_active: z.boolean(),
    assigned_date: isoTime,
    deactivated_date: isoTime.nullable(),
  })
  .meta({
    id: 'Device',
    examples: [deviceExample],
  })
export type DeviceView = z.infer<typeof deviceView>

export const deviceDetail = deviceView.extend({ history: z.array(deviceView) }).meta({
  id: 'DeviceDetail',
  examples: [{ ...deviceExample, history: [] }],
})
