import { afterEach, expect, test } from 'vitest'
import { z } from 'zod'
import { readBody } from '../control/read-body.ts'
import { loopbackServer } from '../transport/loopback-server.ts'
import { hubApi } from '../hub/hub-api.ts'
import { prepareOzoneSite } from './prepare-ozone-site.ts'
import { createUnitTokens } from './unit-tokens.ts'

/** Answers as the contract says a hub does, and remembers what it has. */
const made = new Map<string, object>()
const asked: string[] = []
const named = z.looseObject({
  id: z.string().optional(),
  name: z.string().optional(),
  device_id: z.string().optional(),
  kind: z.string().optional(),
})
const server = loopbackServer(0, (request, response) => {
  void readBody(request).then(body => {
    const { method = '', url = '', headers } = request
    asked.push(`${method} ${url} ${headers.authorization}`)
    const [status, answer] =
      method === 'POST' ? added(url, named.parse(body)) : method === 'GET' ? [200, { items: outlets() }] : [204, undefined]
    response.writeHead(status, { 'content-type': 'application/json' })
    response.end(answer === undefined ? '' : JSON.stringify(answer))
  })
})
afterEach(async () => {
  await server.stop()
  made.clear()
  asked.length = 0
})

const outlets = () => [...made].flatMap(([path, one]) => (path.startsWith('/api/outlets/ ') ? [one] : []))

function added(url: string, body: z.infer<typeof named>): [number, object] {
  const key = `${url} ${body.id ?? body.device_id ?? body.name}`
  if (url === '/api/tokens') return [201, { secret: `secret of ${body.device_id}`, token: tokenOf(body.device_id ?? '') }]
  if (url === '/api/forbidden/') return [403, { code: 'forbidden', status: 403, title: 'only for administrators' }]
  if (made.has(key)) return [409, { code: 'already_exists', status: 409, title: 'there already' }]
  const whole = { id: body.name ?? '', ...body }
  made.set(key, whole)
  return [201, whole]
}

const tokenOf = (device: string) => ({
  id: `id-of-${device}`,
  kind: 'device',
  name: device,
  scopes: [],
  outlets: null,
  machine_id: device,
  created_at: '2026-01-20T10:30:00.000Z',
  created_by: 'user:a@b',
  expires_at: null,
  expired: false,
  last_used_at: null,
})

test('outlets, machines and devices are made once, however often the site is prepared', async () => {
  const api = hubApi({ url: await server.start(), token: 'secret' })
  const ids = Array.from({ length: 30 }, (_, n) => `ozon-${n + 1}`)
  await prepareOzoneSite(api, ids)
  expect(made.get('/api/machines/ ozone-30')).toEqual({ id: 'ozone-30', name: 'Ozon 30', family: 'ozone', outlet_id: 'Ozon Matraman 2' })
  expect(made.get('/api/devices/ ozon-30')).toMatchObject({ device_id: 'ozon-30', machine_id: 'ozone-30' })
  expect(outlets()).toHaveLength(2)
  const before = new Map(made)
  await prepareOzoneSite(api, ids)
  expect(made).toEqual(before)
})

test('what the hub refuses is said with its words', async () => {
  const api = hubApi({ url: await server.start(), token: 'secret' })
  await expect(api.post('/api/forbidden/', { name: 'x' })).rejects.toMatchObject({
    code: 'forbidden',
    message: 'POST /api/forbidden/: 403 forbidden only for administrators',
  })
  await server.stop()
  await expect(api.get('/api/outlets/')).rejects.toThrow('fetch failed')
})

test('each unit has a token of its own, taken back at the end', async () => {
  const tokens = createUnitTokens(hubApi({ url: await server.start(), token: 'secret' }))
  await tokens.make(['a', 'b'])
  expect([tokens.login('b'), tokens.login('c')]).toEqual([{ username: 'b', password: 'secret of b' }, undefined])
  await tokens.takeBack()
  expect(asked.filter(line => line.startsWith('DELETE'))).toEqual([
    'DELETE /api/tokens/id-of-a Bearer secret',
    'DELETE /api/tokens/id-of-b Bearer secret',
  ])
})
