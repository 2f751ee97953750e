/** Outlets: that of the site file, and those that were added. */
import { newOutletBody, outletChangeBody, outletsAnswer, outletsQuery, outletView as outletSchema, type OutletView } from '@palang/protocol'
import { Hono } from 'hono'
import type { z } from 'zod'
import { mustReachOutlet, type Reach } from '../../access/reach.ts'
import type { Outlet } from '../../outlets.ts'
import type { Actor, HubServices } from '../../services.ts'
import type { AppEnv } from './context.ts'
import { body, describe, query, type RouteText } from './describe.ts'
import { refusal } from './problem.ts'
import { allow } from './rights.ts'

const one: Omit<RouteText, 'id' | 'summary'> = {
  tag: 'Machines',
  path: { outlet_id: 'pusat' },
  ok: { schema: outletSchema },
  errors: ['not_found'],
}
const changing: Omit<RouteText, 'id' | 'summary'> = {
  ...one,
  description: 'Only what is given changes. Name and time zone of the outlet of the site file are changed there.',
  errors: ['not_found', 'conflict'],
}

/** `/api/outlets` */
export function outletRoutes(services: HubServices) {
  return new Hono<AppEnv>().route('/', outletPages(services)).route('/', outletChanges(services))
}

function outletPages(services: HubServices) {
  const { outlets } = services
  return new Hono<AppEnv>()
    .get(
      '/api/outlets',
      describe({ id: 'listOutlets', tag: 'Machines', summary: 'Outlets', ok: { schema: outletsAnswer } }),
      allow('viewer'),
      query(outletsQuery),
      async c => {
        const { only } = c.get('reach')
        const { retired = false } = c.req.valid('query')
        const wanted = [...outlets.list(), ...(retired ? outlets.retired() : [])]
        const seen = wanted.filter(({ id }) => only === undefined || only.outletIds.includes(id))
        return c.json({ items: seen.map(await viewerOf(services)), next_cursor: null })
      },
    )
    .get('/api/outlets/:outlet_id', describe({ id: 'getOutlet', summary: 'One outlet', ...one }), allow('viewer'), async c =>
      c.json((await viewerOf(services))(found(services, c.get('reach'), c.req.param('outlet_id')))),
    )
}

function outletChanges(services: HubServices) {
  const { outlets } = services
  const change = async (actor: Actor, reach: Reach, id: string, wanted: z.output<typeof outletChangeBody>) =>
    (await viewerOf(services))(await outlets.change(actor, found(services, reach, id).id, wanted))
  return new Hono<AppEnv>()
    .post(
      '/api/outlets',
      describe({
        id: 'addOutlet',
        tag: 'Machines',
        summary: 'Add an outlet',
        ok: { status: 201, schema: outletSchema },
        errors: ['already_exists'],
      }),
      allow('admin', { everywhere: true }),
      body(newOutletBody),
      async c => c.json(outletView(await outlets.add(c.get('actor'), c.req.valid('json')), 0, false), 201),
    )
    .put(
      '/api/outlets/:outlet_id',
      describe({ id: 'putOutlet', summary: 'Change what is said of an outlet', ...changing }),
      allow('admin'),
      body(outletChangeBody),
      async c => c.json(await change(c.get('actor'), c.get('reach'), c.req.param('outlet_id'), c.req.valid('json'))),
    )
    .patch(
      '/api/outlets/:outlet_id',
      describe({ id: 'changeOutlet', summary: 'As PUT', ...changing }),
      allow('admin'),
      body(outletChangeBody),
      async c => c.json(await change(c.get('actor'), c.get('reach'), c.req.param('outlet_id'), c.req.valid('json'))),
    )
    .delete(
      '/api/outlets/:outlet_id',
      describe({
        id: 'removeOutlet',
        summary: 'Remove or retire an outlet',
        ...changing,
        description:
          'It is retired where machines stood or something was done there, and gone otherwise. Its machines are taken off first.',
        ok: { status: 204 },
      }),
      allow('admin'),
      async c => {
        await outlets.remove(c.get('actor'), found(services, c.get('reach'), c.req.param('outlet_id')).id)
        return c.body(null, 204)
      },
    )
}

/** Throws `forbidden`, `not_found`. */
function found({ outlets }: HubServices, reach: Reach, id: string): Outlet {
  mustReachOutlet(reach, id)
  const outlet = outlets.get(id)
  if (outlet === undefined) throw refusal('not_found', 'there is no such outlet')
  return outlet
}

/** Outlets as they leave, with the machines as they stand now. */
async function viewerOf({ store, outlets, announced }: HubServices): Promise<(outlet: Outlet) => OutletView> {
  const machines = (await store.machines.all()).filter(({ id }) => !announced.isRetired(id))
  const counts = Map.groupBy(machines, ({ outletId }) => outletId)
  return outlet => outletView(outlet, counts.get(outlet.id)?.length ?? 0, outlets.isOfSiteFile(outlet.id))
}

function outletView(outlet: Outlet, machines: number, ofSiteFile: boolean): OutletView {
  const { id, name, timezone, currency, location, address, contactPerson, contactPhone, isActive, retiredAt } = outlet
  return {
    ...{ id, name, timezone, currency, machines, location, address },
    contact_person: contactPerson,
    contact_phone: contactPhone,
    is_active: isActive,
    of_site_file: ofSiteFile,
    retired_at: retiredAt,
  }
}
