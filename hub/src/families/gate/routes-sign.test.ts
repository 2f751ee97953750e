import { expect, test } from 'vitest'
import { fakeHub, tokens } from '../../edges/http/testing/fake-hub.ts'

async function hubWith(signs: { id: string; template: string; full?: string }[]) {
  const hub = await fakeHub()
  if (hub.services.site.parking !== undefined) hub.services.site.parking.signs = signs
  const read = async (query = '') => {
    const headers = { authorization: `Basic ${Buffer.from(`sign:${tokens.viewer}`).toString('base64')}` }
    const answer = await hub.app.request(`/api/parking/sign${query}`, { headers })
    return { status: answer.status, type: answer.headers.get('content-type'), text: await answer.text() }
  }
  return { ...hub, read }
}

test('a sign that can only be given a URL reads its line as plain text', async () => {
  const { read } = await hubWith([{ id: 'front', template: 'MOBIL {car.free:3}' }])
  expect(await read()).toMatchObject({ status: 200, text: 'MOBIL  60\n', type: expect.stringContaining('text/plain') })
})

test('one of several signs, and the same with its numbers', async () => {
  const { call, read } = await hubWith([
    { id: 'front', template: '{car.free}' },
    { id: 'back', template: '{car.free}/{car.total}' },
  ])
  expect((await read('?sign=back')).text).toBe('60/100\n')
  const { json } = await call('GET', '/api/parking/sign?sign=back&format=json')
  expect(json).toEqual({ sign: 'back', text: '60/100', rows: [{ zone_id: 'main', vehicle_class: 'car', total: 100, free: 60 }] })
})

test('a sign nobody wrote down is not found', async () => {
  expect((await (await hubWith([])).read()).status).toBe(404)
  expect((await (await hubWith([{ id: 'front', template: 'x' }])).read('?sign=side')).status).toBe(404)
})
