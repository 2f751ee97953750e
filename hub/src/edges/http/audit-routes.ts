/** The trail of who changed what: to read, and to take along. */
import { auditFilterQuery, auditListQuery, auditView as auditSchema, pageOf } from '@palang/protocol'
import { Hono } from 'hono'
import type { z } from 'zod'
import { recordAct } from '../../access/audit.ts'
import type { HubServices } from '../../services.ts'
import type { AuditRecord } from '../../store/records.ts'
import type { AuditFilter, Store } from '../../store/store.ts'
import type { AppEnv } from './context.ts'
import { csvLine } from './csv.ts'
import { describe, query } from './describe.ts'
import { allow } from './rights.ts'
import { textStream } from './text-stream.ts'
import { auditView, pageFrom, pageView } from './views.ts'

const auditList = pageOf(auditSchema).meta({ examples: [{ items: [], next_cursor: null }] })
const columns = ['seq', 'at', 'actor', 'action', 'subject', 'before', 'after', 'reason', 'source', 'previousHash', 'hash'] as const
/** Entries read at a time. */
const pageSize = 500

/** `/api/audit` */
export function auditRoutes(services: HubServices) {
  const { store } = services
  return new Hono<AppEnv>()
    .get(
      '/api/audit',
      describe({ id: 'listAudit', tag: 'Settings', summary: 'Who did what, newest first', ok: { schema: auditList } }),
      allow('viewer', { everywhere: true }),
      query(auditListQuery),
      async c => {
        const { limit, cursor, ...filter } = c.req.valid('query')
        return c.json(pageView(await store.audit.list(filter, pageFrom({ limit, cursor })), auditView))
      },
    )
    .get(
      '/api/audit/export',
      describe({
        id: 'exportAudit',
        tag: 'Settings',
        summary: 'The same as a CSV file, newest first',
        description: 'That it was taken is itself written to the trail.',
        ok: { media: 'text/csv', text: 'One line per entry, with the hashes that chain it to the one before' },
      }),
      allow('operator', { everywhere: true }),
      query(auditFilterQuery),
      async c => {
        const filter = c.req.valid('query')
        await recordAct(services, c.get('actor'), { action: 'export_audit', subject: 'audit', after: filter })
        const at = new Date(services.clock.now()).toISOString().slice(0, 10)
        return c.body(textStream(csv(store, filter)), 200, {
          'content-type': 'text/csv; charset=utf-8',
          'content-disposition': `attachment; filename="palang-audit-${at}.csv"`,
        })
      },
    )
}

type Filter = z.output<typeof auditFilterQuery> & AuditFilter

/** Page by page, so that a long trail does not have to fit into memory. */
async function* csv(store: Store, filter: Filter): AsyncGenerator<string> {
  // The mark tells spreadsheets that the text is UTF-8.
  yield `\uFEFF${csvLine(columns)}`
  let cursor: string | undefined
  do {
    const page = await store.audit.list(filter, { limit: pageSize, cursor })
    yield page.items.map(entry => csvLine(columns.map(column => cell(entry[column])))).join('')
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined)
}

function cell(value: AuditRecord[keyof AuditRecord]): string {
  if (value === null || value === undefined) return ''
  return typeof value === 'string' ? value : JSON.stringify(value)
}
