/** Every route that takes a body takes only so much of it, whether the sender announces its length or streams. */
import { expect, test } from 'vitest'
import { methods, type ApiDocument } from './api-document.ts'
import { maxJsonBytes, maxOpenBytes } from './describe.ts'
import { maxPhotoBytes } from './photo-files.ts'
import { fakeHub, tokens } from './testing/fake-hub.ts'

/** Routes whose limit is not the usual one. */
const special: Record<string, number> = {
  'post /api/auth/sign-in': maxOpenBytes,
  'put /api/photos/{image_id}': maxPhotoBytes,
}

async function routesWithBody() {
  const hub = await fakeHub()
  const { json } = await hub.call('GET', '/api/openapi.json', { as: 'viewer' })
  return Object.entries((json as unknown as ApiDocument).paths).flatMap(([path, item]) =>
    methods.flatMap(method => {
      const operation = item?.[method]
      if (operation?.requestBody === undefined || !('content' in operation.requestBody)) return []
      const parameters = (operation.parameters ?? []).flatMap(parameter =>
        'name' in parameter && parameter.in === 'path' ? [parameter] : [],
      )
      const url = parameters.reduce((text, { name, example }) => text.replace(`{${name}}`, String(example)), path)
      return [{ route: `${method} ${path}`, method, url, type: Object.keys(operation.requestBody.content)[0] ?? '' }]
    }),
  )
}

const routes = await routesWithBody()

test('the routes with a limit of their own exist', () => {
  expect(routes.length).toBeGreaterThan(10)
  for (const route of Object.keys(special)) expect(routes.map(one => one.route)).toContain(route)
})

test.each(routes)('$route', async ({ route, method, url, type }) => {
  const hub = await fakeHub()
  const limit = special[route] ?? maxJsonBytes
  const token = type === 'image/jpeg' ? tokens.gate_in : tokens.admin
  const send = async (bytes: number, isStream: boolean) => {
    const text = ' '.repeat(bytes)
    const headers = {
      authorization: `Bearer ${token}`,
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
