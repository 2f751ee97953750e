/** Calls for help at gates: which there were, and what a person says to one. */
import { controlAnswer, helpCalls, helpReplyBody, waitQuery } from '@palang/protocol'
import { Hono } from 'hono'
import { isHidden, mustReachMachine } from '../../access/reach.ts'
import { callsOf, helpFacts } from '../../domain/help-calls.ts'
import { commandAnswer } from '../../edges/http/command-outcome.ts'
import type { AppEnv } from '../../edges/http/context.ts'
import { body, describe, query } from '../../edges/http/describe.ts'
import { idempotencyKeyOf, type Idempotent } from '../../edges/http/idempotency.ts'
import { mustBeGate } from '../../edges/http/named-machine.ts'
import { allow } from '../../edges/http/rights.ts'
import type { HubServices } from '../../services.ts'
import { gatesOf } from '../../site-machines.ts'

/** Calls told of each gate; older ones are in its facts. */
const callsPerGate = 50

/** `/api/gate/help` */
export function helpRoutes(services: HubServices, idempotent: Idempotent) {
  const { site, store } = services
  return new Hono<AppEnv>()
    .get(
      '/api/gate/help',
      describe({
        id: 'listHelpCalls',
        tag: 'Gates',
        summary: 'The last calls for help, who answered and after how long',
        ok: { schema: helpCalls },
      }),
      allow('viewer'),
      async c => {
        const gates = gatesOf(site).filter(id => !isHidden(c.get('reach'), id))
        const asked = gates.flatMap(machineId => helpFacts.map(type => store.facts.list({ machineId, type }, { limit: callsPerGate })))
        const facts = (await Promise.all(asked)).flatMap(page => page.items)
        return c.json({ items: callsOf(facts) })
      },
    )
    .post(
      '/api/gate/help/:gate_id',
      describe({
        id: 'replyToHelpCall',
        tag: 'Gates',
        summary: 'Answer a call for help, have the screen at the gate say something, or end the call',
        description: 'Whoever says something has answered. `say` takes one of the ready-made phrases or a text; `end` says how it ended.',
        path: { gate_id: 'gate_in' },
        ok: { schema: controlAnswer },
        errors: ['unknown_machine', 'machine_offline', 'not_found', 'expired', 'outcome_unknown'],
        idempotent: true,
      }),
      allow('operator'),
      query(waitQuery),
      body(helpReplyBody),
      idempotent({ interrupted: 'rerun' }),
      async c => {
        const gateId = c.req.param('gate_id')
        mustBeGate(services, gateId)
        mustReachMachine(c.get('reach'), gateId)
        const actor = c.get('actor')
        const payload = { ...c.req.valid('json'), gate_id: gateId, by: actor.id }
        const request = { machineId: gateId, type: 'help_reply' as const, payload, actor, idempotencyKey: idempotencyKeyOf(c) }
        return c.json(await commandAnswer(services, request, c.req.valid('query').wait))
      },
    )
}
