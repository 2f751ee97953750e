/** Machines of every family: what they are, how they stand, and changing their name or mode. */
import {
  historyQuery,
  machineChangeBody,
  machineDetail,
  machineHistory,
  machinesAnswer,
  pageQuery,
  type MachineDetail,
} from '@palang/protocol'
import { Hono } from 'hono'
import { recordedChange } from '../../access/audit.ts'
import { isHidden, mustReachMachine, type Reach } from '../../access/reach.ts'
import type { Actor, HubServices } from '../../services.ts'
import type { MachineRecord } from '../../store/records.ts'
import { provenOrThrow, sendAndWait } from './command-outcome.ts'
import type { AppEnv } from './context.ts'
import { body, describe, query } from './describe.ts'
import { ageOf, conditionsOf } from './machine-conditions.ts'
import { refusal } from './problem.ts'
import { allow } from './rights.ts'
import { factView, machineView, pageFrom, pageView } from './views.ts'

/** `/api/v1/machines` and its older name `/api/machines`. */
export function machineRoutes(services: HubServices) {
  return new Hono<AppEnv>().route('/', machineLists(services)).route('/', machinePages(services)).route('/', machineHistoryPage(services))
}

function machineLists({ store, fleet, announced }: HubServices) {
  const listMachines = async (page: Parameters<typeof pageFrom>[0], reach: Reach) => {
    const found = await store.machines.list(pageFrom({ ...page, limit: page.limit ?? 500 }))
    const presence = new Map(fleet.presence().map(p => [p.machineId, p]))
    const items = found.items
      .filter(({ id }) => !isHidden(reach, id))
      .map(machine => machineView(machine, presence.get(machine.id), announced.has(machine.id)))
    return { items, next_cursor: found.nextCursor }
  }
  return new Hono<AppEnv>()
    .get(
      '/api/v1/machines',
      describe({ id: 'listMachines', tag: 'Machines', summary: 'Machines of all families', ok: { schema: machinesAnswer } }),
      allow('viewer'),
      query(pageQuery),
      async c => c.json(await listMachines(c.req.valid('query'), c.get('reach'))),
    )
    .get(
      '/api/machines',
      describe({
        id: 'listMachinesByOldName',
        tag: 'Machines',
        summary: 'The same list under its older name',
        ok: { schema: machinesAnswer },
      }),
      allow('viewer'),
      query(pageQuery),
      async c => c.json(await listMachines(c.req.valid('query'), c.get('reach'))),
    )
}

function machinePages(services: HubServices) {
  return new Hono<AppEnv>()
    .get(
      '/api/v1/machines/:id',
      describe({
        id: 'getMachine',
        tag: 'Machines',
        summary: 'One machine with its latest status',
        path: { id: 'gate_in' },
        ok: { schema: machineDetail },
        errors: ['unknown_machine'],
      }),
      allow('viewer'),
      async c => c.json(machineWithLatest(services, await mustFind(services, c.get('reach'), c.req.param('id')))),
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
        const before = await mustFind(services, c.get('reach'), c.req.param('id'))
        const changed = await changeMachine(services, c.get('actor'), before, c.req.valid('json'))
        return c.json(machineWithLatest(services, changed))
      },
    )
}

function machineHistoryPage(services: HubServices) {
  return new Hono<AppEnv>().get(
    '/api/v1/machines/:id/history',
    describe({
      id: 'getMachineHistory',
      tag: 'Machines',
      summary: 'What happened at one machine, newest first',
      description: 'Facts of the machine, and those of the hub about it: when it was away.',
      path: { id: 'gate_in' },
      ok: { schema: machineHistory },
      errors: ['unknown_machine'],
    }),
    allow('viewer'),
    query(historyQuery),
    async c => {
      const machine = await mustFind(services, c.get('reach'), c.req.param('id'))
      const { type, ...page } = c.req.valid('query')
      const found = await services.store.facts.list({ machineId: machine.id, ...(type === undefined ? {} : { type }) }, pageFrom(page))
      return c.json(pageView(found, factView))
    },
  )
}

function machineWithLatest(services: HubServices, machine: MachineRecord): MachineDetail {
  const presence = services.fleet.presence().find(p => p.machineId === machine.id)
  const latest = services.live.latest(machine.id).map(message => {
    const { type, at, receivedAt, payload, stale = false } = message
    return [type, { at, received_at: receivedAt, age_s: ageOf(services, message), stale, payload }]
  })
  const view = machineView(machine, presence, services.announced.has(machine.id))
  return { ...view, ...conditionsOf(services, machine, presence), latest: Object.fromEntries(latest) }
}

async function mustFind({ store }: HubServices, reach: Reach, id: string): Promise<MachineRecord> {
  const machine = await store.machines.get(id)
  if (machine === undefined) throw refusal('unknown_machine', 'there is no such machine')
  mustReachMachine(reach, id)
  return machine
}

async function changeMachine(
  services: HubServices,
  actor: Actor,
  before: MachineRecord,
  change: { name?: string | undefined; mode?: MachineRecord['mode'] | undefined },
): Promise<MachineRecord> {
  const { name = before.name, mode = before.mode } = change
  // Who only posts cannot be told: its mode is what people say of it.
  if (mode !== before.mode && !services.announced.has(before.id)) {
    provenOrThrow(await sendAndWait(services, { machineId: before.id, type: 'set_mode', payload: { mode }, actor }, 'terminal'))
  }
  return recordedChange(services, actor, async (tx, note) => {
    const after = { ...((await tx.machines.get(before.id)) ?? before), name, mode }
    await tx.machines.put(after)
    note({
      action: 'change_machine',
      subject: before.id,
      before: { name: before.name, mode: before.mode },
      after: { name, mode },
    })
    return after
  })
}
