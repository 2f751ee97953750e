import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { shippedMappings, type DeviceMapping } from '@palang/config'
import type { MqttClient } from 'mqtt'
import { expect, test, vi } from 'vitest'
import type { DeviceMessage } from './broker.ts'
import { brokerRig, connectPacket, ended, mayHear, secretOf } from './testing/broker-rig.ts'
import { topicRules } from './topics.ts'

const commandOf = (deviceId: string) => `ozon/device/${deviceId}/command`
const eventOf = (deviceId: string) => `ozon/device/${deviceId}/event`
const command = (id: string) => ({ id, deadline: '2026-01-20T10:31:00.000Z', action: 'start' })
const will = (topic: string, text = 'gone') => ({ topic, payload: Buffer.from(text), qos: 1 as const, retain: true })

/** Topics and texts the device hears from now on; `some` waits for the first. */
function hearing(client: MqttClient): { all: string[]; some: Promise<void> } {
  const all: string[] = []
  const first = Promise.withResolvers<void>()
  client.on('message', (topic, payload, { retain }) => {
    all.push(`${topic} ${payload.toString('utf8')}${retain ? ' retained' : ''}`)
    first.resolve()
  })
  return { all, some: first.promise }
}

test('what a device says about itself arrives with its id, and is acknowledged after it was kept', async () => {
  const order: string[] = []
  const [reached, release] = [Promise.withResolvers<DeviceMessage>(), Promise.withResolvers<void>()]
  const rig = await brokerRig({
    async receive(message) {
      reached.resolve(message)
      await release.promise
      order.push('kept')
    },
  })
  const a = await rig.device('a')
  const acknowledged = a.publishAsync(eventOf('a'), '{"count_basic":1}', { qos: 1 }).then(() => order.push('acknowledged'))
  const { payload, ...rest } = await reached.promise
  expect(rest).toEqual({ deviceId: 'a', kind: 'event', mapping: 'ozon' })
  expect(Buffer.from(payload).toString('utf8')).toBe('{"count_basic":1}')
  // An acknowledgement sent too early would be here before another device has come in.
  await rig.device('b')
  release.resolve()
  await acknowledged
  expect(order).toEqual(['kept', 'acknowledged'])
})

test.each([0, 1, 2] as const)('messages of QoS %i arrive in the order they were sent', async qos => {
  const rig = await brokerRig()
  const a = await rig.device('a')
  const sent = Array.from({ length: 30 }, (_, i) => `a event ${i}`)
  await Promise.all(sent.map((_text, i) => a.publishAsync(eventOf('a'), String(i), { qos })))
  await a.publishAsync('telemetry/status/a', 'last', { qos: 1 })
  expect(rig.heard.all).toEqual([...sent, 'a status last'])
})

test('a message that could not be kept is not acknowledged; the device sends it again', async () => {
  const tries: string[] = []
  const rig = await brokerRig({
    async receive({ payload }) {
      tries.push(Buffer.from(payload).toString('utf8'))
      if (tries.length === 1) throw new Error('the disk is full')
    },
  })
  const a = await rig.device('a', { reconnectPeriod: 1 })
  await a.publishAsync(eventOf('a'), 'x', { qos: 1 })
  expect(tries).toEqual(['x', 'x'])
})

test.each([
  eventOf('b'),
  'ozon/device/b/status',
  'ozon/device/b/command',
  'ozon/device/b/command/reply',
  'telemetry/events/b',
  commandOf('a'),
  'ozon/device/a/other',
  '$SYS/broker/uptime',
  'anything',
])('a device that publishes %s is thrown out and nobody hears it', async topic => {
  const rig = await brokerRig()
  const [a, b] = [await rig.device('a'), await rig.device('b')]
  const heardByB = hearing(b)
  expect(await mayHear(b, 'ozon/device/b/#')).toBe(true)
  a.publish(topic, 'from a', { qos: 1, retain: true })
  await ended(a)
  await rig.broker.publishCommand('b', command('1'))
  await heardByB.some
  expect(heardByB.all).toEqual([`${commandOf('b')} ${JSON.stringify(command('1'))}`])
  expect(rig.heard.all).toEqual([])
})

test.each([
  '#',
  '+/#',
  'ozon/#',
  'ozon/device/+/event',
  'ozon/device/+/command',
  'ozon/device/b/#',
  commandOf('b'),
  eventOf('a'),
  '$SYS/#',
])('a device may not subscribe to %s', async filter => {
  const rig = await brokerRig()
  const [a, b] = [await rig.device('a'), await rig.device('b')]
  const heardByA = hearing(a)
  expect(await mayHear(a, filter)).toBe(false)
  expect(await mayHear(a, commandOf('a'))).toBe(true)
  expect(await mayHear(b, commandOf('b'))).toBe(true)
  await b.publishAsync(eventOf('b'), 'from b', { qos: 1 })
  await rig.broker.publishCommand('b', command('for b'))
  await rig.broker.publishCommand('a', command('for a'))
  await heardByA.some
  expect(heardByA.all).toEqual([`${commandOf('a')} ${JSON.stringify(command('for a'))}`])
})

test('a refused subscription beside a good one is not remembered by a session that stays', async () => {
  const rig = await brokerRig()
  const stays = { clientId: 'stays', clean: false }
  const a = await rig.device('a', stays)
  await a.subscribeAsync([commandOf('a'), commandOf('b')], { qos: 1 }).catch(() => undefined)
  await a.endAsync()
  await mayHear(await rig.device('b'), commandOf('b'))
  await rig.broker.publishCommand('b', command('for b'))
  const back = await rig.device('a', stays)
  const heard = hearing(back)
  await mayHear(back, commandOf('a'))
  await rig.broker.publishCommand('a', command('for a'))
  await heard.some
  expect(heard.all).toEqual([`${commandOf('a')} ${JSON.stringify(command('for a'))}`])
})

test('a command reaches its device and nobody else, and is kept for nobody', async () => {
  const rig = await brokerRig()
  const isRefused = () => expect(rig.broker.publishCommand('a', command('0'))).rejects.toMatchObject({ code: 'machine_offline' })
  await isRefused()
  const a = await rig.device('a')
  expect(await mayHear(a, commandOf('b'))).toBe(false)
  await isRefused()
  expect(await mayHear(a, commandOf('a'))).toBe(true)
  await rig.broker.publishCommand('a', command('1'))
  const again = await rig.device('a')
  const heard = hearing(again)
  expect(await mayHear(again, 'ozon/device/a/+')).toBe(true)
  await rig.broker.publishCommand('a', command('2'))
  await heard.some
  expect(heard.all).toEqual([`${commandOf('a')} ${JSON.stringify(command('2'))}`])
  await again.publishAsync('ozon/device/a/command/reply', 'done', { qos: 1 })
  expect(rig.heard.all).toEqual(['a command_reply done'])
  await Promise.all([a.unsubscribeAsync(commandOf('a')), again.unsubscribeAsync('ozon/device/a/+')])
  await isRefused()
  expect(await mayHear(a, commandOf('a'))).toBe(true)
  await rig.broker.stop()
  await isRefused()
})

test('a device of two mappings hears a command once, by the mapping it spoke last', async () => {
  const shop: DeviceMapping = {
    name: 'shop',
    topics: { event: 'shop/{device_id}/sold', command: 'shop/{device_id}/do' },
    event: {},
    status: {},
  }
  const rig = await brokerRig({ rules: topicRules([...shippedMappings, shop]) })
  const a = await rig.device('a')
  const heard = hearing(a)
  expect(await mayHear(a, 'shop/a/#')).toBe(true)
  await rig.broker.publishCommand('a', command('before it spoke'))
  expect(await mayHear(a, commandOf('a'))).toBe(true)
  await a.publishAsync('shop/a/sold', 'x', { qos: 1 })
  await rig.broker.publishCommand('a', command('by shop'))
  await a.publishAsync(eventOf('a'), 'x', { qos: 1 })
  await rig.broker.publishCommand('a', command('by ozon'))
  await vi.waitFor(() => expect(heard.all.at(-1)).toContain('by ozon'))
  expect(heard.all.filter(line => !line.includes(' x'))).toEqual([
    `shop/a/do ${JSON.stringify(command('before it spoke'))}`,
    `shop/a/do ${JSON.stringify(command('by shop'))}`,
    `${commandOf('a')} ${JSON.stringify(command('by ozon'))}`,
  ])
})

test('what a device wants kept is passed on and not kept', async () => {
  const rig = await brokerRig()
  const a = await rig.device('a')
  await a.publishAsync('ozon/device/a/status', 'old', { qos: 1, retain: true })
  const heard = hearing(a)
  expect(await mayHear(a, 'ozon/device/a/#')).toBe(true)
  await a.publishAsync('ozon/device/a/status', 'new', { qos: 1 })
  await heard.some
  expect(heard.all).toEqual(['ozon/device/a/status new'])
  expect(rig.heard.all).toEqual(['a status old', 'a status new'])
})

test('of a message so much is taken, and it is acknowledged; far too much ends the connection', async () => {
  const rig = await brokerRig()
  const a = await rig.device('a')
  const full = randomBytes(64 * 1024)
  for (const payload of [full, Buffer.concat([full, Buffer.from('x')])]) {
    await a.publishAsync(eventOf('a'), payload, { qos: 1 })
    expect(Buffer.from((await rig.heard.next()).payload).equals(full)).toBe(true)
  }
  a.publish(eventOf('a'), randomBytes(256 * 1024 + 2_000), { qos: 1 })
  await ended(a)
  expect(rig.heard.all).toHaveLength(2)
})

test('a long message is cut off by its announced length, before it is there', async () => {
  const rig = await brokerRig()
  const socket = await rig.socket()
  socket.write(connectPacket({ deviceId: 'a', keepaliveS: 60 }))
  await once(socket, 'data')
  socket.write(Buffer.from([0x32, 0xff, 0xff, 0x7f]))
  await ended(socket)
  expect(rig.lines.map(line => line['msg'])).toContain('a message was too long; its connection is closed')
})

test.each([eventOf('b'), 'ozon/device/b/status', 'ozon/device/+/status', 'ozon/device/a/#', '$SYS/x', commandOf('a')])(
  'a will to %s refuses the connection',
  async topic => {
    const rig = await brokerRig()
    expect(await rig.answer({ username: 'a', password: secretOf('a'), will: will(topic) })).toBe(5)
    expect(rig.broker.isConnected('a')).toBe(false)
    expect(await rig.answer({ username: 'a', password: 'wrong', will: will(topic) })).toBe(4)
    await rig.device('b')
    expect(rig.heard.all).toEqual([])
  },
)

test('the will of a device whose connection breaks arrives', async () => {
  const rig = await brokerRig()
  const a = await rig.device('a', { will: will('ozon/device/a/status') })
  a.stream.destroy()
  expect(await rig.heard.next()).toMatchObject({ deviceId: 'a', kind: 'status' })
})

test('no will arrives of a device that came back, was revoked, or whose hub stopped', async () => {
  const rig = await brokerRig()
  const withWill = { clientId: 'one', will: will('ozon/device/a/status') }
  const first = await rig.device('a', withWill)
  const again = await rig.device('a', withWill)
  await ended(first)
  await rig.revoke(secretOf('a'))
  await ended(again)
  const b = await rig.device('b', { will: will('ozon/device/b/status') })
  await b.publishAsync(eventOf('b'), 'x', { qos: 1 })
  await rig.broker.stop()
  await ended(b)
  expect(rig.heard.all).toEqual(['b event x'])
})
