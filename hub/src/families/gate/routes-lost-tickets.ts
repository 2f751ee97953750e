/** Drivers without ticket, over HTTP. */
import { candidateList, candidateQuery, lostTicketAnswer, lostTicketBody, normalizePlate, unknownStayBody } from '@palang/protocol'
import { Hono } from 'hono'
import { mustReachMachine, mustReachOutlet } from '../../access/reach.ts'
import type { AppEnv } from '../../edges/http/context.ts'
import { body, describe, query } from '../../edges/http/describe.ts'
import type { Idempotent } from '../../edges/http/idempotency.ts'
import { mustBeGate } from '../../edges/http/named-machine.ts'
import { allow } from '../../edges/http/rights.ts'
import { pageFrom, pageView, sessionView } from '../../edges/http/views.ts'
import type { HubServices } from '../../services.ts'
import type { PhotoRecord } from '../../store/records.ts'

const usualExit = 'gate_out'

/** `/api/lost-tickets` */
export function lostTicketRoutes(services: HubServices, idempotent: Idempotent) {
  return new Hono<AppEnv>().route('/', candidateRoutes(services)).route('/', lostTicketActs(services, idempotent))
}

function candidateRoutes({ store, site }: HubServices) {
  return new Hono<AppEnv>().get(
    '/api/lost-tickets/candidates',
    describe({
      id: 'findLostTicketStays',
      tag: 'Parking',
      summary: 'Open stays that may be that of a driver without ticket, with the pictures of their entry',
      ok: { schema: candidateList },
    }),
    allow('operator'),
    query(candidateQuery),
    async c => {
      mustReachOutlet(c.get('reach'), site.outlet.id)
      const { plate, vehicle_class: vehicleClass, from, to, gate_id: gateId, ...page } = c.req.valid('query')
      if (gateId !== undefined) mustReachMachine(c.get('reach'), gateId)
      const part = plate === undefined ? '' : normalizePlate(plate)
      const filter = { open: true, from, to, vehicleClass, ...(part === '' ? {} : { plate: part }), outletIds: [site.outlet.id] }
      const found = await store.sessions.list(filter, pageFrom(page))
      const stays = { ...found, items: found.items.filter(({ family }) => family === 'gate') }
      const photos = await store.photos.ofSessions(stays.items.map(({ id }) => id))
      const atExit = gateId === undefined ? undefined : await store.photos.latest(gateId)
      const view = pageView(stays, session => ({
        session: sessionView(session),
        photos: photos.filter(({ sessionId, machineId }) => sessionId === session.id && machineId === session.machineId).map(pictureView),
      }))
      return c.json({ ...view, exit_photo: atExit === undefined ? null : pictureView(atExit) })
    },
  )
}

function lostTicketActs(services: HubServices, idempotent: Idempotent) {
  const { parking } = services
  return new Hono<AppEnv>()
    .post(
      '/api/lost-tickets',
      describe({
        id: 'loseTicket',
        tag: 'Parking',
        summary: 'Say whose stay it is: it is priced with the fine for a lost ticket',
        description: 'By the tariff the stay entered under. It is paid and let out by POST /api/parking/exit with its `session_id`.',
        ok: { schema: lostTicketAnswer },
        errors: ['no_open_session', 'unknown_machine', 'wrong_direction'],
        idempotent: true,
      }),
      allow('operator'),
      body(lostTicketBody),
      idempotent({ interrupted: 'refuse' }),
      async c => {
        const { session_id: sessionId, gate_id: gateId = usualExit, reason } = c.req.valid('json')
        mustBeGate(services, gateId)
        mustReachMachine(c.get('reach'), gateId)
        return c.json(await parking.loseTicket({ sessionId, gateId, reason }, c.get('actor')))
      },
    )
    .post(
      '/api/lost-tickets/unknown',
      describe({
        id: 'fineUnknownStay',
        tag: 'Parking',
        summary: 'Take the fine alone where no stay is found, and let the vehicle out',
        ok: { schema: lostTicketAnswer },
        errors: ['unpaid', 'unknown_machine', 'wrong_direction', 'machine_offline'],
        idempotent: true,
      }),
      allow('operator'),
      body(unknownStayBody),
      idempotent({ interrupted: 'refuse' }),
      async c => {
        const { gate_id: gateId = usualExit, vehicle_class: vehicleClass, license_plate: licensePlate, ...given } = c.req.valid('json')
        mustBeGate(services, gateId)
        mustReachMachine(c.get('reach'), gateId)
        const { payment_method: method, reason } = given
        return c.json(await parking.fineUnknownStay({ gateId, vehicleClass, licensePlate, method, reason }, c.get('actor')))
      },
    )
}

function pictureView({ id, takenAt }: PhotoRecord) {
  return { id, url: `/api/photos/${id}`, taken_at: takenAt }
}
