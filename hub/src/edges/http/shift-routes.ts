/** The till: shifts, and payments taken back. */
import {
  adjustmentBody,
  closeShiftBody,
  newShiftBody,
  pageOf,
  paymentView as paymentSchema,
  shiftDetail,
  shiftListQuery,
  type ShiftView,
  shiftView as shiftSchema,
  takeBackBody,
} from '@palang/protocol'
import { Hono } from 'hono'
import { mustReachOutlet } from '../../access/reach.ts'
import { adjustShift, closeShift, openShift } from '../../money/till.ts'
import type { HubServices } from '../../services.ts'
import type { ShiftRecord } from '../../store/records.ts'
import type { AppEnv } from './context.ts'
import { body, describe, query } from './describe.ts'
import type { Idempotent } from './idempotency.ts'
import { refusal } from './problem.ts'
import { allow } from './rights.ts'
import { pageFrom, pageView, paymentView } from './views.ts'

const shiftList = pageOf(shiftSchema).meta({ examples: [{ items: [], next_cursor: null }] })
const exampleId = '019bda5e-9a40-7000-8000-0000000000f1'

/** `/api/shifts`, and `/api/payments/:id/refund` */
export function shiftRoutes(services: HubServices, idempotent: Idempotent) {
  return new Hono<AppEnv>()
    .route('/', shiftPages(services))
    .route('/', shiftActs(services, idempotent))
    .route('/', afterwardsRoutes(services, idempotent))
    .route('/', refundRoutes(services, idempotent))
}

function shiftPages({ store }: HubServices) {
  return new Hono<AppEnv>()
    .get(
      '/api/shifts',
      describe({ id: 'listShifts', tag: 'Money', summary: 'Shifts, newest first', ok: { schema: shiftList } }),
      allow('operator'),
      query(shiftListQuery),
      async c => {
        const { opened_by: openedBy, open, ...page } = c.req.valid('query')
        const filter = { openedBy, open, outletIds: c.get('reach').only?.outletIds }
        return c.json(pageView(await store.shifts.list(filter, pageFrom(page)), shiftView))
      },
    )
    .get(
      '/api/shifts/:id',
      describe({
        id: 'getShift',
        tag: 'Money',
        summary: 'One shift with what went through its till',
        description: 'Of an open shift only an administrator is told: its person counts without knowing what should be there.',
        path: { id: exampleId },
        ok: { schema: shiftDetail },
        errors: ['not_found'],
      }),
      allow('operator'),
      async c => {
        const shift = await store.shifts.get(c.req.param('id'))
        if (shift === undefined) throw refusal('not_found', 'there is no such shift')
        mustReachOutlet(c.get('reach'), shift.outletId)
        const totals = await store.shifts.totals(shift.id)
        const isBlind = shift.closedAt === null && c.get('actor').role !== 'admin'
        const adjusted = totals
          .filter(({ kind, method }) => kind === 'adjustment' && method === 'cash')
          .reduce((sum, { amount }) => sum + amount, 0)
        return c.json({ ...shiftView(shift), totals: isBlind ? null : totals, adjusted })
      },
    )
}

function shiftActs(services: HubServices, idempotent: Idempotent) {
  const { site } = services
  return new Hono<AppEnv>()
    .post(
      '/api/shifts',
      describe({
        id: 'openShift',
        tag: 'Money',
        summary: 'Open your till',
        description: 'What you take by hand from now on belongs to this shift. Nobody has two open ones.',
        ok: { status: 201, schema: shiftSchema },
        errors: ['conflict'],
        idempotent: true,
      }),
      allow('operator'),
      body(newShiftBody),
      idempotent({ interrupted: 'refuse' }),
      async c => {
        mustReachOutlet(c.get('reach'), site.outlet.id)
        return c.json(shiftView(await openShift(services, c.get('actor'), c.req.valid('json').opening_float)), 201)
      },
    )
    .post(
      '/api/shifts/:id/close',
      describe({
        id: 'closeShift',
        tag: 'Money',
        summary: 'Close a shift with what was counted',
        description: 'For good. What should have been there is told in the answer, not before.',
        path: { id: exampleId },
        ok: { schema: shiftSchema },
        errors: ['not_found', 'conflict'],
        idempotent: true,
      }),
      allow('operator'),
      body(closeShiftBody),
      idempotent({ interrupted: 'refuse' }),
      async c => {
        mustReachOutlet(c.get('reach'), site.outlet.id)
        const { counted_amount: amount, note } = c.req.valid('json')
        return c.json(shiftView(await closeShift(services, c.get('actor'), c.req.param('id'), { amount, note })))
      },
    )
}

function afterwardsRoutes(services: HubServices, idempotent: Idempotent) {
  const { site } = services
  return new Hono<AppEnv>().post(
    '/api/shifts/:id/adjustments',
    describe({
      id: 'adjustShift',
      tag: 'Money',
      summary: 'Enter what was found after a shift was closed',
      path: { id: exampleId },
      ok: { status: 201, schema: paymentSchema },
      errors: ['not_found', 'conflict'],
      idempotent: true,
    }),
    allow('admin'),
    body(adjustmentBody),
    idempotent({ interrupted: 'refuse' }),
    async c => {
      mustReachOutlet(c.get('reach'), site.outlet.id)
      return c.json(paymentView(await adjustShift(services, c.get('actor'), c.req.param('id'), c.req.valid('json'))), 201)
    },
  )
}

function refundRoutes(services: HubServices, idempotent: Idempotent) {
  const { site } = services
  return new Hono<AppEnv>().post(
    '/api/payments/:id/refund',
    describe({
      id: 'refundPayment',
      tag: 'Money',
      summary: 'Take a payment back, wholly or in part',
      description:
        'As an entry of its own; the payment stays. Operators may take back payments of their own open shift, administrators all. Money that came by QRIS is sent back by its provider, unless it was given back otherwise; money of cards is not sent back by this.',
      path: { id: '019bda5e-9a40-7000-8000-0000000000b1' },
      ok: { status: 201, schema: paymentSchema },
      errors: ['not_found', 'conflict', 'refund_refused', 'refund_pending'],
      idempotent: true,
    }),
    allow('operator'),
    body(takeBackBody),
    idempotent({ interrupted: 'refuse' }),
    async c => {
      mustReachOutlet(c.get('reach'), site.outlet.id)
      return c.json(paymentView(await services.payments.takeBack(c.get('actor'), c.req.param('id'), c.req.valid('json'))), 201)
    },
  )
}

function shiftView(shift: ShiftRecord): ShiftView {
  const { countedAmount, expectedAmount } = shift
  return {
    id: shift.id,
    opened_by: shift.openedBy,
    opened_at: shift.openedAt,
    currency: shift.currency,
    opening_float: shift.openingFloat,
    closed_at: shift.closedAt,
    closed_by: shift.closedBy,
    counted_amount: countedAmount,
    expected_amount: expectedAmount,
    difference: countedAmount === null || expectedAmount === null ? null : countedAmount - expectedAmount,
    note: shift.note,
  }
}
