/** What the water family adds to the HTTP API: a pour that nobody pays for. */
import { uuidv7 } from '@palang/kit'
import { controlAnswer, dispenseBody, waitQuery } from '@palang/protocol'
import { Hono } from 'hono'
import { mustReachMachine } from '../../access/reach.ts'
import { commandLifeView, provenOrThrow, sendAndWait } from '../../edges/http/command-outcome.ts'
import type { AppEnv } from '../../edges/http/context.ts'
import { body, describe, query } from '../../edges/http/describe.ts'
import { idempotencyKeyOf, type Idempotent } from '../../edges/http/idempotency.ts'
import { mustBeWater } from '../../edges/http/machine-list.ts'
import { allow } from '../../edges/http/rights.ts'
import { commandView } from '../../edges/http/views.ts'
import type { HubServices } from '../../services.ts'

/** Every route of the water family. */
export function waterRoutes(services: HubServices, idempotent: Idempotent) {
  return new Hono<AppEnv>().post(
    '/api/v1/machines/:id/dispense',
    describe({
      id: 'dispenseWater',
      tag: 'Machines',
      summary: 'Pour water that nobody pays for',
      description:
        'A test pour while the machine is under maintenance, else water given by an operator. Waits until the flow meter has counted it, or with `wait=accepted` until the machine took the command. That takes as long as the water does: half a minute a litre and ten seconds more at most.',
      path: { id: 'vending-1' },
      ok: { schema: controlAnswer },
      errors: [
        'unknown_machine',
        'not_supported',
        'machine_offline',
        'machine_busy',
        'machine_disabled',
        'device_unavailable',
        'pour_blocked',
        'pour_incomplete',
        'expired',
        'outcome_unknown',
      ],
      idempotent: true,
    }),
    allow('operator'),
    query(waitQuery),
    body(dispenseBody),
    idempotent({ interrupted: 'rerun' }),
    async c => {
      const machineId = c.req.param('id')
      mustReachMachine(c.get('reach'), machineId)
      mustBeWater(services, machineId)
      const { volume_ml, reason } = c.req.valid('json')
      const { wait } = c.req.valid('query')
      const request = {
        machineId,
        type: 'dispense' as const,
        payload: { machine_id: machineId, volume_ml },
        actor: c.get('actor'),
        reason,
        idempotencyKey: idempotencyKeyOf(c),
        sessionId: uuidv7(),
      }
      const command = provenOrThrow(await sendAndWait(services, request, wait))
      if (wait === 'accepted') return c.json(commandView(command))
      const life = await services.store.commands.get(command.id)
      return c.json(await commandLifeView(services.store, { command, events: life?.events ?? [] }))
    },
  )
}
