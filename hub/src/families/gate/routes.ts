/** What the gate family adds to the HTTP API: entry, exit, free places, ending a stay by hand, barriers, cameras and lost papers. */
import { capacityView, entryAnswer, entryBody, exitAnswer, exitBody, forceExitBody, sessionView as sessionSchema } from '@palang/protocol'
import { Hono } from 'hono'
import { mustReachMachine, mustReachOutlet } from '../../access/reach.ts'
import type { AppEnv } from '../../edges/http/context.ts'
import { body, describe } from '../../edges/http/describe.ts'
import type { Idempotent } from '../../edges/http/idempotency.ts'
import { mustBeGate } from '../../edges/http/named-machine.ts'
import { allow, machineFor } from '../../edges/http/rights.ts'
import { sessionView } from '../../edges/http/views.ts'
import type { HubServices } from '../../services.ts'
import { barrierRoutes } from './routes-barrier.ts'
import { cameraRoutes } from './routes-camera.ts'
import { conflictRoutes } from './routes-conflicts.ts'
import { helpRoutes } from './routes-help.ts'
import { lostTicketRoutes } from './routes-lost-tickets.ts'
import { printerRoutes } from './routes-printer.ts'
import { recountRoutes } from './routes-recount.ts'
import { validationRoutes } from './routes-validation.ts'
import { signRoutes } from './routes-sign.ts'

/** Every route of the gate family. */
export function gateRoutes(services: HubServices, idempotent: Idempotent) {
  return new Hono<AppEnv>()
    .route('/', enteringRoutes(services, idempotent))
    .route('/', leavingRoutes(services, idempotent))
    .route('/', barrierRoutes(services, idempotent))
    .route('/', helpRoutes(services, idempotent))
    .route('/', cameraRoutes(services, idempotent))
    .route('/', printerRoutes(services, idempotent))
    .route('/', conflictRoutes(services))
    .route('/', recountRoutes(services, idempotent))
    .route('/', validationRoutes(services, idempotent))
    .route('/', signRoutes(services))
    .route('/', lostTicketRoutes(services, idempotent))
}

function enteringRoutes(services: HubServices, idempotent: Idempotent) {
  const { parking, site } = services
  return new Hono<AppEnv>()
    .get(
      '/api/parking/capacity',
      describe({ id: 'getCapacity', tag: 'Parking', summary: 'Free places', ok: { schema: capacityView } }),
      allow('viewer', { machine: true }),
      async c => {
        mustReachOutlet(c.get('reach'), site.outlet.id)
        return c.json(await parking.capacity())
      },
    )
    .post(
      '/api/parking/entry',
      describe({
        id: 'enterParking',
        tag: 'Parking',
        summary: 'Let a vehicle in',
        description:
          'Opens the gate. The stay counts as inside once the vehicle has passed. A machine that names neither card nor plate gets a ticket; people name one of them.',
        ok: { schema: entryAnswer },
        errors: [
          'unknown_machine',
          'wrong_direction',
          'already_inside',
          'lot_full',
          'machine_offline',
          'card_blocked',
          'card_expired',
          'card_unknown',
        ],
        idempotent: true,
      }),
      allow('operator', { machine: true }),
      body(entryBody),
      idempotent({ interrupted: 'refuse' }),
      async c => {
        const { gate_id: asked, ...credentials } = c.req.valid('json')
        const gateId = machineFor(c.get('actor'), asked, 'gate_in')
        mustBeGate(services, gateId)
        mustReachMachine(c.get('reach'), gateId)
        const byTicket = credentials.card_id === undefined && credentials.license_plate === undefined
        return c.json(
          await parking.enter({ ...credentials, gate_id: gateId, ...(byTicket ? { ticket_requested: true } : {}) }, c.get('actor')),
        )
      },
    )
}

function leavingRoutes(services: HubServices, idempotent: Idempotent) {
  const { parking, site } = services
  return new Hono<AppEnv>()
    .post(
      '/api/parking/exit',
      describe({
        id: 'exitParking',
        tag: 'Parking',
        summary: 'Price a stay and let the vehicle out',
        description:
          'Answers 402 with the price while the stay is not paid; sent again with payment_method it books the payment and opens the gate.',
        ok: { schema: exitAnswer },
        errors: ['unpaid', 'no_open_session', 'unknown_machine', 'wrong_direction', 'machine_offline'],
        idempotent: true,
      }),
      allow('operator', { machine: true }),
      body(exitBody),
      idempotent({ interrupted: 'refuse' }),
      async c => {
        const actor = c.get('actor')
        const { gate_id: asked, ...credentials } = c.req.valid('json')
        const gateId = machineFor(actor, asked, 'gate_out')
        mustBeGate(services, gateId)
        mustReachMachine(c.get('reach'), gateId)
        return c.json(await parking.exit({ ...credentials, gate_id: gateId }, actor))
      },
    )
    .post(
      '/api/emergency/force-exit',
      describe({
        id: 'forceExit',
        tag: 'Parking',
        summary: 'End a stay without passage',
        ok: { schema: sessionSchema },
        errors: ['no_open_session'],
        idempotent: true,
      }),
      allow('operator'),
      body(forceExitBody),
      idempotent({ interrupted: 'refuse' }),
      async c => {
        mustReachOutlet(c.get('reach'), site.outlet.id)
        return c.json(sessionView(await parking.forceExit(c.req.valid('json'), c.get('actor'))))
      },
    )
}
