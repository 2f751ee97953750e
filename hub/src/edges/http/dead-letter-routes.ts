/** Facts that were set aside: reading them, trying them again, discarding them for a reason. */
import { deadLetterListQuery, deadLetterView as letterSchema, discardBody, pageOf, type DeadLetterView } from '@palang/protocol'
import { Hono } from 'hono'
import type { HubServices } from '../../services.ts'
import type { DeadLetterRecord } from '../../store/records.ts'
import type { AppEnv } from './context.ts'
import { body, describe, query } from './describe.ts'
import { refusal } from './problem.ts'
import { allow } from './rights.ts'
import { isHidden } from '../../access/reach.ts'
import { pageFrom, pageView } from './views.ts'

const letterPage = pageOf(letterSchema).meta({ examples: [{ items: [], next_cursor: null }] })
const exampleId = '019bda5e-9a40-7000-8000-0000000000d1'

/** `/api/dead-letters` */
export function deadLetterRoutes(services: HubServices) {
  return new Hono<AppEnv>().route('/', letterPages(services)).route('/', letterActs(services))
}

function letterPages({ store }: HubServices) {
  return new Hono<AppEnv>()
    .get(
      '/api/dead-letters',
      describe({
        id: 'listDeadLetters',
        tag: 'Dead letters',
        summary: 'Facts that could not be taken or are missing, newest first',
        ok: { schema: letterPage },
      }),
      allow('viewer'),
      query(deadLetterListQuery),
      async c => {
        const { state, machine, ...page } = c.req.valid('query')
        const filter = {
          ...(state === undefined ? {} : { state }),
          ...(machine === undefined ? {} : { machineId: machine }),
          machineIds: c.get('reach').only?.machineIds,
        }
        return c.json(pageView(await store.deadLetters.list(filter, pageFrom(page)), letterView))
      },
    )
    .get(
      '/api/dead-letters/:id',
      describe({
        id: 'getDeadLetter',
        tag: 'Dead letters',
        summary: 'One of them, with what was sent',
        path: { id: exampleId },
        ok: { schema: letterSchema },
        errors: ['not_found'],
      }),
      allow('viewer'),
      async c => {
        const letter = await store.deadLetters.get(c.req.param('id'))
        if (letter === undefined || isHidden(c.get('reach'), letter.machineId))
          throw refusal('not_found', 'nothing was set aside under this id')
        return c.json(letterView(letter))
      },
    )
}

function letterActs({ deadLetters }: HubServices) {
  return new Hono<AppEnv>()
    .post(
      '/api/dead-letters/:id/retry',
      describe({
        id: 'retryDeadLetter',
        tag: 'Dead letters',
        summary: 'Take it once more, with the rules of today',
        description: 'What is refused again stays as it was and answers `conflict` with the reason.',
        path: { id: exampleId },
        ok: { schema: letterSchema },
        errors: ['not_found', 'conflict'],
      }),
      allow('admin', { everywhere: true }),
      async c => c.json(letterView(await deadLetters.retry(c.req.param('id'), c.get('actor')))),
    )
    .post(
      '/api/dead-letters/:id/discard',
      describe({
        id: 'discardDeadLetter',
        tag: 'Dead letters',
        summary: 'Put it away for good, with a reason',
        path: { id: exampleId },
        ok: { schema: letterSchema },
        errors: ['not_found', 'conflict'],
      }),
      allow('admin', { everywhere: true }),
      body(discardBody),
      async c => c.json(letterView(await deadLetters.discard(c.req.param('id'), c.get('actor'), c.req.valid('json').reason))),
    )
}

function letterView(letter: DeadLetterRecord): DeadLetterView {
  return {
    id: letter.id,
    machine_id: letter.machineId,
    epoch: letter.epoch,
    seq: letter.seq,
    code: letter.code,
    message: letter.message,
    item: letter.item,
    received_at: letter.receivedAt,
    state: letter.state,
    handled_at: letter.handledAt,
    handled_by: letter.handledBy,
    reason: letter.reason,
  }
}
