import { helpCalls } from '@palang/protocol'
import { expect, test } from 'vitest'
import { fakeHub } from '../../edges/http/testing/fake-hub.ts'

const callId = '019be7a0-0000-7000-8000-0000000000c1'

test('who answers is whoever is signed in, and never what a body says', async () => {
  const { call, fleet } = await fakeHub()
  const body = { call_id: callId, act: 'say', phrase: 'coming', by: 'user:somebody-else' }
  const answer = await call('POST', '/api/gate/help/gate_out', { json: body })
  expect(answer.status).toBe(200)
  expect(fleet.sent).toMatchObject([
    { machineId: 'gate_out', type: 'help_reply', payload: { act: 'say', phrase: 'coming', by: 'token:operator' } },
  ])
})

test.each([
  ['nothing to call', { act: 'answer' }],
  ['a phrase nobody made', { call_id: callId, act: 'say', phrase: 'shout' }],
  ['a text longer than a kiosk can show', { call_id: callId, act: 'say', text: 'x'.repeat(121) }],
])('%s is refused before any machine hears of it', async (_what, body) => {
  const { call, fleet } = await fakeHub()
  expect((await call('POST', '/api/gate/help/gate_out', { json: body })).status).toBe(400)
  expect(fleet.sent).toEqual([])
})

test('a site where nobody ever called for help has an empty list', async () => {
  const { call } = await fakeHub()
  const answer = await call('GET', '/api/gate/help', { as: 'viewer' })
  expect(helpCalls.parse(answer.json)).toEqual({ items: [] })
})
