/** Every route that takes a body takes only so much of it, whether the sender announces its length or streams. */
import { expect, test } from 'vitest'
import { apiDocument, methods } from './api-document.ts'
import { maxJsonBytes, maxOpenBytes } from './describe.ts'
import { largestPictureBytes, largestSyncBytes } from '@palang/protocol'
import { administratorsCookie, fakeHub, tokens } from './testing/fake-hub.ts'

/** Routes with a limit of their own; the others have that of open or of closed routes. */
const special: Record<string, number> = {
  'put /api/photos/{image_id}': largestPictureBytes,
  'post /api/sync_gateway_data': largestSyncBytes,
}

async function routesWithBody() {
  const hub = await fakeHub()
  const { paths } = await apiDocument(hub.app, 'body-limits')
  return Object.entries(paths).flatMap(([path, item]) =>
    methods.flatMap(method => {
      const operation = item?.[method]
      if (operation?.requestBody === undefined || !('content' in operation.requestBody)) return []
      const parameters = (operation.parameters ?? []).flatMap(parameter =>
        'name' in parameter && parameter.in === 'path' ? [parameter] : [],
      )
      const url = parameters.reduce((text, { name, example }) => text.replace(`{${name}}`, String(example)), path)
      const route = `${method} ${path}`
      const limit = special[route] ?? (operation.security?.length === 0 ? maxOpenBytes : maxJsonBytes)
      return [{ route, limit, method, url, type: Object.keys(operation.requestBody.content)[0] ?? '' }]
    }),
  )
}

const routes = await routesWithBody()

test('there are routes of every limit', () => {
  expect(routes.length).toBeGreaterThan(10)
  for (const limit of [largestPictureBytes, maxOpenBytes]) expect(routes.map(one => one.limit)).toContain(limit)
})

/** Machines put pictures, people see to their own account, and a program may do the rest. */
async function loginFor(hub: Awaited<ReturnType<typeof fakeHub>>, url: string, type: string): Promise<Record<string, string>> {
  if (type === 'image/jpeg') return { authorization: `Bearer ${tokens.gate_in}` }
  if (!url.startsWith('/api/auth/')) return { authorization: `Bearer ${tokens.admin}` }
  return { cookie: await administratorsCookie(hub), 'sec-fetch-site': 'same-origin' }
}

test.each(routes)('$route', async ({ limit, method, url, type }) => {
  const hub = await fakeHub()
  const login = await loginFor(hub, url, type)
  const send = async (bytes: number, isStream: boolean) => {
    const text = ' '.repeat(bytes)
    const headers = {
      ...login,
      'content-type': type,
      ...(isStream ? {} : { 'content-length': String(bytes) }),
    }
    const body = isStream ? new Blob([text]).stream() : text
    const response = await hub.app.request(url, { method: method.toUpperCase(), headers, body, duplex: 'half' })
    const answer: unknown = await response.json()
    return { status: response.status, body: answer }
  }
  for (const isStream of [false, true]) {
    expect(await send(limit + 1, isStream)).toMatchObject({ status: 413, body: { code: 'payload_too_large', max_bytes: limit } })
    expect((await send(limit, isStream)).status).not.toBe(413)
  }
})
