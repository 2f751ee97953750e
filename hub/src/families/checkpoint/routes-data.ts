/** The data of a whole programme over HTTP: to take along, and to be forgotten. */
import { eraseProgrammeBody } from '@palang/protocol'
import { Hono } from 'hono'
import type { AppEnv } from '../../edges/http/context.ts'
import { body, describe } from '../../edges/http/describe.ts'
import { refusal } from '../../edges/http/problem.ts'
import { allow } from '../../edges/http/rights.ts'
import { textStream } from '../../edges/http/text-stream.ts'
import type { HubServices } from '../../services.ts'
import type { ProgrammeRecord } from '../../store/meals.ts'
import { eraseProgramme, exportedProgramme } from './erase.ts'
import { programmes } from './registers.ts'

/** `/api/meals/programmes/:id/{export,erase}` */
export function programmeDataRoutes(services: HubServices) {
  return new Hono<AppEnv>()
    .get(
      '/api/meals/programmes/:id/export',
      describe({
        id: 'exportMealProgramme',
        tag: 'Meals',
        summary: 'Everything of a programme, one record a line',
        description: 'That it was taken is itself written to the audit trail.',
        path: { id: 'mbg' },
        ok: {
          media: 'application/x-ndjson',
          text: 'One JSON object per line, `kind` and `record`: programme, place, container, scan, round …',
        },
        errors: ['not_found'],
      }),
      allow('admin', { everywhere: true }),
      async c => {
        const programme = await known(services, c.req.param('id'))
        return c.body(textStream(exportedProgramme(services, c.get('actor'), programme)), 200, {
          'content-type': 'application/x-ndjson; charset=utf-8',
          'content-disposition': `attachment; filename="palang-meals-${programme.id}.ndjson"`,
        })
      },
    )
    .post(
      '/api/meals/programmes/:id/erase',
      describe({
        id: 'eraseMealProgramme',
        tag: 'Meals',
        summary: 'Forget a programme that was ended, with everything it did',
        description:
          'Scans, rounds, deliveries, receipts, containers, places and stores go for good. The audit trail keeps that it was done.',
        path: { id: 'mbg' },
        ok: { status: 204 },
        errors: ['not_found', 'conflict'],
      }),
      allow('admin', { everywhere: true }),
      body(eraseProgrammeBody),
      async c => {
        await eraseProgramme(services, c.get('actor'), await known(services, c.req.param('id')), c.req.valid('json').reason)
        return c.body(null, 204)
      },
    )
}

/** One that was ended, too. Throws `not_found`. */
async function known(services: HubServices, id: string): Promise<ProgrammeRecord> {
  const found = (await programmes.list(services)).find(one => one.id === id)
  if (found === undefined) throw refusal('not_found', `there is no programme ${id}`)
  return found
}
