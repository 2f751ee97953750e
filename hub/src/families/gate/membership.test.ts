import { uuidv7 } from '@palang/kit'
import { expect, test } from 'vitest'
import { watchMembers } from '../../member-watch.ts'
import { gateIn, gateOut, gateRig, hourMs } from './testing/gate-rig.ts'

const dayMs = 24 * hourMs

/** A car park with one membership, begun over HTTP; `change` to what is sent. */
async function rig(change: Record<string, unknown> = {}, parking: Parameters<typeof gateRig>[0] = {}) {
  const parts = await gateRig(parking)
  const { call, clock, parking: gates, shelves, store, log, live } = parts
  const body = { name: 'Keluarga Rahma', plates: ['B 1234 XYZ', 'D 88 QA'], cards: ['CARD_077'], ...change }
  const { json, status } = await call('POST', '/api/members', { as: 'admin', json: body })
  return {
    ...parts,
    status,
    id: String(json['id']),
    inDays: (days: number) => new Date(clock.now() + days * dayMs).toISOString(),
    enter: (plate: string) => gates.enter({ license_plate: plate, visit_id: uuidv7() }, gateIn),
    byCard: () => gates.enter({ card_id: 'CARD_077', visit_id: uuidv7() }, gateIn),
    identities: () => [...shelves.stayIdentities.values()],
    watch: () => watchMembers({ store, clock, log, live, withinDays: 7, timeZone: 'America/Lima' }),
  }
}

test('a member comes in by any plate as it is written, one vehicle at a time unless more are allowed', async () => {
  const { enter, identities, id } = await rig()
  expect(await enter('d88qa')).toMatchObject({ approved: true })
  expect(identities()).toMatchObject([{ memberId: id }])
  await expect(enter('B 1234 XYZ')).rejects.toMatchObject({ code: 'member_full' })
  await expect(enter('D 88 QA')).rejects.toMatchObject({ code: 'already_inside' })
})

test('two at a time come in, by plate and by the card they share, the third does not', async () => {
  const { enter, byCard } = await rig({ max_inside: 2 })
  await enter('B 1234 XYZ')
  await byCard()
  await expect(byCard()).rejects.toMatchObject({ code: 'member_full' })
})

test('two vehicles at two gates at once are one inside', async () => {
  const { enter } = await rig()
  const both = await Promise.allSettled([enter('B 1234 XYZ'), enter('D 88 QA')])
  expect(both.map(({ status }) => status)).toEqual(['fulfilled', 'rejected'])
})

test('a membership that is suspended or out of its time does not let in; its stay is priced as a visitor’s', async () => {
  const { enter, call, id, inDays, parking, clock } = await rig()
  const change = (json: Record<string, unknown>) => call('PATCH', `/api/members/${id}`, { as: 'admin', json })
  await change({ status: 'suspended' })
  await expect(enter('B 1234 XYZ')).rejects.toMatchObject({ code: 'card_blocked' })
  await change({ status: 'active', valid_from: inDays(1) })
  await expect(enter('B 1234 XYZ')).rejects.toMatchObject({ code: 'card_expired' })
  await change({ valid_from: null, valid_until: inDays(0.01) })
  await enter('B 1234 XYZ')
  await expect(parking.exit({ license_plate: 'B 1234 XYZ' }, gateOut)).resolves.toMatchObject({ approved: true, amount: 0 })
  await clock.advance(hourMs)
  await expect(parking.exit({ license_plate: 'B 1234 XYZ' }, gateOut)).rejects.toMatchObject({ code: 'unpaid' })
})

test('a blocked card of a membership does not come in', async () => {
  const { byCard, member } = await rig()
  await member('CARD_077', { status: 'blocked' })
  await expect(byCard()).rejects.toMatchObject({ code: 'card_blocked' })
})

test.each([
  [3.5, { valid_days: 3 }],
  [0.2, { valid_days: 0 }],
  [20, {}],
])('with %f days left the gate is told %o', async (days, told) => {
  const { enter, call, id, inDays } = await rig()
  await call('PATCH', `/api/members/${id}`, { as: 'admin', json: { valid_until: inDays(days) } })
  const { approved: _approved, session_id: _session, ...rest } = await enter('B 1234 XYZ')
  expect(rest).toEqual(told)
})

test.each([
  ['a plate of another member, however it is written', { name: 'Dua', plates: ['b1234-xyz'] }, 409, 'already_exists'],
  ['a card of another member', { name: 'Dua', cards: ['CARD_077'] }, 409, 'already_exists'],
  [
    'validity that ends before it begins',
    { name: 'Dua', valid_from: '2026-02-01T00:00:00.000Z', valid_until: '2026-01-01T00:00:00.000Z' },
    400,
    'invalid_request',
  ],
  ['one plate twice', { name: 'Dua', plates: ['B 1 A', 'b1a'] }, 400, 'invalid_request'],
  ['no place inside', { name: 'Dua', max_inside: 0 }, 400, 'invalid_request'],
  ['no name', { plates: ['B 9 Z'] }, 400, 'invalid_request'],
  ['a plate that is none', { name: 'Dua', plates: ['%%'] }, 400, 'invalid_request'],
])('%s is refused, and nothing is stored', async (_, json, status, code) => {
  const { call, shelves } = await rig()
  expect(await call('POST', '/api/members', { as: 'admin', json })).toMatchObject({ status, json: { code } })
  expect([shelves.members.size, shelves.audit.length]).toEqual([1, 1])
})

test('a change keeps what it does not name, frees plates that are left out, and is audited with both', async () => {
  const { call, id, shelves } = await rig()
  const { json } = await call('PATCH', `/api/members/${id}`, { as: 'admin', json: { plates: ['B 1234 XYZ'] } })
  expect(json).toMatchObject({ name: 'Keluarga Rahma', plates: ['B 1234 XYZ'], cards: ['CARD_077'] })
  expect(await call('POST', '/api/members', { as: 'admin', json: { name: 'Dua', plates: ['D 88 QA'] } })).toMatchObject({ status: 201 })
  expect(shelves.audit[1]).toMatchObject({
    action: 'change_member',
    before: { plates: ['B 1234 XYZ', 'D 88 QA'] },
    after: { plates: ['B 1234 XYZ'] },
  })
  expect(await call('DELETE', `/api/members/${id}`, { as: 'admin' })).toMatchObject({ status: 204 })
  expect(await call('DELETE', `/api/members/${id}`, { as: 'admin' })).toMatchObject({ status: 404 })
})

test('of a membership that ends soon people are told once, and once more when it was made longer and ends again', async () => {
  const { call, id, inDays, watch, standing, clock } = await rig()
  const extend = (days: number) => call('PATCH', `/api/members/${id}`, { as: 'admin', json: { valid_until: inDays(days) } })
  const { look } = watch()
  await extend(8)
  await look()
  expect(standing()).toEqual([])
  await clock.advance(2 * dayMs)
  await look()
  await look()
  expect(standing()).toEqual(['membership_expiring'])
  await extend(30)
  await look()
  await clock.advance(25 * dayMs)
  await look()
  expect(standing()).toEqual(['membership_expiring', 'membership_expiring'])
  expect((await call('GET', '/api/members?expiring_days=7')).json).toMatchObject({ items: [{ id }] })
  expect((await call('GET', '/api/members?expiring_days=1')).json).toMatchObject({ items: [] })
})

test('its last day is named by the calendar of the outlet', async () => {
  const { call, id, watch, shelves, clock } = await rig()
  const night = `${new Date(clock.now() + 2 * dayMs).toISOString().slice(0, 10)}T04:59:59.000Z`
  await call('PATCH', `/api/members/${id}`, { as: 'admin', json: { valid_until: night } })
  await watch().look()
  const dayBefore = new Date(Date.parse(night) - dayMs).toISOString().slice(0, 10)
  expect([...shelves.alarms.values()]).toMatchObject([{ message: `Keluarga Rahma: ${dayBefore}` }])
})
