/** Treatment devices over HTTP: entering, assigning and retiring them, and the breaks in their counters. */
import {
  assignDeviceBody,
  breaksAnswer,
  breaksQuery,
  closeBreakBody,
  counterBreakView,
  deviceReasonBody,
  machineDevicesAnswer,
  newDeviceAnswer,
  newDeviceBody,
  treatmentDeviceDetail,
} from '@palang/protocol'
import { Hono } from 'hono'
import { isHidden, mustReachMachine, type Reach } from '../../access/reach.ts'
import type { Tokens } from '../../access/tokens.ts'
import type { AppEnv } from '../../edges/http/context.ts'
import { body, describe, query, type RouteText } from '../../edges/http/describe.ts'
import { refusal } from '../../edges/http/problem.ts'
import { allow } from '../../edges/http/rights.ts'
import { pageFrom, pageView } from '../../edges/http/views.ts'
import type { Actor, HubServices } from '../../services.ts'
import type { TelemetryDeviceRecord } from '../../store/treatments.ts'
import { closeGap, enterDevice, retireDevice } from './device-acts.ts'
import { breakView, devicesAtMachine, isDeviceHidden, treatmentDevice } from './device-views.ts'

interface Parts {
  services: HubServices
  tokens: Pick<Tokens, 'add' | 'list' | 'revoke'>
}

const one: Omit<RouteText, 'id' | 'summary'> = {
  tag: 'Machines',
  path: { device_id: '3C:8A:1F:A4:3E:C4' },
  ok: { schema: treatmentDeviceDetail },
  errors: ['not_found', 'conflict'],
}

/** Below `/api/devices` */
export function deviceRoutes(parts: Parts) {
  return new Hono<AppEnv>()
    .route('/', enterRoutes(parts))
    .route('/', placeRoutes(parts))
    .route('/', machineDeviceRoutes(parts))
    .route('/', breakRoutes(parts))
}

function enterRoutes({ services, tokens }: Parts) {
  return new Hono<AppEnv>().post(
    '/api/devices',
    describe({
      id: 'addDevice',
      tag: 'Machines',
      summary: 'Enter a treatment device, and put it at a machine',
      description:
        'A device that is known already is put at the machine, with all that waited since it was first heard. With `with_token` it gets a token for the broker of the hub, whose secret is shown this once.',
      ok: { status: 201, schema: newDeviceAnswer },
      errors: ['unknown_machine', 'not_supported', 'conflict'],
    }),
    allow('admin'),
    body(newDeviceBody),
    async c => {
      const actor = c.get('actor')
      const { device_id: deviceId, with_token: withToken = false, machine_id: machineId, from, reason } = c.req.valid('json')
      if (machineId === undefined || withToken) mustSeeAll(actor)
      if (machineId === undefined) await enterDevice(services, actor, deviceId)
      else await assign(services, c, { deviceId, machineId, from, reason })
      const view = await treatmentDevice(services, c.get('reach'), known(services, deviceId))
      if (!withToken) return c.json(view, 201)
      const about = { name: deviceId, scopes: [], outlets: null, machineId: deviceId, expiresInDays: null }
      return c.json({ ...view, token: (await tokens.add(actor, { kind: 'device', ...about })).secret }, 201)
    },
  )
}

function placeRoutes({ services, tokens }: Parts) {
  return new Hono<AppEnv>()
    .post(
      '/api/devices/:device_id/assign',
      describe({
        id: 'assignDevice',
        summary: 'Put a device at a machine',
        ...one,
        description: 'The device that was there, and the machine where this one was, are left at that moment; both keep what they did.',
        errors: ['not_found', 'unknown_machine', 'not_supported', 'conflict'],
      }),
      allow('admin'),
      body(assignDeviceBody),
      async c => {
        const { machine_id: machineId, from, reason } = c.req.valid('json')
        const { id: deviceId } = known(services, c.req.param('device_id'))
        await assign(services, c, { deviceId, machineId, from, reason })
        return c.json(await treatmentDevice(services, c.get('reach'), known(services, deviceId)))
      },
    )
    .post(
      '/api/devices/:device_id/release',
      describe({ id: 'releaseDevice', summary: 'Take a device from its machine; it waits for another', ...one }),
      allow('admin'),
      body(deviceReasonBody),
      async c => {
        const { id } = seen(services, c.get('reach'), c.req.param('device_id'))
        await services.treatments.assignments.release(c.get('actor'), id, c.req.valid('json').reason)
        return c.json(await treatmentDevice(services, c.get('reach'), known(services, id)))
      },
    )
    .post(
      '/api/devices/:device_id/retire',
      describe({ id: 'retireDevice', summary: 'Take a device out of use, with its tokens', ...one }),
      allow('admin', { everywhere: true }),
      body(deviceReasonBody),
      async c => {
        const { id } = known(services, c.req.param('device_id'))
        await retireDevice(services, c.get('actor'), id, c.req.valid('json').reason)
        const own = (await tokens.list()).filter(token => token.kind === 'device' && token.machineId === id)
        for (const token of own) await tokens.revoke(c.get('actor'), token.id)
        return c.json(await treatmentDevice(services, c.get('reach'), known(services, id)))
      },
    )
}

function machineDeviceRoutes({ services }: Parts) {
  return new Hono<AppEnv>().get(
    '/api/v1/machines/:id/devices',
    describe({
      id: 'listMachineDevices',
      tag: 'Machines',
      summary: 'The treatment devices that are and were at a machine, newest first',
      path: { id: 'ozon-1' },
      ok: { schema: machineDevicesAnswer },
      errors: ['unknown_machine'],
    }),
    allow('viewer'),
    async c => {
      const id = c.req.param('id')
      mustReachMachine(c.get('reach'), id)
      if ((await services.store.machines.get(id)) === undefined) throw refusal('unknown_machine', 'there is no such machine')
      return c.json({ items: devicesAtMachine(services, id) })
    },
  )
}

function breakRoutes({ services }: Parts) {
  return new Hono<AppEnv>()
    .get(
      '/api/devices/:device_id/breaks',
      describe({
        id: 'listCounterBreaks',
        summary: 'Where the counters of a device and its events do not agree, newest first',
        ...one,
        ok: { schema: breaksAnswer },
      }),
      allow('viewer'),
      query(breaksQuery),
      async c => {
        const { id: deviceId } = seen(services, c.get('reach'), c.req.param('device_id'))
        const { open, ...page } = c.req.valid('query')
        const found = await services.store.treatments.breaks({ deviceId, open }, pageFrom(page))
        // What it was short of elsewhere is the business of those there.
        const items = found.items.filter(({ machineId }) => machineId === null || !isHidden(c.get('reach'), machineId))
        return c.json(pageView({ ...found, items }, breakView))
      },
    )
    .post(
      '/api/devices/:device_id/breaks/:id/close',
      describe({
        id: 'closeCounterBreak',
        summary: 'Put a gap away of which nothing will come any more',
        ...one,
        path: { device_id: '3C:8A:1F:A4:3E:C4', id: '019bda5e-9a40-7000-8000-0000000000e7' },
        ok: { schema: counterBreakView },
      }),
      allow('admin'),
      body(closeBreakBody),
      async c => {
        const { id: deviceId } = seen(services, c.get('reach'), c.req.param('device_id'))
        const gap = { deviceId, id: c.req.param('id'), reason: c.req.valid('json').reason }
        return c.json(breakView(await closeGap(services, c.get('actor'), gap)))
      },
    )
}

interface Where {
  deviceId: string
  machineId: string
  from?: string | undefined
  reason?: string | undefined
}

/** Both the machine and where the device is now must be in reach; one that waits is anybody's who knows its name. */
async function assign(services: HubServices, c: { get(name: 'actor'): Actor; get(name: 'reach'): Reach }, where: Where): Promise<void> {
  const reach = c.get('reach')
  mustReachMachine(reach, where.machineId)
  const now = services.treatments.book.placeOf(where.deviceId)
  if (now !== undefined) mustReachMachine(reach, now.machineId)
  if (where.from !== undefined && Date.parse(where.from) > services.clock.now()) {
    const message = 'this moment has not come yet'
    throw refusal('invalid_request', `from: ${message}`, { errors: [{ path: 'from', message }] })
  }
  await services.treatments.assignments.assign(c.get('actor'), where)
}

function mustSeeAll({ outlets }: Actor): void {
  if (outlets !== undefined) throw refusal('forbidden', 'this concerns every outlet, and you have only some')
}

function known({ treatments }: HubServices, deviceId: string): TelemetryDeviceRecord {
  const device = treatments.book.device(deviceId)
  if (device === undefined) throw refusal('not_found', 'there is no such device')
  return device
}

/** As {@link known}; throws `forbidden` for one at a machine that is not theirs, or that waits. */
function seen(services: HubServices, reach: Reach, deviceId: string): TelemetryDeviceRecord {
  const device = known(services, deviceId)
  if (isDeviceHidden(services, reach, deviceId)) throw refusal('forbidden', 'this device is at no machine of yours')
  return device
}
