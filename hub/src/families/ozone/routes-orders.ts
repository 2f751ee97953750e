/** What a person orders a treatment machine to do, with a controller or with a device on MQTT; each act is proven or says that it is not. */
import { uuidv7 } from '@palang/kit'
import { controlAnswer, type ErrorCode, treatmentOrderBody, treatmentSettingsBody, waitQuery } from '@palang/protocol'
import { type Context, Hono } from 'hono'
import { mustReachMachine } from '../../access/reach.ts'
import { commandAnswer } from '../../edges/http/command-outcome.ts'
import type { AppEnv } from '../../edges/http/context.ts'
import { body, describe, query } from '../../edges/http/describe.ts'
import { idempotencyKeyOf, type Idempotent } from '../../edges/http/idempotency.ts'
import { refusal } from '../../edges/http/problem.ts'
import { allow } from '../../edges/http/rights.ts'
import type { CommandRequest, HubServices } from '../../services.ts'
import { machineOf } from '../../site-machines.ts'

const refusals: readonly ErrorCode[] = [
  'unknown_machine',
  'not_supported',
  'machine_offline',
  'machine_busy',
  'machine_disabled',
  'device_unavailable',
  'expired',
  'outcome_unknown',
]

/** `treatment` and `treatment/settings` of one machine. */
export function orderRoutes(services: HubServices, idempotent: Idempotent) {
  const order = (
    c: Context<AppEnv>,
    machineId: string,
    act: Omit<CommandRequest, 'machineId' | 'actor'>,
    wait: 'terminal' | 'accepted',
  ) => {
    mustReachMachine(c.get('reach'), machineId)
    mustTreat(services, machineId)
    return commandAnswer(services, { ...act, machineId, actor: c.get('actor'), idempotencyKey: idempotencyKeyOf(c) }, wait)
  }
  return new Hono<AppEnv>()
    .post(
      '/api/v1/machines/:id/treatment',
      describe({
        id: 'orderTreatment',
        tag: 'Treatments',
        summary: 'Start a treatment nobody pays for at the machine, or stop the one under way',
        description:
          'Waits until the machine, or its device, says what became of it, or with `wait=accepted` until it took the command. Nothing is kept for a machine that is away.',
        path: { id: 'ozon-1' },
        ok: { schema: controlAnswer },
        errors: [...refusals, 'treatment_blocked', 'treatment_incomplete', 'nothing_under_way'],
        idempotent: true,
      }),
      allow('operator'),
      query(waitQuery),
      body(treatmentOrderBody),
      idempotent({ interrupted: 'rerun' }),
      async c => {
        const { action, reason, ...wanted } = c.req.valid('json')
        const told = reason === undefined ? wanted : { ...wanted, reason }
        const act =
          action === 'start'
            ? { type: 'treatment_start' as const, payload: told, reason, sessionId: uuidv7() }
            : { type: 'treatment_stop' as const, payload: told, reason }
        return c.json(await order(c, c.req.param('id'), act, c.req.valid('query').wait))
      },
    )
    .post(
      '/api/v1/machines/:id/treatment/settings',
      describe({
        id: 'setTreatment',
        tag: 'Treatments',
        summary: 'Set how long treatments run and the machine rests',
        path: { id: 'ozon-1' },
        ok: { schema: controlAnswer },
        errors: refusals,
        idempotent: true,
      }),
      allow('admin'),
      query(waitQuery),
      body(treatmentSettingsBody),
      idempotent({ interrupted: 'rerun' }),
      async c => {
        const { reason, ...payload } = c.req.valid('json')
        return c.json(await order(c, c.req.param('id'), { type: 'treatment_settings', payload, reason }, c.req.valid('query').wait))
      },
    )
}

/** Throws `unknown_machine`, or `not_supported` for a machine of another family. */
function mustTreat({ site, announced }: Pick<HubServices, 'site' | 'announced'>, id: string): void {
  const family = announced.placeOf(id)?.family ?? machineOf(site, id)?.family
  if (family === undefined) throw refusal('unknown_machine', `there is no machine "${id.slice(0, 64)}"`)
  if (family !== 'ozone') throw refusal('not_supported', `${id} is no treatment machine`)
}
