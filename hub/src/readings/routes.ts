/** Readings over HTTP: machines post what they measure. */
import { qualityAnswer, qualityBody, slug, type QualityAnswer } from '@palang/protocol'
import { Hono } from 'hono'
import { mustReachMachine, mustReachOutlet, type Reach } from '../access/reach.ts'
import { reasonsOf } from '../domain/water-quality.ts'
import type { AppEnv } from '../edges/http/context.ts'
import { body, describe } from '../edges/http/describe.ts'
import { refusal } from '../edges/http/problem.ts'
import { allow, machineFor } from '../edges/http/rights.ts'
import type { Actor, HubServices } from '../services.ts'
import { machineOf } from '../site-machines.ts'
import { seriesRoutes } from './routes-series.ts'
import { readingTime } from './reading-time.ts'

const announcing = 'machines:announce'

/** Everything about readings. */
export function readingRoutes(services: HubServices) {
  return new Hono<AppEnv>().route('/', postRoutes(services)).route('/', seriesRoutes(services))
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
    if ((machine ?? announced.placeOf(machineId))?.family !== 'water') throw refusal('not_supported', `${machineId} is no water machine`)
    return
  }
  if (actor.scopes?.includes(announcing) !== true || !slug.safeParse(machineId).success) {
    mustReachMachine(reach, machineId)
    throw refusal('unknown_machine', 'there is no such machine')
  }
  mustReachOutlet(reach, site.outlet.id)
  await announced.announce(actor, machineId)
}
