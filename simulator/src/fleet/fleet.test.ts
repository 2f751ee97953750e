import { ManualClock } from '@palang/kit/clock'
import { afterEach, expect, test } from 'vitest'
import { z } from 'zod'
import { readBody } from '../control/read-body.ts'
import { loopbackServer } from '../transport/loopback-server.ts'
import { createFleet } from './fleet.ts'
import { hubPost } from './hub-post.ts'
import { createLightMachine, type Post, type Posted, type Reading } from './light-machine.ts'

const everyMs = 10_000

function machine(answer: (reading: Reading) => Posted) {
  const clock = new ManualClock()
  const told: Reading[] = []
  const post: Post = (_id, reading) => {
    told.push(reading)
    return Promise.resolve(answer(reading))
  }
  const one = createLightMachine({ id: 'vending-1', seed: 7, clock, post, everyMs, firstMs: 2_000 })
  return { clock, told, one }
}

test('a light machine posts what its sensor says, once in each period', async () => {
  const { clock, told, one } = machine(() => ({ outcome: 'taken' }))
  one.start()
  one.start()
  await clock.advance(1_000)
  expect(told).toEqual([])
  await clock.advance(60_000)
  expect(told).toHaveLength(6)
  expect(new Set(told.map(({ at }) => at)).size).toBe(6)
  expect(one.view()).toMatchObject({ taken: 6, waiting: 0, trouble: undefined })
  one.stop()
  await clock.advance(60_000)
  expect(told).toHaveLength(6)
})

test('with the hub away readings are kept, and sent in order once it is back', async () => {
  let isAway = true
  const { clock, told, one } = machine(() => (isAway ? { outcome: 'away', why: 'ECONNREFUSED' } : { outcome: 'taken' }))
  one.start()
  await clock.advance(60_000)
  expect(one.view()).toMatchObject({ taken: 0, waiting: 6, trouble: 'ECONNREFUSED' })
  isAway = false
  told.length = 0
  await clock.advance(everyMs)
  expect(one.view()).toMatchObject({ taken: 7, waiting: 0, trouble: undefined })
  expect(told.map(({ at }) => at)).toEqual(told.map(({ at }) => at).toSorted())
  one.stop()
})

test('a hub that is away for long costs the oldest readings, never more memory', async () => {
  const { clock, one } = machine(() => ({ outcome: 'away', why: 'no answer' }))
  one.start()
  await clock.advance(2 * 3_600_000)
  expect(one.view()).toMatchObject({ taken: 0, waiting: 360 })
  expect(one.view().lost).toBeGreaterThan(0)
  one.stop()
})

test('what the hub refuses for good is not sent again', async () => {
  const { clock, told, one } = machine(() => ({ outcome: 'refused', why: '403 forbidden' }))
  one.start()
  await clock.advance(30_000)
  expect(one.view()).toMatchObject({ refused: 3, waiting: 0, trouble: '403 forbidden' })
  expect(told).toHaveLength(3)
  one.stop()
})

test('in two weeks the sensors of ten machines fall silent, freeze and see bad water, and mostly do not', async () => {
  const clock = new ManualClock()
  const readings = new Map<string, Reading[]>()
  const post: Post = (id, reading) => {
    readings.set(id, [...(readings.get(id) ?? []), reading])
    return Promise.resolve({ outcome: 'taken' })
  }
  const fleet = createFleet({ count: 10, first: 11, seed: 7, clock, post, everyMs: 600_000, say: () => undefined })
  fleet.start()
  await clock.advance(14 * 86_400_000)
  fleet.stop()
  expect([...readings.keys()].toSorted()).toEqual(Array.from({ length: 10 }, (_, n) => `vending-${11 + n}`))
  const all = [...readings.values()].flat()
  const turns = 10 * 14 * 144
  expect(all.length).toBeGreaterThan(turns * 0.95)
  expect(all.length).toBeLessThan(turns)
  const bad = all.filter(({ tds }) => tds > 300).length
  expect(bad).toBeGreaterThan(0)
  expect(bad).toBeLessThan(turns * 0.03)
})

test('many machines do not post at once, and one line tells how it goes', async () => {
  const clock = new ManualClock()
  let perSecond = 0
  let most = 0
  const said: string[] = []
  const post: Post = () => {
    perSecond += 1
    return Promise.resolve({ outcome: 'taken' })
  }
  const fleet = createFleet({ count: 200, first: 1, seed: 7, clock, post, everyMs, say: line => said.push(line) })
  fleet.start()
  for (let second = 0; second < 20; second += 1) {
    perSecond = 0
    await clock.advance(1_000)
    most = Math.max(most, perSecond)
  }
  expect(most).toBeLessThanOrEqual(21)
  expect(said[0]).toMatch(/^200 machines: \d+ readings taken, 0 wait, 0 refused$/)
  fleet.stop()
})

const asked: { url: string; authorization: string | undefined; body: unknown }[] = []
let answer = { status: 200, body: '{}' }
const hub = loopbackServer(0, (request, response) => {
  void readBody(request).then(body => {
    asked.push({ url: request.url ?? '', authorization: request.headers.authorization, body })
    response.writeHead(answer.status)
    response.end(answer.body)
  })
})
afterEach(() => hub.stop())

const reading: Reading = { tds: 120.5, ph: 7.1, temperature: 27.3, at: '2026-01-20T10:30:00.000Z' }

test('a reading goes to the hub as its page on the interface says, with the token', async () => {
  const url = await hub.start()
  answer = { status: 200, body: '{}' }
  const took: number[] = []
  expect(await hubPost({ url: `${url}/`, token: 'secret', took: ms => took.push(ms) })('vending-1', reading)).toEqual({ outcome: 'taken' })
  expect(asked.at(-1)).toEqual({ url: '/api/v1/machines/vending-1/update_quality', authorization: 'Bearer secret', body: reading })
  expect(z.array(z.number().min(0)).parse(took)).toHaveLength(1)
})

test.each([
  [403, '{"code":"forbidden"}', 'refused', '403 forbidden'],
  [400, 'no JSON', 'refused', '400'],
  [429, '{"code":"too_many_requests"}', 'away', '429 too_many_requests'],
  [503, '{"code":"shutting_down"}', 'away', '503 shutting_down'],
])('an answer of %i with %s is %s', async (status, body, outcome, why) => {
  const url = await hub.start()
  answer = { status, body }
  expect(await hubPost({ url, token: 'secret' })('vending-1', reading)).toEqual({ outcome, why })
})

test('nobody listens: the reading waits', async () => {
  const url = await hub.start()
  await hub.stop()
  expect(await hubPost({ url, token: 'secret' })('vending-1', reading)).toMatchObject({ outcome: 'away' })
})
