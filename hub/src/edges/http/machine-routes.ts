/** Machines of every family, their outlets and the hardware fitted to them. */
import {
  deviceDetail,
  deviceView as deviceSchema,
  machineChangeBody,
  machineDetail,
  machinesAnswer,
  outletView,
  pageOf,
  pageQuery,
  type MachineDetail,
} from '@palang/protocol'
import { Hono } from 'hono'
import { recordAct } from '../../access/audit.ts'
import type { Actor, HubServices } from '../../services.ts'
import type { MachineRecord } from '../../store/records.ts'
import { provenOrThrow, sendAndWait } from './command-outcome.ts'
import type { AppEnv } from './context.ts'
import { body, describe, query } from './describe.ts'
import { allMachines } from './machine-list.ts'
import { refusal } from './problem.ts'
import { allow } from './rights.ts'
import { deviceView, machineView, pageFrom } from './views.ts'

const deviceList = pageOf(deviceSchema).meta({ examples: [{ items: [], next_cursor: null }] })
const outletList = pageOf(outletView).meta({ examples: [{ items: [{ id: 'pusat', name: 'Parkir Pusat', timezone: 'Asia/Jakarta', currency: 'IDR', machines: 2 }], next_cursor: null }] })

/** `/api/v1/machines`, `/api/machines`, `/api/outlets` and `/api/devices`. */
export function machineRoutes(services: HubServices) {
  const { store } = services
  const listMachines = async (page: Parameters<typeof pageFrom>[0]) => {
    const found = await store.machines.list(pageFrom({ ...page, limit: page.limit ?? 500 }))
    const presence = new Map(services.fleet.presence().map(p => [p.machineId, p]))
    return { items: found.items.map(machine => machineView(machine, presence.get(machine.id))), next_cursor: found.nextCursor }
  }
  const listDevices = async () => ({ items: (await store.devices.list()).map(deviceView), next_cursor: null })

  return new Hono<AppEnv>()
    .get('/api/v1/machines', describe({ id: 'listMachines', tag: 'Machines', summary: 'Machines of all families', ok: { schema: machinesAnswer } }), allow('viewer'), query(pageQuery), async c =>
      c.json(await listMachines(c.req.valid('query'))),
    )
    .get('/api/machines', describe({ id: 'listMachinesByOldName', tag: 'Machines', summary: 'The same list under its older name', ok: { schema: machinesAnswer } }), allow('viewer'), query(pageQuery), async c =>
      c.json(await listMachines(c.req.valid('query'))),
    )
    .get(
      '/api/v1/machines/:id',
      describe({ id: 'getMachine', tag: 'Machines', summary: 'One machine with its latest status', path: { id: 'gate_in' }, ok: { schema: machineDetail }, errors: ['unknown_machine'] }),
      allow('viewer'),
      async c => c.json(machineWithLatest(services, await mustFind(services, c.req.param('id')))),
    )
    .patch(
      '/api/v1/machines/:id',
      describe({
        id: 'changeMachine',
        tag: 'Machines',
        summary: 'Rename a machine or change its mode',
        description: 'A mode is changed by the machine itself; when it does not take it, nothing changes.',
        path: { id: 'gate_in' },
        ok: { schema: machineDetail },
        errors: ['unknown_machine', 'machine_offline', 'not_supported', 'outcome_unknown'],
      }),
      allow('admin'),
      body(machineChangeBody),
      async c => {
        const before = await mustFind(services, c.req.param('id'))
        const changed = await changeMachine(services, c.get('actor'), before, c.req.valid('json'))
        return c.json(machineWithLatest(services, changed))
      },
    )
    .get('/api/outlets', describe({ id: 'listOutlets', tag: 'Machines', summary: 'Outlets', ok: { schema: outletList } }), allow('viewer'), async c => {
      const [outlets, machines] = await Promise.all([store.outlets.list(), allMachines(store)])
      const items = outlets.map(outlet => ({ ...outlet, machines: machines.filter(machine => machine.outletId === outlet.id).length }))
      return c.json({ items, next_cursor: null })
    })
    .get('/api/devices', describe({ id: 'listDevices', tag: 'Machines', summary: 'Hardware fitted to machines', ok: { schema: deviceList } }), allow('viewer'), async c => c.json(await listDevices()))
    .get('/api/devices/all', describe({ id: 'listAllDevices', tag: 'Machines', summary: 'The same list under its older name', ok: { schema: deviceList } }), allow('viewer'), async c =>
      c.json(await listDevices()),
    )
    .get(
      '/api/devices/:device_id',
      describe({
        id: 'getDevice',
        tag: 'Machines',
        summary: 'One piece of hardware, where it is and where it was',
        path: { device_id: 'PALANG-UNO-0001' },
        ok: { schema: deviceDetail },
        errors: ['not_found'],
      }),
      allow('viewer'),
      async c => {
        const id = c.req.param('device_id')
        const all = (await store.devices.list()).map(deviceView).filter(device => device.device_id === id || device.id === id)
        const current = all.find(device => device.is_active) ?? all[0]
        if (current === undefined) throw refusal('not_found', 'there is no such device')
        return c.json({ ...current, history: all })
      },
    )
}

function machineWithLatest({ fleet, live }: HubServices, machine: MachineRecord): MachineDetail {
  const presence = fleet.presence().find(p => p.machineId === machine.id)
  const latest = live.latest(machine.id).map(({ type, at, receivedAt, payload }) => [type, { at, received_at: receivedAt, payload }])
  return { ...machineView(machine, presence), latest: Object.fromEntries(latest) }
}

async function mustFind({ store }: HubServices, id: string): Promise<MachineRecord> {
  const machine = await store.machines.get(id)
  if (machine === undefined) throw refusal('unknown_machine', 'there is no such machine')
  return machine
}

async function changeMachine(
  services: HubServices,
  actor: Actor,
  before: MachineRecord,
  change: { name?: string | undefined; mode?: MachineRecord['mode'] | undefined },
): Promise<MachineRecord> {
  const { name = before.name, mode = before.mode } = change
  if (mode !== before.mode) {
    provenOrThrow(await sendAndWait(services, { machineId: before.id, type: 'set_mode', payload: { mode }, actor }, 'terminal'))
  }
  const after = { ...((await services.store.machines.get(before.id)) ?? before), name, mode }
  await services.store.machines.put(after)
  await recordAct(services, actor, {
    action: 'change_machine',
    subject: before.id,
    before: { name: before.name, mode: before.mode },
    after: { name, mode },
  })
  return after
}
