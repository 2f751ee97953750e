/** Keeping water machines: calibrations, and what runs empty or wears out. */
import { isoNow } from '@palang/kit'
import {
  calibrationBody,
  calibrations,
  type CalibrationView,
  calibrationView as calibrationSchema,
  consumableView,
  consumableViews,
  renewBody,
} from '@palang/protocol'
import { Hono } from 'hono'
import { isHidden, mustReachMachine } from '../../access/reach.ts'
import type { AppEnv } from '../../edges/http/context.ts'
import { body, describe } from '../../edges/http/describe.ts'
import type { Idempotent } from '../../edges/http/idempotency.ts'
import { waterMachine } from '../../edges/http/named-machine.ts'
import { refusal } from '../../edges/http/problem.ts'
import { allow } from '../../edges/http/rights.ts'
import type { HubServices } from '../../services.ts'
import type { CalibrationRecord } from '../../store/water-care.ts'
import { tellWhatIsDue } from '../../water/care-watch.ts'
import { consumablesOf, renew } from '../../water/consumables.ts'
import { calibrate } from './calibrations.ts'

/** Of one machine, the newest. */
const mostCalibrations = 200

/** `calibrations`, `renewals` and `/api/water/consumables` */
export function careRoutes(services: HubServices, idempotent: Idempotent) {
  return new Hono<AppEnv>().route('/', calibrationRoutes(services, idempotent)).route('/', consumableRoutes(services, idempotent))
}

function calibrationRoutes(services: HubServices, idempotent: Idempotent) {
  const { store, clock } = services
  return new Hono<AppEnv>()
    .get(
      '/api/v1/machines/:id/calibrations',
      describe({
        id: 'listCalibrations',
        tag: 'Water',
        summary: 'Calibrations of a machine, newest first',
        description: 'The newest of each kind is in force. They are never changed or deleted.',
        path: { id: 'vending-1' },
        ok: { schema: calibrations },
        errors: ['unknown_machine', 'not_supported'],
      }),
      allow('viewer'),
      async c => {
        const machineId = c.req.param('id')
        mustReachMachine(c.get('reach'), machineId)
        waterMachine(services, machineId)
        const found = await store.waterCare.calibrations({ machineId }, mostCalibrations)
        return c.json({ items: found.map(one => calibrationView(one, isoNow(clock))) })
      },
    )
    .post(
      '/api/v1/machines/:id/calibrations',
      describe({
        id: 'calibrate',
        tag: 'Water',
        summary: 'Enter a calibration',
        description:
          'Two points give shift and slope, one point shifts only; `pulses_per_litre` is of the flow meter. The machine goes by it as soon as it is told. What no sound sensor has is refused, with the `reason` for it.',
        path: { id: 'vending-1' },
        ok: { status: 201, schema: calibrationSchema },
        errors: ['unknown_machine', 'not_supported', 'calibration_implausible'],
        idempotent: true,
      }),
      allow('operator'),
      body(calibrationBody),
      idempotent({ interrupted: 'refuse' }),
      async c => {
        const machineId = c.req.param('id')
        mustReachMachine(c.get('reach'), machineId)
        waterMachine(services, machineId)
        const made = await calibrate(services, c.get('actor'), machineId, c.req.valid('json'))
        return c.json(calibrationView(made, isoNow(clock)), 201)
      },
    )
}

function consumableRoutes(services: HubServices, idempotent: Idempotent) {
  return new Hono<AppEnv>()
    .get(
      '/api/water/consumables',
      describe({
        id: 'listConsumables',
        tag: 'Water',
        summary: 'Tanks, filters and ultraviolet lamps: used, left and until when it lasts',
        description:
          'Of machines whose `consumables` stand in the site file. Every pour counts, also tests and those that were cut short; a lamp burns while its machine is online. `empty_at` is at the pace of the last 7 days.',
        ok: { schema: consumableViews },
      }),
      allow('viewer'),
      async c => c.json({ items: await consumablesOf(services, id => !isHidden(c.get('reach'), id)) }),
    )
    .post(
      '/api/v1/machines/:id/renewals',
      describe({
        id: 'renewConsumable',
        tag: 'Water',
        summary: 'Note that a tank was filled, or a filter or lamp changed',
        description:
          'What was used is counted anew from now on, and its alarm ends. `left`, in litres or hours, when it is not full or new.',
        path: { id: 'vending-1' },
        ok: { status: 201, schema: consumableView },
        errors: ['unknown_machine', 'not_supported', 'not_found'],
        idempotent: true,
      }),
      allow('operator'),
      body(renewBody),
      idempotent({ interrupted: 'refuse' }),
      async c => {
        const machineId = c.req.param('id')
        mustReachMachine(c.get('reach'), machineId)
        const { kind, left, reason } = c.req.valid('json')
        await renew(services, c.get('actor'), waterMachine(services, machineId), { kind, left, reason })
        await tellWhatIsDue(services, machineId)
        const view = (await consumablesOf(services, id => id === machineId)).find(one => one.kind === kind)
        if (view === undefined) throw refusal('not_found', `the site file watches no ${kind} of ${machineId}`)
        return c.json(view, 201)
      },
    )
}

function calibrationView(
  { id, machineId, kind, content, calibratedAt, dueAt, actor, note }: CalibrationRecord,
  now: string,
): CalibrationView {
  return {
    id,
    machine_id: machineId,
    kind,
    points: 'points' in content ? content.points : null,
    pulses_per_litre: 'pulses_per_litre' in content ? content.pulses_per_litre : null,
    calibrated_at: calibratedAt,
    due_at: dueAt,
    overdue: dueAt <= now,
    actor,
    note,
  }
}
