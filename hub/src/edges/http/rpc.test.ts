import { hc } from 'hono/client'
import { expect, test } from 'vitest'
import type { HttpApp } from './app.ts'
import { fakeHub, tokens } from './testing/fake-hub.ts'

test('the typed client of the frontend knows paths, bodies and answers', async () => {
  const { app } = await fakeHub()
  const client = hc<HttpApp>('http://hub.local', {
    headers: { authorization: `Bearer ${tokens.operator}` },
    fetch: (input: string | URL | Request, init?: RequestInit) => app.request(input instanceof Request ? input : String(input), init),
  })
  const capacity = await (await client.api.parking.capacity.$get()).json()
  const available: number = capacity.available
  expect(available).toBe(60)
  const opened = await client.api.gate.control[':gate_id'].$post({
    param: { gate_id: 'gate_in' },
    query: {},
    json: { action: 'open', duration: 5 },
  })
  const { state } = await opened.json()
  const isOpen: boolean = state === 'succeeded'
  expect(isOpen).toBe(true)
  const sessions = await (await client.api.sessions.$get({ query: { open: 'true', limit: '5' } })).json()
  expect(sessions.items).toEqual([])
  const machine = await (await client.api.v1.machines[':id'].$get({ param: { id: 'gate_in' } })).json()
  expect(machine.status).toBe('online')
})
