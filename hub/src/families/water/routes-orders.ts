/** What a person orders a water machine to do; each act is proven or says that it is not. */
import { uuidv7 } from '@palang/kit'
import { controlAnswer, dispenseBody, type ErrorCode, flushBody, saleLockBody, stopDispenseBody, waitQuery } from '@palang/protocol'
import { type Context, Hono } from 'hono'
import { mustReachMachine } from '../../access/reach.ts'
import { commandAnswer } from '../../edges/http/command-outcome.ts'
import type { AppEnv } from '../../edges/http/context.ts'
import { body, describe, query } from '../../edges/http/describe.ts'
import { idempotencyKeyOf, type Idempotent } from '../../edges/http/idempotency.ts'
import { mustBeWater } from '../../edges/http/named-machine.ts'
import { allow } from '../../edges/http/rights.ts'
import type { CommandRequest, HubServices } from '../../services.ts'

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

/** `dispense`, `stop_dispense`, `flush` and `sale_lock` of one machine. */
export function orderRoutes(services: HubServices, idempotent: Idempotent) {
  return new Hono<AppEnv>().route('/', pourRoutes(services, idempotent)).route('/', keepingRoutes(services, idempotent))
}

/** Sends what a person ordered to a machine in reach that pours water, and answers as asked. */
function orderAt(services: HubServices) {
  return (c: Context<AppEnv>, machineId: string, act: Omit<CommandRequest, 'machineId' | 'actor'>, wait: 'terminal' | 'accepted') => {
    mustReachMachine(c.get('reach'), machineId)
    mustBeWater(services, machineId)
    return commandAnswer(services, { ...act, machineId, actor: c.get('actor'), idempotencyKey: idempotencyKeyOf(c) }, wait)
  }
}

function pourRoutes(services: HubServices, idempotent: Idempotent) {
  const order = orderAt(services)
  return new Hono<AppEnv>()
    .post(
      '/api/v1/machines/:id/dispense',
      describe({
        id: 'dispenseWater',
        tag: 'Machines',
        summary: 'Pour water that nobody pays for',
        description:
          'A test pour while the machine is under maintenance, else water given by an operator. Waits until the flow meter has counted it, or with `wait=accepted` until the machine took the command. That takes as long as the water does: half a minute a litre and ten seconds more at most.',
        path: { id: 'vending-1' },
        ok: { schema: controlAnswer },
        errors: [...refusals, 'pour_blocked', 'pour_incomplete', 'water_not_good'],
        idempotent: true,
      }),
      allow('operator'),
      query(waitQuery),
      body(dispenseBody),
      idempotent({ interrupted: 'rerun' }),
      async c => {
        const { volume_ml, reason } = c.req.valid('json')
        const act = { type: 'dispense' as const, payload: { volume_ml }, reason, sessionId: uuidv7() }
        return c.json(await order(c, c.req.param('id'), act, c.req.valid('query').wait))
      },
    )
    .post(
      '/api/v1/machines/:id/stop_dispense',
      describe({
        id: 'stopDispense',
        tag: 'Machines',
        summary: 'End the pour under way, a customer’s too',
        description: 'What came is counted and charged; what was paid beyond it is the customer’s.',
        path: { id: 'vending-1' },
        ok: { schema: controlAnswer },
        errors: [...refusals, 'nothing_under_way'],
        idempotent: true,
      }),
      allow('operator'),
      query(waitQuery),
      body(stopDispenseBody),
      idempotent({ interrupted: 'rerun' }),
      async c => {
        const { reason } = c.req.valid('json')
        const act = { type: 'stop_dispense' as const, payload: reason === undefined ? {} : { reason }, reason }
        return c.json(await order(c, c.req.param('id'), act, c.req.valid('query').wait))
      },
    )
}

function keepingRoutes(services: HubServices, idempotent: Idempotent) {
  const order = orderAt(services)
  return new Hono<AppEnv>()
    .post(
      '/api/v1/machines/:id/flush',
      describe({
        id: 'flushWater',
        tag: 'Machines',
        summary: 'Run water away through the flush valve',
        description:
          'Waits until the board has switched the valve, which closes by itself after so many seconds, 600 at most, or with `wait=accepted` until the machine took the command. The water is tested after it.',
        path: { id: 'vending-1' },
        ok: { schema: controlAnswer },
        errors: [...refusals, 'device_missing', 'pour_blocked'],
        idempotent: true,
      }),
      allow('operator'),
      query(waitQuery),
      body(flushBody),
      idempotent({ interrupted: 'rerun' }),
      async c => {
        const { seconds, reason } = c.req.valid('json')
        const act = { type: 'flush' as const, payload: { seconds, reason, by: c.get('actor').id }, reason }
        return c.json(await order(c, c.req.param('id'), act, c.req.valid('query').wait))
      },
    )
    .post(
      '/api/v1/machines/:id/sale_lock',
      describe({
        id: 'lockSale',
        tag: 'Machines',
        summary: 'Lock the sale of one machine, or unlock it',
        description: 'A customer who has paid is served first. What the interlock had locked is tested anew before it sells again.',
        path: { id: 'vending-1' },
        ok: { schema: controlAnswer },
        errors: [...refusals, 'water_not_good'],
        idempotent: true,
      }),
      allow('operator'),
      query(waitQuery),
      body(saleLockBody),
      idempotent({ interrupted: 'rerun' }),
      async c => {
        const { locked, reason } = c.req.valid('json')
        const act = { type: 'sale_lock' as const, payload: { locked, reason, by: c.get('actor').id }, reason }
        return c.json(await order(c, c.req.param('id'), act, c.req.valid('query').wait))
      },
    )
}
