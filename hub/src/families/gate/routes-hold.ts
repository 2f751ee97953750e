/** Holding gates open: all of the site as a state that outlives everything, or one lane at its own machine. */
import { controlAnswer, gateHoldView, holdBody, laneHoldBody, waitQuery } from '@palang/protocol'
import { Hono } from 'hono'
import { isHidden, mustReachMachine, mustReachOutlet } from '../../access/reach.ts'
import { commandAnswer } from '../../edges/http/command-outcome.ts'
import type { AppEnv } from '../../edges/http/context.ts'
import { body, describe, query } from '../../edges/http/describe.ts'
import { idempotencyKeyOf, type Idempotent } from '../../edges/http/idempotency.ts'
import { mustHaveBarrier } from '../../edges/http/named-machine.ts'
import { allow } from '../../edges/http/rights.ts'
import type { HubServices } from '../../services.ts'
import { barriersOf } from '../../site-machines.ts'

/** `/api/gate/hold` */
export function holdRoutes(services: HubServices, idempotent: Idempotent) {
  const { hold, site } = services
  return new Hono<AppEnv>()
    .get(
      '/api/gate/hold',
      describe({
        id: 'getGateHold',
        tag: 'Gates',
        summary: 'Whether the gates are held open, and which of them are proven open',
        ok: { schema: gateHoldView },
      }),
      allow('viewer'),
      c => c.json(hold.view(barriersOf(site).filter(id => !isHidden(c.get('reach'), id)))),
    )
    .post(
      '/api/gate/hold',
      describe({
        id: 'holdGates',
        tag: 'Gates',
        summary: 'Hold every gate open, as in a fire',
        description:
          'A state, not a command: it outlives restarts of the hub and of the gates, and a gate that connects later obeys it too. Answers at once; `gates` tells what is proven of each, and does so whenever it is asked for.',
        ok: { schema: gateHoldView },
        errors: ['database_unavailable'],
        idempotent: true,
      }),
      allow('operator'),
      body(holdBody),
      idempotent({ interrupted: 'rerun' }),
      async c => {
        mustReachOutlet(c.get('reach'), site.outlet.id)
        await hold.hold(c.get('actor'), c.req.valid('json').reason)
        return c.json(hold.view())
      },
    )
    .post(
      '/api/gate/hold/release',
      describe({
        id: 'releaseGates',
        tag: 'Gates',
        summary: 'Let go of every gate that is held open',
        description: 'Also of lanes held at their own machine, where it can be reached. Each closes once nothing stands under it.',
        ok: { schema: gateHoldView },
        errors: ['conflict', 'database_unavailable'],
        idempotent: true,
      }),
      allow('operator'),
      body(holdBody),
      idempotent({ interrupted: 'rerun' }),
      async c => {
        mustReachOutlet(c.get('reach'), site.outlet.id)
        await hold.release(c.get('actor'), c.req.valid('json').reason)
        return c.json(hold.view())
      },
    )
    .route('/', laneHoldRoute(services, idempotent))
}

function laneHoldRoute(services: HubServices, idempotent: Idempotent) {
  return new Hono<AppEnv>().post(
    '/api/gate/hold/lane/:gate_id',
    describe({
      id: 'holdLane',
      tag: 'Gates',
      summary: 'Hold one gate open, or let go of it',
      path: { gate_id: 'gate_in' },
      ok: { schema: controlAnswer },
      errors: ['unknown_machine', 'no_barrier', 'machine_offline', 'held_open', 'expired', 'outcome_unknown'],
      idempotent: true,
    }),
    allow('operator'),
    query(waitQuery),
    body(laneHoldBody),
    idempotent({ interrupted: 'rerun' }),
    async c => {
      const gateId = c.req.param('gate_id')
      mustHaveBarrier(services, gateId)
      mustReachMachine(c.get('reach'), gateId)
      const { held, reason } = c.req.valid('json')
      const request = {
        machineId: gateId,
        type: 'lane_hold' as const,
        payload: { gate_id: gateId, held, reason },
        actor: c.get('actor'),
        reason,
        idempotencyKey: idempotencyKeyOf(c),
      }
      return c.json(await commandAnswer(services, request, c.req.valid('query').wait))
    },
  )
}
