import { expect, test } from 'vitest'
import { methods, operationsOf, type ApiDocument } from './api-document.ts'
import { fakeHub } from './testing/fake-hub.ts'

async function documentOf(): Promise<{ document: ApiDocument; hub: Awaited<ReturnType<typeof fakeHub>> }> {
  const hub = await fakeHub()
  const response = await hub.call('GET', '/api/openapi.json', { as: 'viewer' })
  expect(response.status).toBe(200)
  if (!isDocument(response.json)) throw new Error('that is no OpenAPI document')
  return { document: response.json, hub }
}

function isDocument(value: unknown): value is ApiDocument {
  return typeof value === 'object' && value !== null && 'openapi' in value && 'paths' in value
}

/** Every `$ref` in a document, wherever it stands. */
function refsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, part]) => (key === '$ref' && typeof part === 'string' ? [part] : refsIn(part)))
}

function resolve(document: unknown, ref: string): unknown {
  return ref
    .replace('#/', '')
    .split('/')
    .reduce<unknown>((at, key) => (typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[key] : undefined), document)
}

test('every route of the application is described, and nothing else', async () => {
  const { document, hub } = await documentOf()
  const routes = hub.app.routes
    .filter(route => route.method !== 'ALL')
    .map(route => `${route.method.toLowerCase()} ${route.path.replaceAll(/:(\w+)/g, '{$1}')}`)
  const described = Object.entries(document.paths).flatMap(([path, item]) =>
    methods.filter(method => item?.[method] !== undefined).map(method => `${method} ${path}`),
  )
  expect(described.toSorted()).toEqual([...new Set(routes)].toSorted())
})

test('the routes of a parking site are there', async () => {
  const { document } = await documentOf()
  for (const path of [
    '/healthz',
    '/readyz',
    '/metrics',
    '/status',
    '/api/status',
    '/api/parking/capacity',
    '/api/parking/entry',
    '/api/parking/exit',
    '/api/gate/control/{gate_id}',
    '/api/gate/control',
    '/api/gate/reprint/{gate_id}',
    '/api/commands/{id}',
    '/api/camera/stream/{gate_id}',
    '/api/camera/capture/{gate_id}',
    '/api/logs',
    '/api/emergency/force-exit',
    '/api/sessions',
    '/api/sessions/{id}',
    '/api/cards',
    '/api/vehicles',
    '/api/tariffs',
    '/api/payments',
    '/api/alarms',
    '/api/config',
    '/api/v1/machines',
    '/api/outlets',
    '/api/machines',
    '/api/devices',
    '/api/devices/all',
    '/api/devices/{device_id}',
    '/api/mqtt/start',
    '/api/mqtt/stop',
    '/api/dashboard/summary',
    '/api/openapi.json',
    '/api/docs',
  ]) {
    expect(Object.keys(document.paths)).toContain(path)
  }
})

test('operation ids are unique and every reference leads somewhere', async () => {
  const { document } = await documentOf()
  const ids = operationsOf(document).map(operation => operation.operationId)
  expect(new Set(ids).size).toBe(ids.length)
  expect(ids).not.toContain(undefined)
  const refs = refsIn(document)
  expect(refs.length).toBeGreaterThan(50)
  for (const ref of new Set(refs)) expect([ref, resolve(document, ref) !== undefined]).toEqual([ref, true])
  expect(document.openapi).toMatch(/^3\.1\./)
})

test('every operation has a summary, a known tag, its path parameters, an example of each body and a problem for each refusal', async () => {
  const { document } = await documentOf()
  const tags = document.tags.map(tag => tag.name)
  for (const [path, item] of Object.entries(document.paths)) {
    for (const method of methods) {
      const operation = item?.[method]
      if (operation === undefined) continue
      const at = `${method} ${path}`
      expect([at, operation.summary?.length ?? 0]).not.toEqual([at, 0])
      expect([at, tags.includes(operation.tags?.[0] ?? '')]).toEqual([at, true])
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(match => match[1])
      const declared = (operation.parameters ?? []).flatMap(p => ('in' in p && p.in === 'path' ? [p.name] : []))
      expect([at, ...declared.toSorted()]).toEqual([at, ...inPath.toSorted()])
      const successes = Object.entries(operation.responses ?? {}).filter(([status]) => Number(status) < 400)
      // 202 beside it: one more step is needed.
      expect([at, successes.filter(([status]) => status !== '202').length]).toEqual([at, 1])
      for (const holder of [operation.requestBody, ...successes.map(([, response]) => response)]) {
        const media = holder !== undefined && 'content' in holder ? holder.content?.['application/json'] : undefined
        if (media?.schema === undefined) continue
        const schema = '$ref' in media.schema && media.schema.$ref !== undefined ? resolve(document, media.schema.$ref) : media.schema
        expect([at, (schema as { examples?: unknown[] }).examples?.length ?? 0]).toEqual([at, 1])
      }
      for (const [status, response] of Object.entries(operation.responses ?? {})) {
        if (Number(status) < 400 || !('content' in response)) continue
        expect([at, status, Object.keys(response.content ?? {})]).toEqual([at, status, ['application/problem+json']])
      }
      if (operation.security === undefined) expect([at, Object.keys(operation.responses ?? {}).includes('401')]).toEqual([at, true])
    }
  }
})

test('the page for people names every operation and every error code, without a script', async () => {
  const { document, hub } = await documentOf()
  const { tokens } = await import('./testing/fake-hub.ts')
  const page = await (await hub.app.request('/api/docs/', { headers: { authorization: `Bearer ${tokens.viewer}` } })).text()
  expect(page).not.toMatch(/<script|https?:\/\//)
  for (const operation of operationsOf(document)) expect(page).toContain(`id="${operation.operationId ?? '?'}"`)
  expect(page).toContain('id="error-outcome_unknown"')
  expect(page).toContain('id="schema-Command"')
})
