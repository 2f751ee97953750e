/** Facts that contradict one another, and anti-passback, over HTTP. */
import {
  conflictListQuery,
  conflictView as conflictSchema,
  type ConflictView,
  declineBody,
  pageOf,
  passbackResetBody,
  passbackResetView as resetSchema,
  type PassbackResetView,
  passbackView,
} from '@palang/protocol'
import { Hono } from 'hono'
import { mustReachOutlet } from '../../access/reach.ts'
import type { AppEnv } from '../../edges/http/context.ts'
import { body, describe, query } from '../../edges/http/describe.ts'
import { allow } from '../../edges/http/rights.ts'
import { pageFrom, pageView } from '../../edges/http/views.ts'
import type { HubServices } from '../../services.ts'
import type { ConflictRecord, PassbackResetRecord } from '../../store/identity-records.ts'
import { decideConflict, resetPassback } from './conflict-acts.ts'
import { allCards, ruleOf } from './passback.ts'

const conflictList = pageOf(conflictSchema).meta({ examples: [{ items: [], next_cursor: null }] })
const conflictInPath = {
  path: { id: 'entered_twice:019bda5e-9a40-7000-8000-000000000001:019bda5e-9a40-7000-8000-000000000002' },
}
/** The newest of them are shown. */
const resetsShown = 50

/** `/api/conflicts` and `/api/passback` */
export function conflictRoutes(services: HubServices) {
  return new Hono<AppEnv>()
    .route('/', listedConflicts(services))
    .route('/', decidedConflicts(services))
    .route('/', passbackRoutes(services))
}

function listedConflicts({ store }: HubServices) {
  return new Hono<AppEnv>().get(
    '/api/conflicts',
    describe({
      id: 'listConflicts',
      tag: 'Parking',
      summary: 'What does not fit together, newest first',
      description: 'Found when facts of a gate that was cut off come in, or when the anti-passback rule let somebody pass all the same.',
      ok: { schema: conflictList },
    }),
    allow('viewer'),
    query(conflictListQuery),
    async c => {
      const { state, ...page } = c.req.valid('query')
      return c.json(
        pageView(await store.conflicts.list({ state, outletIds: c.get('reach').only?.outletIds }, pageFrom(page)), conflictView),
      )
    },
  )
}

function decidedConflicts(services: HubServices) {
  return new Hono<AppEnv>()
    .post(
      '/api/conflicts/:id/accept',
      describe({
        id: 'acceptConflict',
        tag: 'Parking',
        summary: 'Do what is proposed',
        description: 'Once; again it gives the same. A proposal that applies no more is withdrawn, and nothing changes.',
        ...conflictInPath,
        ok: { schema: conflictSchema },
        errors: ['not_found', 'conflict'],
      }),
      allow('operator'),
      async c => {
        const decision = { id: c.req.param('id'), declinedFor: null }
        return c.json(conflictView(await decideConflict(services, c.get('actor'), c.get('reach'), decision)))
      },
    )
    .post(
      '/api/conflicts/:id/decline',
      describe({
        id: 'declineConflict',
        tag: 'Parking',
        summary: 'Leave everything as it is',
        ...conflictInPath,
        ok: { schema: conflictSchema },
        errors: ['not_found', 'conflict'],
      }),
      allow('operator'),
      body(declineBody),
      async c => {
        const decision = { id: c.req.param('id'), declinedFor: c.req.valid('json').reason }
        return c.json(conflictView(await decideConflict(services, c.get('actor'), c.get('reach'), decision)))
      },
    )
}

function passbackRoutes(services: HubServices) {
  const { store, site } = services
  return new Hono<AppEnv>()
    .get(
      '/api/passback',
      describe({ id: 'getPassback', tag: 'Parking', summary: 'The anti-passback rule and its last resets', ok: { schema: passbackView } }),
      allow('viewer'),
      async c => {
        mustReachOutlet(c.get('reach'), site.outlet.id)
        return c.json({ rule: ruleOf(site), resets: (await store.passbackResets.list(resetsShown)).map(resetView) })
      },
    )
    .post(
      '/api/passback/reset',
      describe({
        id: 'resetPassback',
        tag: 'Parking',
        summary: 'Forget where a card is, or all cards are',
        description: 'The next passage of the card is not held against it, in or out. Stays stay as they are.',
        ok: { schema: resetSchema },
      }),
      allow('operator'),
      body(passbackResetBody),
      async c => {
        mustReachOutlet(c.get('reach'), site.outlet.id)
        const { card_id: cardId, reason } = c.req.valid('json')
        return c.json(resetView(await resetPassback(services, c.get('actor'), { cardId, reason })))
      },
    )
}

function conflictView(conflict: ConflictRecord): ConflictView {
  return {
    id: conflict.id,
    kind: conflict.kind,
    state: conflict.state,
    machine_id: conflict.machineId,
    alarm_id: conflict.alarmId,
    subject: conflict.subject,
    session_id: conflict.sessionId,
    other_session_id: conflict.otherSessionId,
    happened_at: conflict.happenedAt,
    raised_at: conflict.raisedAt,
    proposal: conflict.proposal,
    decided_at: conflict.decidedAt,
    decided_by: conflict.decidedBy,
    reason: conflict.reason,
  }
}

function resetView({ id, at, actor, reason }: PassbackResetRecord): PassbackResetView {
  return { card_id: id === allCards ? null : id, at, actor, reason }
}
