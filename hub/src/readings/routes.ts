/** Readings over HTTP: machines post what they measure, and those that are not in the site file come and go. */
import { newMachineBody, machineView as machineSchema, qualityAnswer, qualityBody, slug, type QualityAnswer } from '@palang/protocol'
import { Hono } from 'hono'
import { mustReachMachine, mustReachOutlet, type Reach } from '../access/reach.ts'
import { reasonsOf } from '../domain/water-quality.ts'
import type { AppEnv } from '../edges/http/context.ts'
import { body, describe } from '../edges/http/describe.ts'
import { refusal } from '../edges/http/problem.ts'
import { allow, machineFor } from '../edges/http/rights.ts'
import { machineView } from '../edges/http/views.ts'
import type { Actor, HubServices } from '../services.ts'
import { machineOf } from '../site-machines.ts'
import { seriesRoutes } from './routes-series.ts'
import { readingTime } from './reading-time.ts'

const announcing = 'machines:announce'

/** Everything about readings and the machines that post them. */
export function readingRoutes(services: HubServices) {
  return new Hono<AppEnv>().route('/', postRoutes(services)).route('/', machineRoutes(services)).route('/', seriesRoutes(services))
}

function postRoutes(services: HubServices) {
  const { site, clock, readings } = services
  return new Hono<AppEnv>().post(
    '/api/v1/machines/:id/update_quality',
    describe({
      id: 'updateQuality',
      tag: 'Machines',
      summary: 'Post a reading of the water',
      description:
        'The same machine and moment again changes nothing, so a reading may be sent until it is answered. From a token with the scope `machines:announce` the first reading of an unknown machine adds it.',
      path: { id: 'vending-1' },
      ok: { schema: qualityAnswer },
      errors: ['unknown_machine', 'not_supported', 'conflict', 'already_exists'],
    }),
    allow('operator', { machine: true, scope: announcing }),
    body(qualityBody),
    async c => {
      const machineId = machineFor(c.get('actor'), c.req.param('id'), '')
      const { tds, ph, temperature = null, at: given } = c.req.valid('json')
      const { at, assumedZone } = readingTime(given, site, clock.now())
      await mustPost(services, c.get('actor'), c.get('reach'), machineId)
      const reading = { machineId, at, tds, ph, temperature }
      const { isNew, isCounted } = await readings.post(reading)
      const reasons = reasonsOf(reading, site.water.thresholds)
      return c.json({
        machine_id: machineId,
        at,
        tds,
        ph,
        temperature,
        verdict: reasons.length > 0 ? 'bad' : 'good',
        reasons,
        new: isNew,
        counted: isCounted,
        assumed_zone: assumedZone,
      } satisfies QualityAnswer)
    },
  )
}

/** Throws unless readings of this machine may come from here; one that nobody knew is added for who may announce. */
async function mustPost({ site, announced }: HubServices, actor: Actor, reach: Reach, machineId: string): Promise<void> {
  const machine = machineOf(site, machineId)
  if (machine !== undefined || announced.has(machineId)) {
    mustReachMachine(reach, machineId)
    if (machine !== undefined && machine.family !== 'water') throw refusal('not_supported', `${machineId} is no water machine`)
    return
  }
  if (actor.scopes?.includes(announcing) !== true || !slug.safeParse(machineId).success) {
    mustReachMachine(reach, machineId)
    throw refusal('unknown_machine', 'there is no such machine')
  }
  mustReachOutlet(reach, site.outlet.id)
  await announced.announce(actor, machineId)
}

function machineRoutes({ site, announced }: HubServices) {
  return new Hono<AppEnv>()
    .post(
      '/api/v1/machines',
      describe({
        id: 'addMachine',
        tag: 'Machines',
        summary: 'Add a machine that posts readings',
        description: 'It has no controller and takes no orders. Machines with a controller stand in the site file.',
        ok: { status: 201, schema: machineSchema },
        errors: ['already_exists', 'conflict'],
      }),
      allow('admin'),
      body(newMachineBody),
      async c => {
        mustReachOutlet(c.get('reach'), site.outlet.id)
        const { id, name } = c.req.valid('json')
        return c.json(machineView(await announced.add(c.get('actor'), { id, name }), undefined, true), 201)
      },
    )
    .delete(
      '/api/v1/machines/:id',
      describe({
        id: 'removeMachine',
        tag: 'Machines',
        summary: 'Remove a machine that posts readings',
        description: 'Its tokens go with it and its history stays. A machine of the site file is removed there.',
        path: { id: 'vending-11' },
        ok: { status: 204 },
        errors: ['unknown_machine', 'conflict'],
      }),
      allow('admin'),
      async c => {
        const id = c.req.param('id')
        mustReachMachine(c.get('reach'), id)
        await announced.remove(c.get('actor'), id)
        return c.body(null, 204)
      },
    )
}
