/** Machines that are not in the site file: adding and taking them off, under both names. */
import { machineView as machineSchema, newMachineBody } from '@palang/protocol'
import { Hono } from 'hono'
import type { z } from 'zod'
import { mustReachMachine, mustReachOutlet, type Reach } from '../../access/reach.ts'
import { addMachine, removeMachine } from '../../machine-changes.ts'
import { machineDetails } from '../../machine-details.ts'
import type { Actor, HubServices } from '../../services.ts'
import type { AppEnv } from './context.ts'
import { body, describe, type RouteText } from './describe.ts'
import { howAdded } from './machine-conditions.ts'
import { allow } from './rights.ts'
import { machineView } from './views.ts'

const adding: Omit<RouteText, 'id' | 'summary'> = {
  tag: 'Machines',
  description:
    'It has no controller: it posts readings, or has a treatment device on MQTT. Machines with a controller stand in the site file.',
  ok: { status: 201, schema: machineSchema },
  errors: ['already_exists', 'conflict', 'not_found'],
}
const removing: Omit<RouteText, 'id' | 'summary'> = {
  tag: 'Machines',
  description:
    'Its tokens go with it. Where sessions, events or work tell of it, it is retired: off every list unless retired ones are asked for, its history stays. A machine of the site file is removed there.',
  path: { id: 'vending-11' },
  ok: { status: 204 },
  errors: ['unknown_machine', 'conflict'],
}

/** `/api/v1/machines` and its older name `/api/machines`. */
export function addedMachineRoutes(services: HubServices) {
  const add = async (actor: Actor, reach: Reach, wanted: z.output<typeof newMachineBody>) => {
    const outletId = wanted.outlet_id ?? wanted.outlet ?? services.site.outlet.id
    mustReachOutlet(reach, outletId)
    const machine = await addMachine(services, actor, { ...wanted, outletId })
    return machineView(machine, undefined, {
      ...howAdded(services.announced, machine.id),
      ...(await machineDetails(services.store))(machine),
    })
  }
  const remove = async (actor: Actor, reach: Reach, id: string) => {
    mustReachMachine(reach, id)
    await removeMachine(services, actor, id)
  }
  return new Hono<AppEnv>()
    .post(
      '/api/v1/machines',
      describe({ id: 'addMachine', summary: 'Add a machine without a controller', ...adding }),
      allow('admin'),
      body(newMachineBody),
      async c => c.json(await add(c.get('actor'), c.get('reach'), c.req.valid('json')), 201),
    )
    .post(
      '/api/machines',
      describe({ id: 'addMachineByOldName', summary: 'The same under its older name', ...adding }),
      allow('admin'),
      body(newMachineBody),
      async c => c.json(await add(c.get('actor'), c.get('reach'), c.req.valid('json')), 201),
    )
    .delete(
      '/api/v1/machines/:id',
      describe({ id: 'removeMachine', summary: 'Remove or retire a machine without a controller', ...removing }),
      allow('admin'),
      async c => c.body(await remove(c.get('actor'), c.get('reach'), c.req.param('id')).then(() => null), 204),
    )
    .delete(
      '/api/machines/:id',
      describe({ id: 'removeMachineByOldName', summary: 'The same under its older name', ...removing }),
      allow('admin'),
      async c => c.body(await remove(c.get('actor'), c.get('reach'), c.req.param('id')).then(() => null), 204),
    )
}
