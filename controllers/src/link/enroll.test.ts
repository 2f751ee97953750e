import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterEach, expect, test } from 'vitest'
import { enroll } from './enroll.ts'

const code = 'k7qm-4xwd-8cnp-ty2h'
let server: Server | undefined

afterEach(async () => {
  server?.closeAllConnections()
  await new Promise(resolve => (server === undefined ? resolve(undefined) : server.close(resolve)))
  server = undefined
})

/** A hub that answers as told; resolves to its address. */
async function hub(answer: RequestListener): Promise<string> {
  const listening = createServer(answer)
  server = listening
  await new Promise<void>(resolve => listening.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(listening.address() as AddressInfo).port}`
}

/** A hub that says the same to everybody. */
const saying = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  hub((_, response) => response.writeHead(status, headers).end(typeof body === 'string' ? body : JSON.stringify(body)))

const ask = (hubHttpUrl: string, answerWithinMs?: number) =>
  enroll({ hubHttpUrl, trust: {}, machineId: 'gate_out', code, ...(answerWithinMs === undefined ? {} : { answerWithinMs }) })

test('the code and the machine are sent as JSON to the hub’s own path, and the token comes back', async () => {
  const asked: unknown[] = []
  const url = await hub((request, response) => {
    void text(request).then(body => {
      const { 'content-type': type, authorization, cookie } = request.headers
      asked.push({ method: request.method, url: request.url, type, authorization, cookie, body: JSON.parse(body) })
      response.writeHead(201).end(JSON.stringify({ machine_id: 'gate_out', token: 'q7Ecp4-shown-once' }))
    })
  })
  expect(await ask(`${url}/`)).toBe('q7Ecp4-shown-once')
  expect(asked).toEqual([{ method: 'POST', url: '/api/enroll', type: 'application/json', body: { code, machine_id: 'gate_out' } }])
})

test.each([
  [401, { code: 'unauthenticated', detail: 'the activation code is used before' }, 'used before'],
  [429, { code: 'rate_limited', detail: 'too many wrong codes; try again in 30 s' }, 'try again in 30 s'],
  [400, 'Bad Request', 'it answered 400'],
  [404, '<!doctype html><title>Something else listens here</title>', 'it answered 404'],
  [302, '', 'it answered 302'],
  [200, { machine_id: 'gate_out', token: 'q7Ecp4' }, 'it answered 200'],
  [201, '{"machine_id":"gate_out","tok', 'it answered 201'],
  [201, { machine_id: 'gate_out' }, 'it answered 201'],
  [201, 'null', 'it answered 201'],
  [201, '', 'it answered 201'],
])('a hub that answers %s %j refuses, and says so', async (status, body, words) => {
  const url = await saying(status, body, { location: 'http://127.0.0.1:1/' })
  const refused = expect.objectContaining({ code: 'enroll_refused', message: expect.stringContaining(words) as unknown }) as unknown
  await expect(ask(url)).rejects.toEqual(refused)
})

test.each([
  [503, { detail: 'the database does not answer' }, 'the database does not answer'],
  [502, '<html>', 'it answered 502'],
])('a hub or proxy that cannot now (%s) is worth another try: the code is not called wrong', async (status, body, words) => {
  await expect(ask(await saying(status, body))).rejects.toMatchObject({
    code: 'hub_away',
    retryable: true,
    message: expect.stringContaining(words) as unknown,
  })
})

test('nobody there is worth another try', async () => {
  const url = await saying(200, '')
  await new Promise(resolve => server?.close(resolve))
  await expect(ask(url)).rejects.toMatchObject({ code: 'hub_away', retryable: true, message: expect.stringContaining(url) as unknown })
})

test('a hub that breaks off is worth another try', async () => {
  const url = await hub((request, response) => {
    response.writeHead(201, { 'content-length': 100 }).write('{"machine_id"')
    request.socket.destroySoon()
  })
  await expect(ask(url)).rejects.toMatchObject({ code: 'hub_away' })
})

test.each([
  ['says nothing', (() => undefined) satisfies RequestListener],
  ['begins to speak and does not end', ((_, response) => void response.writeHead(201).write('{')) satisfies RequestListener],
])('a hub that %s is not waited for without end', async (_name, answer) => {
  await expect(ask(await hub(answer), 50)).rejects.toMatchObject({ code: 'hub_away' })
})
