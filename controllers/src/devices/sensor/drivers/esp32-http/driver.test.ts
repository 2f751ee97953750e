/** The driver in front of heads that misbehave, over real HTTP. */
import { expect, onTestFinished, test } from 'vitest'
import { ManualClock, silentLog } from '@palang/kit'
import { Esp32HttpSensor, headDelays } from './driver.ts'
import { type Behave, headRig, inOrder, says } from './head-rig.test-support.ts'

async function rigOf(options?: Parameters<typeof headRig>[0]) {
  const rig = await headRig(options)
  onTestFinished(rig.end)
  return rig
}

const json =
  (body: string, status = 200): Behave =>
  (_request, response) =>
    void response.writeHead(status, { 'content-type': 'application/json' }).end(body)

test('asks at its address every so often, and tells what is said', async () => {
  const rig = await rigOf()
  rig.head.behave = says(inOrder, () => 5_000)
  rig.sensor.start()
  await rig.until(() => rig.readings().length === 3)
  expect(rig.readings()[0]).toEqual({ kind: 'reading', ...inOrder, uptimeMs: 5_000 })
  expect(new Set(rig.asked.urls)).toEqual(new Set(['/readings']))
  // The first at once, then each second; a moment of either clock more or less.
  expect(rig.clock.monotonic()).toBeGreaterThan(1_500)
  expect(rig.sensor.status()).toEqual({ state: 'ready', model: 'esp32-http', serial: null })
})

test.each([
  ['null', '{"tds":null,"ph":7,"temperature":27}', 503],
  ['null said with 200', '{"tds":120,"ph":null,"temperature":27}', 200],
  ['NaN, which is no JSON', '{"tds":nan,"ph":7}', 200],
  ['a number in quotes', '{"tds":"120.5","ph":"7.1"}', 200],
  ['a number beyond all numbers', '{"tds":1e999,"ph":7}', 200],
  ['no pH at all', '{"tds":120}', 200],
  ['a list', '[120,7]', 200],
  ['nothing', '', 200],
  ['half a reading', '{"tds":120,"ph":7.', 200],
  ['a web page', '<html><body>Router login</body></html>', 200],
  ['an uptime that cannot be', '{"tds":120,"ph":7,"uptime_ms":-4}', 200],
])('%s is an impossible reading and never a number', async (_what, body, status) => {
  const rig = await rigOf()
  rig.head.behave = json(body, status)
  rig.sensor.start()
  await rig.until(() => rig.faults().length === 2)
  expect(rig.faults().map(({ fault }) => fault)).toEqual(['impossible', 'impossible'])
  expect([rig.sensor.status().state, rig.readings()]).toEqual(['fault', []])
})

const strangers: Readonly<Record<string, Behave>> = {
  'an error page': json('<html>404 Not Found</html>', 404),
  'an error of the head': json('{"tds":120,"ph":7}', 500),
  'a page with 503': json('<html>Service Unavailable</html>', 503),
  'a redirect': (_, response) => void response.writeHead(302, { location: 'http://127.0.0.1:1/readings' }).end('{"tds":120,"ph":7}'),
  'an end in mid-answer'(_, response) {
    response.writeHead(200, { 'content-length': 500 }).write('{"tds":120,')
    setImmediate(() => response.destroy())
  },
  'an answer that is too long'(_, response) {
    response.writeHead(200)
    for (let pieces = 0; pieces < 20; pieces++) response.write(' '.repeat(1_000))
  },
  'no HTTP': request => void request.socket.end('220 ftp ready\r\n'),
}

test.each(Object.entries(strangers))('%s is a head that is away', async (_what, behave) => {
  const rig = await rigOf()
  rig.head.behave = behave
  rig.sensor.start()
  await rig.until(() => rig.faults().length === 2)
  expect(rig.faults().map(({ fault }) => fault)).toEqual(['away', 'away'])
  expect([rig.sensor.status().state, rig.readings(), rig.asked.most]).toEqual(['disconnected', [], 1])
  for (const { message } of rig.faults()) expect(message).not.toContain('127.0.0.1')
})

test('a head that never ends its answer is given up, and asked again with ever longer pauses', async () => {
  const rig = await rigOf()
  rig.head.behave = () => undefined
  rig.sensor.start()
  await rig.until(() => rig.asked.urls.length === 5)
  const [first] = rig.faults()
  expect(first).toEqual({ kind: 'fault', fault: 'away', message: `no answer within ${headDelays.answerMs} ms` })
  expect(rig.asked.most).toBe(1)
  // Four time-outs, and between them 0.5, 0.75, 1.25 and 2.25 s.
  expect(rig.clock.monotonic()).toBeGreaterThanOrEqual(4 * headDelays.answerMs + 4_750)
  rig.head.behave = says(inOrder)
  await rig.until(() => rig.readings().length === 1)
})

test('an answer in pieces is one answer', async () => {
  const rig = await rigOf()
  const pieces = ['{"tds":12', '0.5,"p', 'h":7.1,"temp', 'erature":27.3}']
  rig.head.behave = (_, response) => {
    const write = (index: number) => {
      const piece = pieces[index]
      if (piece === undefined) return void response.end()
      response.write(piece)
      setImmediate(write, index + 1)
    }
    write(0)
  }
  rig.sensor.start()
  await rig.until(() => rig.readings().length === 1)
  expect(rig.readings()[0]).toMatchObject(inOrder)
})

test('one or two questions without an answer are the way of a Wi-Fi; a third is a head that is away', async () => {
  const rig = await rigOf()
  rig.sensor.start()
  await rig.until(() => rig.readings().length === 1)
  const asked = () => rig.asked.urls.length
  let missed = asked() + 2
  rig.head.behave = (request, response) => (asked() <= missed ? void response.destroy() : says(inOrder)(request, response))
  await rig.until(() => rig.readings().length === 2)
  expect(rig.faults()).toEqual([])
  missed = asked() + 3
  await rig.until(() => rig.faults().length === 1)
  expect(rig.sensor.status()).toEqual({ state: 'disconnected', reason: 'the sensor ended the connection' })
})

test('an uptime that goes back is a head that began anew', async () => {
  const rig = await rigOf()
  let uptimeMs = 90_000
  rig.head.behave = says(inOrder, () => uptimeMs)
  rig.sensor.start()
  await rig.until(() => rig.readings().length === 2)
  expect(rig.events.some(({ kind }) => kind === 'restarted')).toBe(false)
  uptimeMs = 1_200
  await rig.until(() => rig.readings().some(reading => reading.uptimeMs === 1_200))
  expect(rig.events.filter(({ kind }) => kind === 'restarted')).toHaveLength(1)
})

test('our own head says which value is not in order, and why', async () => {
  const rig = await rigOf()
  rig.head.behave = (request, response) =>
    request.url === '/details'
      ? void response.end('{"faults":{"tds":null,"ph":"open_or_shorted_to_ground","temperature":null}}')
      : says({ ...inOrder, ph: null })(request, response)
  rig.sensor.start()
  await rig.until(() => rig.faults().length === 1)
  expect(rig.faults()[0]?.message).toBe('ph: open_or_shorted_to_ground')
  expect([rig.asked.urls, rig.asked.most]).toEqual([['/readings', '/details'], 1])
})

test('a head that says no more about a missing value is told of by what is missing', async () => {
  const rig = await rigOf()
  rig.head.behave = says({ ...inOrder, ph: null })
  rig.sensor.start()
  await rig.until(() => rig.faults().length === 1)
  expect(rig.faults()[0]?.message).toBe('the sensor has no value for ph')
  const other = await rigOf({ path: '/api/water?probe=1' })
  other.head.behave = json('{"tds":null,"ph":7}')
  other.sensor.start()
  await other.until(() => other.faults().length === 2)
  expect(new Set(other.asked.urls)).toEqual(new Set(['/api/water?probe=1']))
})

test('a stop in mid-question ends its connection at once, and nothing is told of it', async () => {
  const rig = await rigOf()
  rig.head.behave = () => undefined
  rig.sensor.start()
  await rig.until(() => rig.asked.now === 1)
  await rig.sensor.stop()
  await rig.until(() => rig.sockets.size === 0)
  expect(rig.events.filter(({ kind }) => kind !== 'status')).toEqual([])
  expect(rig.sensor.status()).toEqual({ state: 'disconnected', reason: 'stopped' })
})

test('a head slower than its interval is asked no oftener than it answers', async () => {
  const rig = await rigOf({ intervalMs: 1_000 })
  let due = 0
  rig.head.behave = (request, response) => {
    due += 1
    rig.clock.after(2_500, () => says(inOrder)(request, response))
  }
  rig.sensor.start()
  await rig.until(() => rig.readings().length === 3)
  expect([rig.asked.most, due]).toEqual([1, 3])
})

test('an address that is none of HTTP is refused before anything is asked', () => {
  const make = () => new Esp32HttpSensor({ url: 'ftp://head/readings', intervalMs: 1_000, clock: new ManualClock(), log: silentLog() })
  expect(make).toThrow('expected an http or https address')
})
