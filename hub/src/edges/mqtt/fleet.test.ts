/** Units with one user name and one password in their firmware: each speaks for the device it names first, and for no other. */
import { CodedError } from '@palang/kit'
import { expect, test } from 'vitest'
import { brokerRig, ended, mayHear } from './testing/broker-rig.ts'

const secret = 'secret-in-the-firmware-0123456789'
const macs = ['3C:8A:1F:A4:3E:C4', '3C:8A:1F:A4:3E:C5'] as const
const eventOf = (deviceId: string) => `ozon/device/${deviceId}/event`
const commandOf = (deviceId: string) => `ozon/device/${deviceId}/command`
const will = (topic: string) => ({ topic, payload: Buffer.from('gone'), qos: 1 as const, retain: false })
const command = { id: '1', deadline: '2026-01-20T10:31:00.000Z' }

async function fleetRig(limits = {}) {
  const rig = await brokerRig({ limits })
  rig.addToken('fleet', secret, 'fleet')
  /** All call themselves the same. */
  const login = { username: 'any name', password: secret, clientId: 'ESP32Client' }
  return { ...rig, login, unit: (more = {}) => rig.device('', { ...login, ...more }) }
}

test('units of one credential and one client id are there beside each other, each under the id it named first', async () => {
  const rig = await fleetRig()
  const [one, other] = [await rig.unit(), await rig.unit({ username: '' })]
  expect(rig.broker.connected()).toEqual([])
  await one.publishAsync(eventOf(macs[0]), '1', { qos: 1 })
  await other.publishAsync(eventOf(macs[1]), '2', { qos: 1 })
  await one.publishAsync(eventOf(macs[0]), '3', { qos: 1 })
  expect(rig.heard.all).toEqual([`${macs[0]} event 1`, `${macs[1]} event 2`, `${macs[0]} event 3`])
  expect(rig.broker.connected()).toEqual([...macs])
})

test('a unit that spoke for one device is thrown out when it speaks for another', async () => {
  const rig = await fleetRig()
  const one = await rig.unit()
  await one.publishAsync(eventOf(macs[0]), '1', { qos: 1 })
  expect(await mayHear(one, commandOf(macs[1]))).toBe(false)
  one.publish(eventOf(macs[1]), '2', { qos: 1 })
  await ended(one)
  expect(rig.heard.all).toEqual([`${macs[0]} event 1`])
  expect(rig.broker.connected()).toEqual([])
})

test('a subscription tells as well who it is; a wildcard tells nothing and is refused', async () => {
  const rig = await fleetRig()
  const one = await rig.unit()
  expect(await mayHear(one, 'ozon/device/+/command')).toBe(false)
  expect(await mayHear(one, '#')).toBe(false)
  expect(rig.broker.connected()).toEqual([])
  expect(await mayHear(one, commandOf(macs[0]))).toBe(true)
  await rig.broker.publishCommand(macs[0], command)
  expect(await mayHear(one, commandOf(macs[1]))).toBe(false)
  one.publish(eventOf(macs[1]), '2', { qos: 1 })
  await ended(one)
  expect(rig.heard.all).toEqual([])
})

test('the same unit come back takes the place of its older connection, and nobody else’s', async () => {
  const rig = await fleetRig()
  const [one, other] = [await rig.unit(), await rig.unit()]
  await one.publishAsync(eventOf(macs[0]), '1', { qos: 1 })
  await other.publishAsync(eventOf(macs[1]), '2', { qos: 1 })
  const again = await rig.unit()
  await again.publishAsync(eventOf(macs[0]), '3', { qos: 1 })
  await ended(one)
  await other.publishAsync(eventOf(macs[1]), '4', { qos: 1 })
  expect(rig.heard.all.map(text => text.at(-1))).toEqual(['1', '2', '3', '4'])
})

test('a will tells from the start who speaks; one of no device’s topic is refused', async () => {
  const rig = await fleetRig()
  for (const topic of ['anything', commandOf(macs[0]), '$SYS/x']) expect(await rig.answer({ ...rig.login, will: will(topic) })).toBe(5)
  const one = await rig.unit({ will: will(`ozon/device/${macs[0]}/status`) })
  expect(rig.broker.connected()).toEqual([macs[0]])
  one.publish(eventOf(macs[1]), 'for another', { qos: 1 })
  await ended(one)
  expect((await rig.heard.next()).deviceId).toBe(macs[0])
  expect(rig.heard.all).toEqual([`${macs[0]} status gone`])
})

test('nobody speaks with a fleet’s credential for a device that is there with its own', async () => {
  const rig = await fleetRig()
  const a = await rig.device('a')
  const one = await rig.unit()
  one.publish(eventOf('a'), 'not a', { qos: 1 })
  await ended(one)
  expect(await rig.answer({ ...rig.login, will: will('ozon/device/a/status') })).toBe(5)
  await a.publishAsync(eventOf('a'), 'a itself', { qos: 1 })
  expect(rig.heard.all).toEqual(['a event a itself'])
  expect(rig.broker.connected()).toEqual(['a'])
})

test('revoked, every unit of the fleet is put out, named or not, and none comes in again', async () => {
  const rig = await fleetRig()
  const units = [await rig.unit(), await rig.unit(), await rig.unit()]
  await units[0]?.publishAsync(eventOf(macs[0]), '1', { qos: 1 })
  const a = await rig.device('a')
  await rig.revoke(secret)
  await Promise.all(units.map(unit => ended(unit)))
  expect(await rig.answer(rig.login)).toBe(4)
  await a.publishAsync(eventOf('a'), 'x', { qos: 1 })
})

test('there is room for so many of one credential', async () => {
  const rig = await fleetRig({ connectionsPerCredential: 2 })
  const [first] = [await rig.unit(), await rig.unit()]
  expect(await rig.answer(rig.login)).toBe(3)
  await rig.device('a')
  await first.endAsync()
  expect(await rig.answer(rig.login)).toBe(0)
})

test('a secret that was good a moment ago is good without the database, until it is revoked', async () => {
  const rig = await fleetRig()
  const come = () => rig.access.authenticate('any name', secret, '10.0.0.7')
  const identity = await come()
  expect(identity).toEqual({ deviceId: null, credentialId: secret })
  const { byDigest } = rig.store.tokens
  rig.store.tokens.byDigest = () => Promise.reject(new CodedError('database_unavailable', 'away', { retryable: true }))
  expect(await come()).toEqual(identity)
  await rig.clock.advance(60_000)
  await expect(come()).rejects.toMatchObject({ code: 'database_unavailable' })
  rig.store.tokens.byDigest = byDigest
  expect(await come()).toEqual(identity)
  await rig.revoke(secret)
  expect(await come()).toBeUndefined()
})

test('a secret that is revoked while it is looked up is not remembered', async () => {
  const rig = await fleetRig()
  const { byDigest } = rig.store.tokens
  rig.store.tokens.byDigest = async key => {
    const found = await byDigest(key)
    rig.store.tokens.byDigest = byDigest
    await rig.revoke(secret)
    return found
  }
  await rig.access.authenticate('any name', secret, '10.0.0.7')
  expect(await rig.access.authenticate('any name', secret, '10.0.0.7')).toBeUndefined()
})

test('a whole fleet comes at once after a power cut, and nobody has to wait for another', async () => {
  const rig = await fleetRig()
  await rig.access.authenticate('any name', secret, '127.0.0.1')
  const units = await Promise.all(Array.from({ length: 60 }, () => rig.unit()))
  await Promise.all(units.map((unit, at) => unit.publishAsync(eventOf(`unit-${at}`), 'x', { qos: 1 })))
  expect(rig.broker.connected()).toHaveLength(60)
})
