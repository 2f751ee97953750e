/** Opening, closing and stopping barriers by hand; each act is proven or says that it is not. */
import { isCoded } from '@palang/kit'
import {
  allGatesBody,
  commandsAnswer,
  controlAnswer,
  gateControlBody,
  waitQuery,
  type ErrorCode,
  type GateControl,
  type RefusedMachine,
} from '@palang/protocol'
import { Hono } from 'hono'
import { isHidden, mustReachMachine } from '../../access/reach.ts'
import { commandAnswer, sendAndWait } from '../../edges/http/command-outcome.ts'
import type { AppEnv } from '../../edges/http/context.ts'
import { body, describe, query } from '../../edges/http/describe.ts'
import { holdRoutes } from './routes-hold.ts'
import { idempotencyKeyOf, partKey, type Idempotent } from '../../edges/http/idempotency.ts'
import { mustHaveBarrier } from '../../edges/http/named-machine.ts'
import { refusal } from '../../edges/http/problem.ts'
import { allow } from '../../edges/http/rights.ts'
import { commandView } from '../../edges/http/views.ts'
import type { Actor, CommandRequest, HubServices } from '../../services.ts'
import { barriersOf } from '../../site-machines.ts'
import type { CommandRecord } from '../../store/records.ts'

const commandRefusals: readonly ErrorCode[] = [
  'no_barrier',
  'unknown_machine',
  'machine_offline',
  'barrier_blocked',
  'barrier_fault',
  'device_unavailable',
  'expired',
  'outcome_unknown',
]

/** Barriers by hand: one, all, and held open. */
export function barrierRoutes(services: HubServices, idempotent: Idempotent) {
  return new Hono<AppEnv>().route('/', controlRoutes(services, idempotent)).route('/', holdRoutes(services, idempotent))
}

/** `/api/gate/control` */
function controlRoutes(services: HubServices, idempotent: Idempotent) {
  return new Hono<AppEnv>()
    .post(
      '/api/gate/control/:gate_id',
      describe({
        id: 'controlGate',
        tag: 'Gates',
        summary: 'Open, close or stop one barrier',
        description: 'Waits until the barrier is proven to stand where it should, or with `wait=accepted` until the gate took the command.',
        path: { gate_id: 'gate_in' },
        ok: { schema: controlAnswer },
        errors: commandRefusals,
        idempotent: true,
      }),
      allow('operator'),
      query(waitQuery),
      body(gateControlBody),
      idempotent({ interrupted: 'rerun' }),
      async c => {
        const gateId = c.req.param('gate_id')
        mustHaveBarrier(services, gateId)
        mustReachMachine(c.get('reach'), gateId)
        const request = gateCommand(gateId, c.req.valid('json'), c.get('actor'), idempotencyKeyOf(c))
        return c.json(await commandAnswer(services, request, c.req.valid('query').wait))
      },
    )
    .post(
      '/api/gate/control',
      describe({
        id: 'controlAllGates',
        tag: 'Gates',
        summary: 'Open, close or stop every barrier',
        description:
          'Answers with one command per gate, those that could not be reached among them as `rejected`; a gate for which no command came to be is under `refused`.',
        ok: { schema: commandsAnswer },
        errors: ['database_unavailable'],
        idempotent: true,
      }),
      allow('operator'),
      query(waitQuery),
      body(allGatesBody),
      idempotent({ interrupted: 'rerun' }),
      async c => {
        const control = c.req.valid('json')
        const gates = barriersOf(services.site).filter(gateId => !isHidden(c.get('reach'), gateId))
        if (gates.length === 0) throw refusal('forbidden', 'there is no gate in your outlets')
        const requests = gates.map(gateId => gateCommand(gateId, control, c.get('actor'), partKey(idempotencyKeyOf(c), gateId)))
        const outcomes = await Promise.all(requests.map(request => sentOrRefused(services, request, c.req.valid('query').wait)))
        const commands = outcomes.flatMap(outcome => ('command' in outcome ? commandView(outcome.command) : []))
        const refused = outcomes.flatMap(outcome => ('command' in outcome ? [] : outcome))
        return c.json({ commands, refused })
      },
    )
}

type BarrierAct = Pick<GateControl, 'action' | 'duration' | 'reason'>

function gateCommand(
  gateId: string,
  { action, duration, reason }: BarrierAct,
  actor: Actor,
  idempotencyKey: string | undefined,
): CommandRequest {
  const payload = { action, gate_id: gateId, ...(duration === undefined ? {} : { duration }) }
  return { machineId: gateId, type: 'gate_control', payload, actor, reason, idempotencyKey }
}

/**
 * The command, also one recorded as refused, or why none came to be. Throws `database_unavailable`: what cannot be
 * written down must not be told as done, nor kept under an idempotency key.
 */
async function sentOrRefused(
  services: HubServices,
  request: CommandRequest,
  wait: 'terminal' | 'accepted',
): Promise<{ command: CommandRecord } | RefusedMachine> {
  try {
    return { command: await sendAndWait(services, request, wait) }
  } catch (error) {
    if (!isCoded(error) || error.code === 'database_unavailable') throw error
    const id = error.detail['command_id']
    const recorded = typeof id === 'string' ? await services.store.commands.get(id) : undefined
    return recorded ?? { machine_id: request.machineId, error: { code: error.code, message: error.message } }
  }
}
