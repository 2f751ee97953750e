/** Looking after machines over HTTP. */
import { maintenanceEntryBody, maintenancePlanBody, maintenanceView } from '@palang/protocol'
import { Hono } from 'hono'
import { mustReachMachine, type Reach } from '../../access/reach.ts'
import { maintenanceOf, noteMaintenance, planMaintenance } from '../../maintenance.ts'
import type { HubServices } from '../../services.ts'
import type { MachineRecord } from '../../store/records.ts'
import type { AppEnv } from './context.ts'
import { body, describe } from './describe.ts'
import type { Idempotent } from './idempotency.ts'
import { refusal } from './problem.ts'
import { allow } from './rights.ts'

/** `/api/v1/machines/{id}/maintenance` and its plan. */
export function maintenanceRoutes(services: HubServices, idempotent: Idempotent) {
  const found = async (reach: Reach, id: string): Promise<MachineRecord> => {
    mustReachMachine(reach, id)
    const machine = await services.store.machines.get(id)
    if (machine === undefined) throw refusal('unknown_machine', 'there is no such machine')
    return machine
  }
  const about = { tag: 'Machines', path: { id: 'ozon-1' }, errors: ['unknown_machine'] } as const
  return new Hono<AppEnv>()
    .get(
      '/api/v1/machines/:id/maintenance',
      describe({
        ...about,
        id: 'getMaintenance',
        summary: 'What is planned, due and was done about one machine',
        ok: { schema: maintenanceView },
      }),
      allow('viewer'),
      async c => c.json(await maintenanceOf(services, await found(c.get('reach'), c.req.param('id')))),
    )
    .post(
      '/api/v1/machines/:id/maintenance',
      describe({
        ...about,
        id: 'noteMaintenance',
        summary: 'Note work that was done on a machine',
        description: 'Rows are only added. What is due counts from the newest day.',
        ok: { status: 201, schema: maintenanceView },
        idempotent: true,
      }),
      allow('operator'),
      body(maintenanceEntryBody),
      idempotent({ interrupted: 'refuse' }),
      async c => {
        const machine = await found(c.get('reach'), c.req.param('id'))
        await noteMaintenance(services, c.get('actor'), machine, c.req.valid('json'))
        return c.json(await maintenanceOf(services, machine), 201)
      },
    )
    .put(
      '/api/v1/machines/:id/maintenance/plan',
      describe({
        ...about,
        id: 'planMaintenance',
        summary: 'Set after how many days or treatments a machine is due',
        ok: { schema: maintenanceView },
      }),
      allow('admin'),
      body(maintenancePlanBody),
      async c => {
        const machine = await found(c.get('reach'), c.req.param('id'))
        await planMaintenance(services, c.get('actor'), machine.id, c.req.valid('json'))
        return c.json(await maintenanceOf(services, machine))
      },
    )
}
