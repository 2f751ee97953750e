/** Bad input from every side answers clearly and changes nothing: HTTP, WebSocket, MQTT, and the serial lines. */
import { once } from 'node:events'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { activeAlarms, goIn, handsAt, type GateHands } from '../site/gate-hands.ts'
import { adminToken, request, startSite, type RunningSite } from '../site/running-site.ts'
import { until } from '../site/until.ts'

let site: RunningSite
let gateIn: GateHands

beforeAll(async () => {
  site = await startSite()
  gateIn = handsAt(site, 'gate_in')
})
afterAll(async () => {
  await site.stop()
})

/** What must not change: barrier movements and stays. */
async function standing() {
  const { body } = await site.api('GET', '/api/sessions?limit=500')
  return { actuations: (await gateIn.view()).board.actuations, stays: (body['items'] as unknown[]).length }
}

test('over MQTT: whoever has no credentials is refused, and the hub is ready as before', async () => {
  const socket = connect(site.mqttPort, '127.0.0.1')
  // CONNECT of MQTT 3.1.1 without user name and password.
  socket.write(Buffer.from([0x10, 13, 0, 4, 0x4d, 0x51, 0x54, 0x54, 4, 2, 0, 60, 0, 1, 0x78]))
  const [answer] = (await once(socket, 'data')) as [Buffer]
  expect([...answer]).toEqual([0x20, 2, 0, 5])
  await once(socket, 'close')
  expect((await site.api('GET', '/readyz')).body).toEqual({ status: 'ready', checks: { database: 'ok', broker: 'ok' } })
})

describe('over HTTP', () => {
  const huge = JSON.stringify({ card_id: 'x'.repeat(1_000_000) })
  test.each([
    ['half a JSON', 'POST', '/api/parking/entry', '{"card_id":', 400, 'invalid_json'],
    ['a number for a card', 'POST', '/api/parking/entry', '{"card_id":7}', 400, 'invalid_request'],
    ['no credential', 'POST', '/api/parking/entry', '{}', 400, 'invalid_request'],
    ['a negative duration', 'POST', '/api/gate/control/gate_in', '{"action":"open","duration":-5}', 400, 'invalid_request'],
    ['a duration in words', 'POST', '/api/gate/control/gate_in', '{"action":"open","duration":"10"}', 400, 'invalid_request'],
    ['half a second', 'POST', '/api/gate/control/gate_in', '{"action":"open","duration":0.5}', 400, 'invalid_request'],
    ['an unknown action', 'POST', '/api/gate/control/gate_in', '{"action":"explode"}', 400, 'invalid_request'],
    ['an unknown gate', 'POST', '/api/gate/control/gate_99', '{"action":"open"}', 404, 'unknown_machine'],
    ['an exit gate for an entry', 'POST', '/api/parking/entry', '{"card_id":"A","gate_id":"gate_out"}', 409, 'wrong_direction'],
    ['an exit of nobody', 'POST', '/api/parking/exit', '{"card_id":"NOBODY"}', 404, 'no_open_session'],
    ['a megabyte', 'POST', '/api/parking/entry', huge, 413, 'payload_too_large'],
    ['a path that is not there', 'GET', '/api/nowhere', undefined, 404, 'not_found'],
    ['a method that is not offered', 'DELETE', '/api/parking/capacity', undefined, 405, 'method_not_allowed'],
    ['a way out of the photo folder', 'GET', '/api/photos/..%2f..%2fhub.db', undefined, 404, 'not_found'],
  ])('%s is refused', async (_name, method, where, body, status, code) => {
    const before = await standing()
    const answer = await site.api(method, where, body)
    expect(answer).toMatchObject({ status, body: { code, status } })
    expect(JSON.stringify(answer.body)).not.toMatch(/\bat .*\.ts:\d+/)
    expect(await standing()).toEqual(before)
  })

  test('without login every part of the interface answers 401', async () => {
    for (const where of ['/api/status', '/api/sessions', '/api/openapi.json', '/api/photos/x']) {
      expect((await request(`${site.url}${where}`, 'GET', undefined, {})).body, where).toMatchObject({
        status: 401,
        code: 'unauthenticated',
      })
    }
    expect((await request(`${site.url}/api/status?token=${adminToken}`, 'GET', undefined, {})).status).toBe(401)
  })

  test('two entries of one card at the same moment let one in', async () => {
    const answers = await Promise.all([1, 2, 3].map(() => site.api('POST', '/api/parking/entry', { card_id: 'TWICE_1' })))
    expect(answers.map(answer => answer.status).toSorted()).toEqual([200, 409, 409])
    await site.api('POST', '/api/emergency/force-exit', { card_id: 'TWICE_1', reason: 'end of the test' })
    await site.simulate('/wait', { gate: 'gate_in', barrier: 'closed', lane: 'empty', timeout_s: 60 })
  })
})

describe('on the serial line', () => {
  const noise = [
    { line: 'garbage' },
    { line: '$1,OK*00' },
    { line: '$0,EVT,LOOP2,1,5*FF' },
    { line: '$'.repeat(4000) },
    { base64: Buffer.from([0, 255, 36, 10, 13, 10, 128, 42]).toString('base64') },
    { base64: Buffer.from('$0,EVT,LO').toString('base64') },
  ]

  test('noise, half lines and wrong checksums move nothing, and the next vehicle is served', async () => {
    const before = await standing()
    for (const bytes of noise) await gateIn.act('raw', { device: 'board', ...bytes })
    for (const bytes of [{ line: 'CARD::' }, { line: '{"id":' }, { line: '%%NoRead' }, { line: '\u0001\u0002' }])
      await gateIn.act('raw', { device: 'reader', ...bytes })
    expect(await standing()).toEqual(before)
    expect(await goIn(site, 'AFTER_NOISE')).toMatchObject({ state: 'inside' })
  })

  test('a board unplugged is said to be so, and works again when it is back', async () => {
    await gateIn.act('fault', { fault: 'unplugged', on: true })
    await until('the alarm', async () => (await activeAlarms(site)).some(alarm => alarm.code === 'board_disconnected'))
    expect(await site.api('POST', '/api/gate/control/gate_in', { action: 'open', duration: 5 })).toMatchObject({
      status: 409,
      body: { code: 'device_unavailable' },
    })
    const before = (await gateIn.view()).board.actuations
    await gateIn.act('fault', { fault: 'unplugged', on: false })
    await until('the alarm to clear', async () => !(await activeAlarms(site)).some(alarm => alarm.code === 'board_disconnected'))
    expect((await gateIn.view()).board.actuations).toBe(before)
    expect(await goIn(site, 'AFTER_CABLE')).toMatchObject({ state: 'inside' })
  })
})
