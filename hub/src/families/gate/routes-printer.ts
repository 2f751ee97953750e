/** Papers of which nobody knows whether they came out: one of them printed again, as a copy and for a reason. */
import { controlAnswer, reprintBody, waitQuery } from '@palang/protocol'
import { Hono } from 'hono'
import { mustReachMachine } from '../../access/reach.ts'
import { commandAnswer } from '../../edges/http/command-outcome.ts'
import type { AppEnv } from '../../edges/http/context.ts'
import { body, describe, query } from '../../edges/http/describe.ts'
import { idempotencyKeyOf, type Idempotent } from '../../edges/http/idempotency.ts'
import { mustBeGate } from '../../edges/http/named-machine.ts'
import { refusal } from '../../edges/http/problem.ts'
import { allow } from '../../edges/http/rights.ts'
import type { HubServices } from '../../services.ts'

/** `/api/gate/reprint` */
export function printerRoutes(services: HubServices, idempotent: Idempotent) {
  return new Hono<AppEnv>().post(
    '/api/gate/reprint/:gate_id',
    describe({
      id: 'reprintLostPaper',
      tag: 'Gates',
      summary: 'Print a lost ticket or receipt once more, as a copy',
      description:
        'The papers of which nobody knows whether they came out are the `lost_prints` of the gate’s `system_status`. One that is not among them is `not_found`; a copy of which nobody knows either is `outcome_unknown`, and its paper stays on offer.',
      path: { gate_id: 'gate_in' },
      ok: { schema: controlAnswer },
      errors: ['unknown_machine', 'not_supported', 'not_found', 'machine_offline', 'device_unavailable', 'expired', 'outcome_unknown'],
      idempotent: true,
    }),
    allow('operator'),
    query(waitQuery),
    body(reprintBody),
    idempotent({ interrupted: 'rerun' }),
    async c => {
      const gateId = c.req.param('gate_id')
      mustBeGate(services, gateId)
      mustReachMachine(c.get('reach'), gateId)
      mustTellOfPapers(services, gateId)
      const { job_id: jobId, reason } = c.req.valid('json')
      const request = {
        machineId: gateId,
        type: 'reprint' as const,
        payload: { gate_id: gateId, job_id: jobId, reason },
        actor: c.get('actor'),
        reason,
        idempotencyKey: idempotencyKeyOf(c),
      }
      return c.json(await commandAnswer(services, request, c.req.valid('query').wait))
    },
  )
}

/** A gate without a printer, and a controller from before the command, would never answer it. */
function mustTellOfPapers({ fleet, live }: HubServices, gateId: string): void {
  const status = live.latest(gateId).find(message => message.type === 'system_status')
  if (!fleet.isOnline(gateId) || status === undefined || 'lost_prints' in status.payload) return
  throw refusal('not_supported', `${gateId} has no printer, or its controller does not tell of lost papers`)
}
