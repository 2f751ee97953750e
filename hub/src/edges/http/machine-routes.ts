/** Machines of every family: what they are, how they stand, and changing their name or mode. */
import {
  historyQuery,
  machineChangeBody,
  machineDetail,
  machineHistory,
  machinesAnswer,
  machinesQuery,
  type MachineDetail,
} from '@palang/protocol'
import { Hono } from 'hono'
import type { z } from 'zod'
import { isHidden, mustReachMachine, type Reach } from '../../access/reach.ts'
import { changeRecord, modeAfter } from '../../machine-changes.ts'
import { machineDetails } from '../../machine-details.ts'
import type { Actor, HubServices } from '../../services.ts'
import type { MachineRecord } from '../../store/records.ts'
import { provenOrThrow, sendAndWait } from './command-outcome.ts'
import type { AppEnv } from './context.ts'
import { body, describe, query, type RouteText } from './describe.ts'
import { ageOf, conditionsOf, howAdded } from './machine-conditions.ts'
import { refusal } from './problem.ts'
import { allow } from './rights.ts'
import { factView, machineView, pageFrom, pageView } from './views.ts'

/** `/api/v1/machines` and its older name `/api/machines`. */
export function machineRoutes(services: HubServices) {
  return new Hono<AppEnv>().route('/', machineLists(services)).route('/', machinePages(services)).route('/', machineHistoryPage(services))
}

function machineLists({ store, fleet, announced }: HubServices) {
  const listMachines = async ({ retired = false, ...page }: z.output<typeof machinesQuery>, reach: Reach) => {
    const found = await store.machines.list(pageFrom({ ...page, limit: page.limit ?? 500 }))
    const detailsOf = await machineDetails(store)
    const presence = new Map(fleet.presence().map(p => [p.machineId, p]))
    const items = found.items
      .filter(({ id }) => !isHidden(reach, id) && (retired || !announced.isRetired(id)))
      .map(machine => machineView(machine, presence.get(machine.id), { ...howAdded(announced, machine.id), ...detailsOf(machine) }))
    return { items, next_cursor: found.nextCursor }
  }
  return new Hono<AppEnv>()
    .get(
      '/api/v1/machines',
      describe({ id: 'listMachines', tag: 'Machines', summary: 'Machines of all families', ok: { schema: machinesAnswer } }),
      allow('viewer'),
      query(machinesQuery),
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
      query(machinesQuery),
      async c => c.json(await listMachines(c.req.valid('query'), c.get('reach'))),
    )
}

const reading: Omit<RouteText, 'id' | 'summary'> = {
  tag: 'Machines',
  path: { id: 'gate_in' },
  ok: { schema: machineDetail },
  errors: ['unknown_machine'],
}
const changing: Omit<RouteText, 'id' | 'summary'> = {
  ...reading,
  description: 'Only what is given changes. A mode is changed by the machine itself; when it does not take it, nothing changes.',
  errors: ['unknown_machine', 'machine_offline', 'not_supported', 'outcome_unknown', 'conflict'],
}

function machinePages(services: HubServices) {
  const show = async (reach: Reach, id: string) => machineWithLatest(services, await mustFind(services, reach, id))
  const change = async (actor: Actor, reach: Reach, id: string, wanted: z.output<typeof machineChangeBody>) =>
    machineWithLatest(services, await changeMachine(services, actor, await mustFind(services, reach, id), wanted))
  return new Hono<AppEnv>()
    .get(
      '/api/v1/machines/:id',
      describe({ id: 'getMachine', summary: 'One machine with its latest status', ...reading }),
      allow('viewer'),
      async c => c.json(await show(c.get('reach'), c.req.param('id'))),
    )
    .get(
      '/api/machines/:id',
      describe({ id: 'getMachineByOldName', summary: 'The same under its older name', ...reading }),
      allow('viewer'),
      async c => c.json(await show(c.get('reach'), c.req.param('id'))),
    )
    .patch(
      '/api/v1/machines/:id',
      describe({ id: 'changeMachine', summary: 'Change name, mode or what else is said of a machine', ...changing }),
      allow('admin'),
      body(machineChangeBody),
      async c => c.json(await change(c.get('actor'), c.get('reach'), c.req.param('id'), c.req.valid('json'))),
    )
    .put(
      '/api/v1/machines/:id',
      describe({ id: 'putMachine', summary: 'As PATCH', ...changing }),
      allow('admin'),
      body(machineChangeBody),
      async c => c.json(await change(c.get('actor'), c.get('reach'), c.req.param('id'), c.req.valid('json'))),
    )
    .patch(
      '/api/machines/:id',
      describe({ id: 'changeMachineByOldName', summary: 'As PATCH, under its older name', ...changing }),
      allow('admin'),
      body(machineChangeBody),
      async c => c.json(await change(c.get('actor'), c.get('reach'), c.req.param('id'), c.req.valid('json'))),
    )
    .put(
      '/api/machines/:id',
      describe({ id: 'putMachineByOldName', summary: 'As PATCH, under its older name', ...changing }),
      allow('admin'),
      body(machineChangeBody),
      async c => c.json(await change(c.get('actor'), c.get('reach'), c.req.param('id'), c.req.valid('json'))),
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

async function machineWithLatest(services: HubServices, machine: MachineRecord): Promise<MachineDetail> {
  const presence = services.fleet.presence().find(p => p.machineId === machine.id)
  const latest = services.live.latest(machine.id).map(message => {
    const { type, at, receivedAt, payload, stale = false } = message
    return [type, { at, received_at: receivedAt, age_s: ageOf(services, message), stale, payload }]
  })
  const details = (await machineDetails(services.store))(machine)
  const view = machineView(machine, presence, { ...howAdded(services.announced, machine.id), ...details })
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
  { retired, ...change }: z.output<typeof machineChangeBody>,
): Promise<MachineRecord> {
  if (retired === false && services.announced.isRetired(before.id)) await services.announced.restore(actor, before.id)
  const mode = modeAfter(before, change)
  // Who has no controller cannot be told: its mode is what people say of it.
  if (mode !== before.mode && !services.announced.has(before.id)) {
    provenOrThrow(await sendAndWait(services, { machineId: before.id, type: 'set_mode', payload: { mode }, actor }, 'terminal'))
  }
  return changeRecord(services, actor, before, { ...change, mode })
}
