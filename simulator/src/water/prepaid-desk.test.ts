import { afterEach, expect, test } from 'vitest'
import { readBody } from '../control/read-body.ts'
import { seeded } from '../traffic/random.ts'
import { loopbackServer } from '../transport/loopback-server.ts'
import { createPrepaidDesk } from './prepaid-desk.ts'

const at = '2026-01-20T10:00:00.000Z'
const card = {
  id: 'CARD_001',
  kind: 'member',
  status: 'active',
  holder: null,
  license_plate: null,
  vehicle_class: null,
  valid_from: null,
  valid_until: null,
  created_at: at,
  updated_at: at,
}
let known: object[] = []
let balance = 0
let refuses = false
const asked: string[] = []
const hub = loopbackServer(0, (request, response) => {
  void readBody(request).then(body => {
    asked.push(`${request.method} ${request.url} ${request.headers.authorization} ${JSON.stringify(body)}`)
    const answer = request.url?.startsWith('/api/cards')
      ? { items: known, next_cursor: null }
      : { card_id: 'CARD_001', balance, currency: 'IDR', items: [], next_cursor: null }
    response.writeHead(refuses ? 403 : 200, { 'content-type': 'application/json' }).end(JSON.stringify(answer))
  })
})
afterEach(() => hub.stop())

async function desk() {
  asked.length = 0
  const refused: string[] = []
  const url = await hub.start()
  return { refused, ...createPrepaidDesk({ hub: url, token: () => 'secret', random: seeded(7), refused: why => void refused.push(why) }) }
}

test('a registered card with too little on it gets cash at the hub, one with enough does not, and a blocked one is nobody’s', async () => {
  known = [card, { ...card, id: 'CARD_002', status: 'blocked' }]
  balance = 3_000
  const { card: get } = await desk()
  expect(await get(4_000)).toBe('CARD_001')
  expect(asked.at(-1)).toBe('POST /api/prepaid/CARD_001/top-up Bearer secret {"amount":50000,"method":"cash"}')
  expect(await get(3_000)).toBe('CARD_001')
  expect(asked.at(-1)).toBe('GET /api/prepaid/CARD_001 Bearer secret {}')
})

test('where no card is registered, the hub refuses or is away, nobody gets one', async () => {
  known = []
  const { card: get, refused } = await desk()
  expect(await get(1_000)).toBeUndefined()
  refuses = true
  expect(await get(1_000)).toBeUndefined()
  await hub.stop()
  expect(await get(1_000)).toBeUndefined()
  refuses = false
  expect(refused).toHaveLength(2)
})

test('before the hub has written a token nobody is asked', async () => {
  const refused: string[] = []
  const none = createPrepaidDesk({
    hub: 'http://127.0.0.1:9',
    token: () => undefined,
    random: seeded(7),
    refused: why => void refused.push(why),
  })
  expect([await none.card(1_000), refused]).toEqual([undefined, []])
})
