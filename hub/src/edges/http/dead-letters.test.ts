import { expect, test } from 'vitest'
import { letterOf } from '../../intake/sort-batch.ts'
import { fakeHub } from './testing/fake-hub.ts'

const letter = letterOf(
  { machineId: 'gate_in', epoch: 'e', receivedAt: '2026-01-20T10:30:00.000Z' },
  3,
  { seq: 3 },
  'invalid_fact',
  'no type',
)

async function hubWithLetter() {
  const hub = await fakeHub()
  hub.store.shelves.deadLetters.set(letter.id, letter)
  return hub
}

test('whoever may look reads what was set aside, with what was sent and why it was refused', async () => {
  const { call } = await hubWithLetter()
  const list = await call('GET', '/api/dead-letters?state=open', { as: 'operator' })
  expect(list.json).toMatchObject({
    items: [{ id: letter.id, machine_id: 'gate_in', seq: 3, message: 'no type', item: { seq: 3 }, state: 'open' }],
  })
  expect((await call('GET', '/api/dead-letters?state=applied', { as: 'operator' })).json).toMatchObject({ items: [] })
  expect((await call('GET', `/api/dead-letters/${letter.id}`, { as: 'operator' })).status).toBe(200)
  expect((await call('GET', '/api/dead-letters/none', { as: 'operator' })).status).toBe(404)
  expect((await call('GET', '/api/dead-letters', { as: 'viewer' })).status).toBe(200)
  expect((await call('GET', '/api/dead-letters', { as: 'gate_in' })).status).toBe(403)
})

test('only an administrator discards it, with a reason, once', async () => {
  const { call, store } = await hubWithLetter()
  const where = `/api/dead-letters/${letter.id}/discard`
  expect((await call('POST', where, { as: 'operator', json: { reason: 'x' } })).status).toBe(403)
  expect((await call('POST', where, { as: 'admin', json: { reason: ' ' } })).status).toBe(400)
  expect((await call('POST', where, { as: 'admin', json: { reason: 'a test' } })).json).toMatchObject({
    state: 'discarded',
    reason: 'a test',
  })
  expect((await call('POST', where, { as: 'admin', json: { reason: 'again' } })).json).toMatchObject({ code: 'conflict' })
  expect(store.shelves.audit.map(entry => entry.action)).toEqual(['dead_letter_discarded'])
})

test('what is refused again says why and stays', async () => {
  const { call, store } = await hubWithLetter()
  const answer = await call('POST', `/api/dead-letters/${letter.id}/retry`, { as: 'admin' })
  expect([answer.status, answer.json['code']]).toEqual([409, 'conflict'])
  expect(String(answer.json['detail'])).toMatch(/still refused/)
  expect(store.shelves.deadLetters.get(letter.id)?.state).toBe('open')
})
