import { replayResult, tariffCheck, tariffView } from '@palang/protocol'
import { setImmediate } from 'node:timers/promises'
import { createAdaptorServer } from '@hono/node-server'
import { expect, onTestFinished, test } from 'vitest'
import { z } from 'zod'
import { pastStay } from '../../store/contract/samples.ts'
import { fakeHub, sessionRecord, tokens } from './testing/fake-hub.ts'

const draft = {
  id: 'standard',
  version: 2,
  currency: 'IDR',
  classes: { car: { first: { minutes: 60, amount: 6000 }, following: { minutes: 60, amount: 3000 }, lost_ticket: 50_000 } },
}
const items = z.object({ items: z.array(tariffView) })
type Hub = Awaited<ReturnType<typeof fakeHub>>
const listed = async ({ call }: Hub) => items.parse((await call('GET', '/api/tariffs', { as: 'viewer' })).json).items
const publish = ({ call }: Hub, version: number, query = '') =>
  call('POST', `/api/tariffs${query}`, { as: 'admin', json: { ...draft, version } })
const inForce = async (hub: Hub) => (await listed(hub)).filter(one => one.in_force).map(({ version }) => version)

test('a version that is only stored is in force for nobody; one published with `now` is at once', async () => {
  const hub = await fakeHub()
  expect((await publish(hub, 2)).json).toMatchObject({ version: 2, in_force: false, starts: [] })
  expect(await inForce(hub)).toEqual([])
  const published = await publish(hub, 3, '?in_force_from=now&reason=harga%20baru')
  expect(published).toMatchObject({ status: 201, json: { in_force: true, starts: [{ set_by: 'token:admin', reason: 'harga baru' }] } })
  expect(await inForce(hub)).toEqual([3])
  expect(hub.store.shelves.audit.map(({ action, reason }) => [action, reason])).toEqual([
    ['add_tariff', null],
    ['add_tariff', null],
    ['start_tariff', 'harga baru'],
  ])
})

test('a version for later comes into force by itself, and one of before can be put back', async () => {
  const hub = await fakeHub()
  await publish(hub, 2, '?in_force_from=now')
  const soon = new Date(hub.clock.now() + 3_600_000).toISOString()
  await publish(hub, 3, `?in_force_from=${soon}`)
  expect(await inForce(hub)).toEqual([2])
  await hub.clock.advance(3_600_000)
  expect(await inForce(hub)).toEqual([3])
  await hub.clock.advance(1)
  const back = await hub.call('POST', '/api/tariffs/standard/2/start', { as: 'admin', json: { reason: 'salah harga' } })
  expect(back).toMatchObject({ status: 200, json: { version: 2, in_force: true } })
  expect(await inForce(hub)).toEqual([2])
})

test('what stays entered under is not changed afterwards: no moment that has passed, no other content, no half publishing', async () => {
  const hub = await fakeHub()
  await publish(hub, 2)
  const past = new Date(hub.clock.now() - 1000).toISOString()
  expect(await publish(hub, 3, `?in_force_from=${past}`)).toMatchObject({ status: 400, json: { errors: [{ path: 'in_force_from' }] } })
  const other = { ...draft, free_minutes: 9 }
  expect((await hub.call('POST', '/api/tariffs', { as: 'admin', json: other })).status).toBe(409)
  expect((await hub.call('POST', '/api/tariffs/standard/77/start', { as: 'admin', json: { reason: 'x' } })).status).toBe(404)
  expect((await hub.call('POST', '/api/tariffs/standard/2x/start', { as: 'admin', json: { reason: 'x' } })).status).toBe(404)
})

test('one version is found by its number, and by nothing else', async () => {
  const hub = await fakeHub()
  await publish(hub, 2)
  expect((await hub.call('GET', '/api/tariffs/standard/2', { as: 'viewer' })).json).toMatchObject({ definition: { version: 2 } })
  for (const name of ['standard/3', 'standard/02', 'other/2', 'standard/two'])
    expect((await hub.call('GET', `/api/tariffs/${name}`, { as: 'viewer' })).status).toBe(404)
})

const check = async ({ call }: Hub, json: object) =>
  tariffCheck.parse((await call('POST', '/api/tariffs/check', { as: 'viewer', json })).json)

test('a draft is told all its mistakes of form, each with its place, and is priced by nobody', async () => {
  const found = await check(await fakeHub(), { tariff: { ...draft, version: 0, classes: { car: { first: { minutes: 0 } } } } })
  expect(found).toMatchObject({ valid: false, problems: [], examples: [], example: null })
  expect(found.schema_mistakes.map(({ path }) => path)).toEqual([
    'version',
    'classes.car.first.minutes',
    'classes.car.first.amount',
    'classes.car.following',
  ])
})

test('mistakes of meaning come with code and values, notices do not keep a draft from being valid', async () => {
  const hub = await fakeHub()
  const broken = await check(hub, { tariff: { ...draft, members: { class: 'staff' }, free_minutes: 90 } })
  expect(broken.valid).toBe(false)
  expect(broken.problems.map(({ code, severity, path }) => [code, severity, path])).toEqual([
    ['member_class_unknown', 'mistake', 'members.class'],
    ['free_covers_first', 'notice', 'classes.car.first.minutes'],
  ])
  expect((await check(hub, { tariff: { ...draft, free_minutes: 90 } })).valid).toBe(true)
  expect((await check(hub, { tariff: { ...draft, currency: 'EUR' } })).schema_mistakes).toMatchObject([{ code: 'currency_differs' }])
})

test('a draft that is sound shows what it asks, for usual stays and for one of your own, line by line', async () => {
  const tariff = { ...draft, validations: { Bioskop: { minutes: 60 } }, rounding: { to: 5000, direction: 'up' } }
  const example = {
    entered_at: '2026-01-20T10:00:00.000Z',
    left_at: '2026-01-20T12:30:00.000Z',
    vehicle_class: 'car',
    validations: ['Bioskop'],
    lost_ticket: true,
  }
  const { valid, examples, example: priced } = await check(await fakeHub(), { tariff, example })
  expect(valid).toBe(true)
  expect(examples.map(({ minutes, price }) => [minutes, price.amount])[1]).toEqual([60, 10_000])
  expect(priced).toMatchObject({ amount: 60_000, duration_minutes: 150 })
  expect(priced?.lines.map(({ text }) => text)).toEqual(['first_period', 'following_periods', 'validation', 'lost_ticket', 'rounding'])
})

test('a draft is tried on the stays of the days asked for, as the outlet counts them', async () => {
  const hub = await fakeHub()
  const stay = (id: string, closedAt: string, change: object = {}) => {
    const enteredAt = new Date(Date.parse(closedAt) - 3_600_000).toISOString()
    hub.store.shelves.sessions.set(
      id,
      sessionRecord(enteredAt, {
        id,
        state: 'closed',
        outcome: 'passed',
        closedAt,
        pricedAt: closedAt,
        paidAmount: 5000,
        cardId: null,
        ...change,
      }),
    )
  }
  // Midnight in Jakarta is 17:00 UTC of the day before.
  stay('before', '2026-01-19T16:59:59.999Z')
  stay('first', '2026-01-19T17:00:00.000Z')
  stay('last', '2026-01-20T16:59:59.999Z')
  stay('after', '2026-01-20T17:00:00.000Z')
  stay('elsewhere', '2026-01-20T10:00:00.000Z', { outletId: 'cabang' })
  const replay = (change: object = {}, as: 'operator' | 'viewer' = 'operator') =>
    hub.call('POST', '/api/tariffs/replay', { as, json: { tariff: draft, from: '2026-01-20', to: '2026-01-20', ...change } })
  const { total, outlet_id: outlet, currency } = replayResult.parse((await replay()).json)
  expect([outlet, currency, total]).toEqual([
    'pusat',
    'IDR',
    { stays: 2, earned: 10_000, would_earn: 12_000, difference: 2000, dearer: 2, cheaper: 0 },
  ])
  expect(hub.store.shelves.audit).toEqual([])
  expect((await replay({ to: '2026-01-19' })).json).toMatchObject({ errors: [{ path: 'to' }] })
  expect((await replay({ to: '2027-03-01' })).status).toBe(400)
  expect((await replay({ tariff: { ...draft, members: { class: 'staff' } } })).json).toMatchObject({ errors: [{ path: 'members.class' }] })
})

test("a merchant's token gives a validation once however often its request arrives, and may do nothing else", async () => {
  const hub = await fakeHub()
  const made = await hub.entrance.tokens.add(
    { id: 'user:a@b', role: 'admin' },
    { kind: 'api', name: 'Bioskop', scopes: ['validate'], outlets: null, machineId: null, expiresInDays: null },
  )
  let given = 0
  const give = hub.parking.giveValidation
  hub.parking.giveValidation = () => {
    given++
    return give()
  }
  const ask = (method: string, url: string, json?: object) =>
    hub.call(method, url, {
      as: undefined,
      headers: { authorization: `Bearer ${made.secret}`, 'idempotency-key': 'tap-1' },
      ...(json === undefined ? {} : { json }),
    })
  const body = { ticket: 'T7K2M9QX', validation: 'Bioskop' }
  const answers = [await ask('POST', '/api/parking/validations', body), await ask('POST', '/api/parking/validations', body)]
  expect(answers.map(({ status, json }) => [status, json['validation']])).toEqual([
    [201, 'Bioskop'],
    [201, 'Bioskop'],
  ])
  expect(given).toBe(1)
  expect((await ask('POST', '/api/parking/validations', { ...body, ticket: 7 })).status).toBe(400)
  for (const url of ['/api/sessions', '/api/tariffs']) expect((await ask('GET', url)).status).toBe(403)
  expect((await ask('POST', '/api/parking/exit', { ticket: 'T7K2M9QX', payment_method: 'free' })).status).toBe(403)
})

test('a trial ends when whoever asked for it goes away, and the next one may begin', async () => {
  const hub = await fakeHub()
  const begun = Promise.withResolvers<undefined>()
  let pages = 0
  const page = Array.from({ length: 250 }, (_, number) => pastStay(number))
  // The stays of the 20th have no end; there are none on other days.
  hub.store.tariffs.pastStays = async ({ from }) => {
    if (!from.startsWith('2026-01-19')) return []
    if (++pages === 3) begun.resolve(undefined)
    return page
  }
  const server = createAdaptorServer({ fetch: hub.app.fetch })
  onTestFinished(() => void server.close())
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  const leaving = new AbortController()
  const replay = (day: string) => ({ tariff: draft, from: day, to: day })
  const asked = fetch(`http://127.0.0.1:${port}/api/tariffs/replay`, {
    method: 'POST',
    headers: { authorization: `Bearer ${tokens.operator}`, 'content-type': 'application/json' },
    body: JSON.stringify(replay('2026-01-20')),
    signal: leaving.signal,
  })
  await begun.promise
  leaving.abort()
  await expect(asked).rejects.toThrow('aborted')
  let next = await hub.call('POST', '/api/tariffs/replay', { json: replay('2026-01-25') })
  for (; next.status === 409; await setImmediate()) next = await hub.call('POST', '/api/tariffs/replay', { json: replay('2026-01-25') })
  expect(next.status).toBe(200)
  // Half a million stays would have been 2000 pages.
  expect(pages).toBeLessThan(2000)
})
