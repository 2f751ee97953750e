import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { shippedMappings } from '@palang/config'
import { CodedError, ManualClock, silentLog } from '@palang/kit'
import type { Client, ConnectPacket } from 'aedes'
import { expect, onTestFinished, test } from 'vitest'
import { createAccess } from '../../access/access.ts'
import { createRevocations } from '../../access/revocations.ts'
import { digest } from '../../access/credentials.ts'
import type { DeviceIdentity } from '../../access/device-access.ts'
import { embeddedBroker } from './broker.ts'
import { openDoor } from './door.ts'
import { createHeard } from './heard.ts'
import { brokerLimits } from './limits.ts'
import { createSessions } from './sessions.ts'
import { brokerRig, connectPacket, ended, mayHear, secretOf } from './testing/broker-rig.ts'
import { topicRules } from './topics.ts'

const eventOf = (deviceId: string) => `ozon/device/${deviceId}/event`
const nobody = { authenticate: async () => undefined, onRevoked: () => () => undefined }

test('only a device with its own token gets in', async () => {
  const rig = await brokerRig()
  rig.addToken('gate_in', secretOf('gate_in'), 'machine')
  expect(await rig.answer({ username: 'a', password: secretOf('a') })).toBe(0)
  expect(await rig.answer({})).toBe(5)
  expect(await rig.answer({ username: 'a' })).toBe(5)
  for (const [username, password] of [
    ['a', 'wrong'],
    ['a', secretOf('b')],
    ['nobody', secretOf('a')],
    ['', secretOf('a')],
    ['a/#', secretOf('a')],
    ['gate_in', secretOf('gate_in')],
    ['a', digest(secretOf('a'))],
  ])
    expect(await rig.answer({ username: username ?? '', password: password ?? '' }), `${username}`).toBe(4)
  const access = createAccess({ ...rig, log: silentLog(), dataDir: '', revocations: createRevocations() })
  expect(await access.authenticate({ token: secretOf('a') })).toBeUndefined()
  expect((await rig.store.tokens.byDigest(digest(secretOf('a'))))?.lastUsedAt).not.toBeNull()
})

test('a device whose token runs out is put out and does not get in again', async () => {
  const rig = await brokerRig()
  rig.addToken('a', secretOf('a'), 'device', new Date(rig.clock.now() + 1000).toISOString())
  const a = await rig.device('a')
  await rig.clock.advance(999)
  await a.publishAsync(eventOf('a'), 'still in', { qos: 1 })
  await rig.clock.advance(1)
  await ended(a)
  expect(await rig.access.authenticate('a', secretOf('a'), '10.0.0.7')).toBeUndefined()
  expect(await rig.answer({ username: 'a', password: secretOf('a') })).toBe(4)
})

test('who guesses has to wait, others at the same address do not, and no secret is logged', async () => {
  const rig = await brokerRig()
  const guess = () => rig.answer({ username: 'a', password: 'guessed-secret' })
  for (let i = 0; i < 5; i++) expect(await guess()).toBe(4)
  expect(await guess()).toBe(3)
  expect(await rig.answer({ username: 'a', password: secretOf('a') })).toBe(3)
  expect(await rig.answer({ username: 'b', password: secretOf('b') })).toBe(0)
  await rig.clock.advance(1000)
  expect(await rig.answer({ username: 'a', password: secretOf('a') })).toBe(0)
  const refusals = rig.lines.filter(line => line['msg'] === 'a device was refused: it showed no good credentials')
  expect(refusals).toHaveLength(5)
  expect(refusals[0]).toMatchObject({ device: 'a', source: '127.0.0.1' })
  expect(JSON.stringify(rig.lines)).not.toMatch(/guessed-secret|secret-of-/)
})

test('who guesses under many names is slowed by address', async () => {
  const rig = await brokerRig()
  const guesses = await Promise.all(
    Array.from({ length: 220 }, (_, i) => rig.access.authenticate(`x${i}`, 'w', '10.0.0.6').catch(() => 'wait')),
  )
  expect(guesses.filter(answer => answer === 'wait')).toHaveLength(20)
  expect(await rig.access.authenticate('a', secretOf('a'), '10.0.0.7')).toMatchObject({ deviceId: 'a' })
})

test('a database that is away is not the fault of the device', async () => {
  const rig = await brokerRig()
  const { byDigest } = rig.store.tokens
  rig.store.tokens.byDigest = () => Promise.reject(new CodedError('database_unavailable', 'away', { retryable: true }))
  for (let i = 0; i < 7; i++) expect(await rig.answer({ username: 'a', password: secretOf('a') })).toBe(3)
  rig.store.tokens.byDigest = byDigest
  expect(await rig.answer({ username: 'a', password: secretOf('a') })).toBe(0)
})

test('the client id of another device throws nobody out', async () => {
  const rig = await brokerRig()
  const a = await rig.device('a', { clientId: 'pump' })
  await rig.device('b', { clientId: 'pump' })
  expect(await rig.answer({ username: 'a', password: 'wrong', clientId: 'pump' })).toBe(4)
  await a.publishAsync(eventOf('a'), 'still here', { qos: 1 })
  expect(rig.heard.all).toEqual(['a event still here'])
})

test('the same client id of the same device is the device come back; a third connection ends the oldest', async () => {
  const rig = await brokerRig()
  const first = await rig.device('a', { clientId: 'one' })
  const again = await rig.device('a', { clientId: 'one' })
  await ended(first)
  const second = await rig.device('a', { clientId: 'two' })
  expect(again.connected).toBe(true)
  const third = await rig.device('a', { clientId: 'three' })
  await ended(again)
  await Promise.all([second, third].map(client => client.publishAsync(eventOf('a'), 'x', { qos: 1 })))
  expect(rig.heard.all).toHaveLength(2)
})

test('there is room for so many devices and no more', async () => {
  const rig = await brokerRig({ limits: { connections: 1 } })
  const a = await rig.device('a', { clientId: 'one' })
  expect(await rig.answer({ username: 'b', password: secretOf('b') })).toBe(3)
  await rig.device('a', { clientId: 'one' })
  await ended(a)
})

test('revoked credentials end the connection at once, those of a newer token do not', async () => {
  const rig = await brokerRig()
  const old = await rig.device('a', { clientId: 'old' })
  rig.addToken('a', 'newer-secret-of-a-0123456789')
  const newer = await rig.device('a', { clientId: 'new', password: 'newer-secret-of-a-0123456789' })
  await rig.revoke(secretOf('a'))
  await ended(old)
  expect(await rig.answer({ username: 'a', password: secretOf('a') })).toBe(4)
  await newer.publishAsync(eventOf('a'), 'x', { qos: 1 })
  expect(rig.broker.isConnected('a')).toBe(true)
})

test('credentials revoked while they are looked up do not get in', async () => {
  const answers = [Promise.withResolvers<DeviceIdentity | undefined>(), Promise.withResolvers<DeviceIdentity | undefined>()]
  const asked = Promise.withResolvers<void>()
  let [calls, revoke] = [0, (_id: string): void => undefined]
  const rig = await brokerRig({
    devices: {
      authenticate() {
        asked.resolve()
        return answers[calls++]?.promise ?? Promise.resolve(undefined)
      },
      onRevoked(listener) {
        revoke = listener
        return () => undefined
      },
    },
  })
  const answer = rig.answer({ username: 'a', password: 'x' })
  await asked.promise
  revoke('credential')
  answers[0]?.resolve({ deviceId: 'a', credentialId: 'credential' })
  answers[1]?.resolve(undefined)
  expect(await answer).toBe(4)
})

test('who never shows credentials is sent away after 5 s, however slowly it writes', async () => {
  const rig = await brokerRig()
  const [silent, slow] = [await rig.socket(), await rig.socket()]
  const a = await rig.device('a')
  await rig.clock.advance(4999)
  slow.write(connectPacket({ deviceId: 'a', keepaliveS: 60 }).subarray(0, 10))
  expect(silent.closed).toBe(false)
  await rig.clock.advance(1)
  await Promise.all([ended(silent), ended(slow)])
  await a.publishAsync(eventOf('a'), 'in', { qos: 1 })
})

test('a look-up that never answers does not hold the socket', async () => {
  const asked = Promise.withResolvers<void>()
  const never = Promise.withResolvers<undefined>()
  const authenticate = () => {
    asked.resolve()
    return never.promise
  }
  const rig = await brokerRig({ devices: { ...nobody, authenticate } })
  const socket = await rig.socket()
  socket.write(connectPacket({ deviceId: 'a', keepaliveS: 60 }))
  await asked.promise
  await rig.clock.advance(5000)
  await ended(socket)
  expect(rig.broker.isConnected('a')).toBe(false)
})

test('silent sockets lock nobody out', async () => {
  const rig = await brokerRig({ limits: { strangers: 3 } })
  const sockets = [await rig.socket(), await rig.socket(), await rig.socket()]
  await rig.device('a')
  const [first, ...others] = sockets
  if (first !== undefined) await ended(first)
  expect(others.map(socket => socket.closed)).toEqual([false, false])
})

test.each([
  ['a web request', 'GET / HTTP/1.1\r\n\r\n'],
  ['TLS', Buffer.from([0x16, 3, 1, 0, 5, 1, 0, 0, 1, 3])],
  ['a publish first', Buffer.from([0x30, 5, 0, 1, 0x61, 0x78, 0x78])],
  ['a packet of 256 MB', Buffer.from([0x10, 0xff, 0xff, 0xff, 0x7f])],
  ['a length without end', Buffer.from([0x10, 0x80, 0x80, 0x80, 0x80, 0x01])],
  ['a CONNECT of something else', Buffer.from([0x10, 8, 0, 4, 0x58, 0x58, 0x58, 0x58, 4, 2])],
  ['zeros', Buffer.alloc(300)],
])('%s is closed and the broker goes on', async (_what, bytes) => {
  const rig = await brokerRig()
  const socket = await rig.socket()
  socket.write(bytes)
  await ended(socket)
  const a = await rig.device('a')
  await a.publishAsync(eventOf('a'), 'in', { qos: 1 })
  expect(rig.heard.all).toEqual(['a event in'])
})

test.each([
  ['what it announced', 1, 300],
  ['what the broker allows, when it announced nothing', 0, 1],
  ['what the broker allows, when it announced more', 600, 1],
])('silence longer than %s ends the connection', async (_what, keepaliveS, limit) => {
  const rig = await brokerRig({ limits: { keepaliveS: limit } })
  const socket = await rig.socket()
  socket.resume().write(connectPacket({ deviceId: 'a', keepaliveS }))
  await ended(socket)
  expect(rig.broker.isConnected('a')).toBe(false)
})

test('every CONNECT is taken on the terms of the hub: an id of its own, nothing kept, and signs of life', () => {
  const parts = { devices: nobody, rules: topicRules(shippedMappings), limits: brokerLimits, clock: new ManualClock(), log: silentLog() }
  const door = openDoor({ ...parts, sessions: createSessions(brokerLimits, parts.log), readers: undefined })
  const packet: ConnectPacket = { cmd: 'connect', clientId: 'pump', clean: false, keepalive: 0 }
  const answers: unknown[] = []
  door.preConnect({} as Client, packet, (error, isTaken) => answers.push(error, isTaken))
  expect(answers).toEqual([null, true])
  expect(packet).toMatchObject({ clean: true, keepalive: 300, clientId: expect.stringMatching(/^[0-9a-f-]{36}$/) })
})

test('a taken port is told as such, and the broker can be started and stopped again', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const { port } = other.address() as AddressInfo
  const broker = embeddedBroker({
    host: '127.0.0.1',
    port,
    clock: new ManualClock(),
    log: silentLog(),
    rules: topicRules(shippedMappings),
    heard: createHeard(new ManualClock(), 1),
    devices: nobody,
    receive: async () => undefined,
  })
  onTestFinished(() => broker.stop())
  await expect(broker.start()).rejects.toMatchObject({ code: 'port_taken', detail: { port } })
  expect(broker.port()).toBeUndefined()
  other.close()
  await once(other, 'close')
  await broker.start()
  await broker.start()
  expect(broker.port()).toBe(port)
  await broker.stop()
  await broker.stop()
  expect(broker.port()).toBeUndefined()
})

test('a stop ends every connection, of devices and of strangers', async () => {
  const rig = await brokerRig()
  const [a, stranger] = [await rig.device('a'), await rig.socket()]
  expect(await mayHear(a, 'ozon/device/a/command')).toBe(true)
  await rig.broker.stop()
  await Promise.all([ended(a), ended(stranger)])
  expect(rig.broker.isConnected('a')).toBe(false)
})
