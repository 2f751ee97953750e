/** Where the API's description is served, for programs and for people. */
import { Hono } from 'hono'
import { apiDocument, type ApiDocument } from './api-document.ts'
import type { AppEnv } from './context.ts'
import { describe } from './describe.ts'
import { docsPage } from './docs-page.ts'
import { allow } from './rights.ts'

/** `/api/openapi.json` and `/api/docs`. `appOf` gives the finished app; the document is made once, when first asked for. */
export function documentRoutes(appOf: () => Hono<AppEnv>, version: string) {
  let made: Promise<ApiDocument> | undefined
  const document = () => (made ??= apiDocument(appOf(), version))
  return new Hono<AppEnv>()
    .get(
      '/api/openapi.json',
      describe({ id: 'getOpenApi', tag: 'Site', summary: 'This description', ok: { media: 'application/json', text: 'OpenAPI 3.1' } }),
      allow('viewer'),
      async c => c.json(await document()),
    )
    .get(
      '/api/docs',
      describe({ id: 'getDocs', tag: 'Site', summary: 'This description for people', ok: { media: 'text/html', text: 'A page' } }),
      allow('viewer'),
      async c => c.html(docsPage(await document())),
    )
}
