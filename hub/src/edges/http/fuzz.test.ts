/**
 * Every route of the application, called by everybody with whatever may come. Run longer with PALANG_FUZZ=20; a failure
 * prints its seed.
 */
import { rmSync } from 'node:fs'
import path from 'node:path'
import { inspect } from 'node:util'
import { errorCatalogue, isErrorCode } from '@palang/protocol'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { hostileTexts, tries } from '../../../../protocol/src/testing/hostile.ts'
import { apiDocument, type ApiDocument, type Operation } from './api-document.ts'
import { checkAudit } from '../../store/audit-check.ts'
import { fakeHub } from './testing/fake-hub.ts'
import { callsOf, type Call } from './testing/hostile-calls.ts'
import { storedHub } from './testing/stored-hub.ts'

const root = path.resolve(import.meta.dirname, '../../../..')
/** A call that takes longer hangs. */
const hangsAfterMs = 15_000

const { app: described } = await fakeHub()
const routes = [...new Set(described.routes.filter(route => route.method !== 'ALL').map(({ method, path: at }) => `${method} ${at}`))]

let hub: Awaited<ReturnType<typeof storedHub>>
let document: ApiDocument

beforeAll(async () => {
  hub = await storedHub()
  document = await apiDocument(described, 'fuzz')
})
beforeEach(() => hub.refill())
afterAll(async () => {
  await hub.store.stop()
  rmSync(hub.dataDir, { recursive: true, force: true })
})

function operationAt(method: string, route: string): Operation {
  const item = document.paths[route.replaceAll(/:(\w+)/g, '{$1}')]
  const operation = item?.[method.toLowerCase() as 'get']
  if (operation === undefined) throw new Error(`${method} ${route} is not described`)
  return operation
}

/** Calls and checks what every answer must keep, whatever was asked; resolves to its status. */
async function ask(method: string, { url, headers, body }: Call): Promise<number> {
  hub.errors.length = 0
  const isBodiless = method === 'GET' || method === 'HEAD'
  const response = await hub.app.request(url, {
    method,
    headers: new Headers(headers),
    ...(isBodiless || body === undefined ? {} : { body }),
  })
  const { status } = response
  if (status < 400) {
    await response.body?.cancel()
    return status
  }
  const text = await response.text()
  expect(
    hub.errors.map(about => inspect(about, { depth: 4 })),
    text,
  ).toEqual([])
  expect(status).not.toBe(500)
  if (method === 'HEAD') return status
  const type = response.headers.get('content-type') ?? ''
  // A person who opened a page by hand: told in words what to sign in to, or that there is no such water machine.
  const isPage = status === 401 || (status === 404 && url.startsWith('/quality/'))
  if (isPage && type.startsWith('text/html')) return status
  expect(type).toMatch(/^application\/problem\+json/)
  const problem = JSON.parse(text) as { code: string; status: number }
  if (!isErrorCode(problem.code)) throw new Error(`${problem.code} is not in the catalogue`)
  expect([problem.status, errorCatalogue[problem.code].status]).toEqual([status, status])
  for (const secret of [root, hub.dataDir, 'node_modules', 'node:internal']) expect(text).not.toContain(secret)
  expect(text).not.toMatch(/\.ts:\d+/)
  return status
}

/** What may be said to somebody without a login: nothing but who he should be, unless the route is open. */
function maySayToNobody(operation: Operation | undefined, url: string): readonly number[] | undefined {
  if (operation?.security?.length === 0) return undefined
  // Dots for a name lead to another route, which may be open.
  if (new URL(url, 'http://hub').pathname !== url.split('?')[0]) return undefined
  // How one signs in is guarded against other sites' pages before it is known who calls.
  return url.startsWith('/api/auth/') ? [401, 403, 404, 405, 429] : [401, 404, 405, 429]
}

test.each(routes)(
  '%s answers whatever comes',
  async route => {
    const [method = '', at = ''] = route.split(' ')
    const operation = operationAt(method, at)
    const calls = callsOf(at, operation, document)
    const runs = tries(operation.requestBody === undefined ? 60 : 150)
    await fc.assert(
      fc.asyncProperty(calls, async call => {
        const status = await ask(method, call)
        const only = call.as === 'nobody' ? maySayToNobody(operation, call.url) : undefined
        if (only !== undefined) expect(only).toContain(status)
      }),
      { numRuns: runs, timeout: hangsAfterMs },
    )
  },
  tries(60_000),
)

test(
  'any method on any path',
  async () => {
    const anyBody = hostileTexts(undefined)
    const calls = fc.constantFrom(...routes).chain(route => {
      const at = route.split(' ')[1] ?? ''
      return fc.tuple(
        callsOf(at, operationAt(route.split(' ')[0] ?? '', at), document),
        fc.string({ unit: 'binary', maxLength: 20 }),
        anyBody,
      )
    })
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND', 'X'),
        calls,
        fc.boolean(),
        async (method, [call, more, body], isElsewhere) => {
          const url = isElsewhere ? `${call.url.split('?')[0]}/${encodeURIComponent(more.toWellFormed())}` : call.url
          await ask(method, { ...call, url, body })
        },
      ),
      { numRuns: tries(400), timeout: hangsAfterMs },
    )
  },
  tries(60_000),
)

test('after all of it the audit trail is whole', async () => {
  const verdict = await checkAudit(hub.store)
  expect(verdict).not.toHaveProperty('broken')
  expect(verdict.entries).toBeGreaterThan(0)
})
