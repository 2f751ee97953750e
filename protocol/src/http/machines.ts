/** Machines of every family, the outlets they stand at and the hardware fitted to them. */
import { z } from 'zod'
import { machineMode } from '../machine.ts'
import { family, isoTime } from '../primitives.ts'
import { pageOf } from './paging.ts'

export const machineChangeBody = z
  .object({ name: z.string().trim().min(1).max(80), mode: machineMode })
  .partial()
  .refine(body => body.name !== undefined || body.mode !== undefined, { path: [], message: 'name or mode is needed' })
  .meta({ id: 'MachineChange', examples: [{ mode: 'maintenance' }] })

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
    direction: z.enum(['in', 'out']).nullable(),
    zone_id: z.string().nullable(),
    vehicle_class: z.string().nullable(),
    mode: machineMode,
    status: z.enum(['online', 'offline']),
    since: isoTime.nullable(),
    last_seen: isoTime.nullable(),
    protocol: z.int().nullable(),
    software: z.string().nullable(),
  })
  .meta({ id: 'Machine', examples: [machineExample] })
export type MachineView = z.infer<typeof machineView>

/** The newest message of one status type, with the time it was made and heard. */
export const latestStatus = z.object({ at: isoTime, received_at: isoTime, payload: z.record(z.string(), z.unknown()) })

export const machineDetail = machineView.extend({ latest: z.record(z.string(), latestStatus) }).meta({
  id: 'MachineDetail',
  examples: [
    {
      ...machineExample,
      latest: { gate_status: { at: '2026-01-20T10:30:00.000Z', received_at: '2026-01-20T10:30:00.020Z', payload: { status: 'closed' } } },
    },
  ],
})
export type MachineDetail = z.infer<typeof machineDetail>

export const machinesAnswer = pageOf(machineView).meta({
  id: 'Machines',
  examples: [{ items: [machineExample], next_cursor: null }],
})

export const outletView = z
  .object({ id: z.string(), name: z.string(), timezone: z.string(), currency: z.string(), machines: z.int() })
  .meta({ id: 'Outlet', examples: [{ id: 'pusat', name: 'Parkir Pusat', timezone: 'Asia/Jakarta', currency: 'IDR', machines: 2 }] })
export type OutletView = z.infer<typeof outletView>

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
    examples: [
      {
        device_id: 'PALANG-UNO-0001',
        id: '019bda5e-9a40-7000-8000-0000000000d1',
        kind: 'board',
        model: 'palang-line',
        machine_id: 'gate_in',
        is_active: true,
        assigned_date: '2026-01-20T10:00:00.000Z',
        deactivated_date: null,
      },
    ],
  })
export type DeviceView = z.infer<typeof deviceView>

export const deviceDetail = deviceView.extend({ history: z.array(deviceView) }).meta({
  id: 'DeviceDetail',
  examples: [
    {
      device_id: 'PALANG-UNO-0001',
      id: '019bda5e-9a40-7000-8000-0000000000d1',
      kind: 'board',
      model: 'palang-line',
      machine_id: 'gate_in',
      is_active: true,
      assigned_date: '2026-01-20T10:00:00.000Z',
      deactivated_date: null,
      history: [],
    },
  ],
})
