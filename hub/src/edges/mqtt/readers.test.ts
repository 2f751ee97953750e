/** Home Assistant on the hub's own broker: it sees what is left for it, and nothing else of the house. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { expect, onTestFinished, test } from 'vitest'
import { findProgram } from '../../../../tools/test/programs.ts'
import { discoveryOf, stateOf } from './home-assistant.ts'
import { brokerRig, ended, mayHear, secretOf, type BrokerRig } from './testing/broker-rig.ts'

const hubTopic = 'palang/hub/pusat/status'
const unit = { deviceId: 'a', name: 'ozon-1', isOnline: true, lastSeen: '2026-01-20T10:30:00.000Z', status: { count_basic: 4 } }
const left = [discoveryOf(unit, { prefix: 'homeassistant', hubTopic, version: '1' }), ...stateOf(unit)]
const leave = async (rig: BrokerRig) => {
  for (const { topic, payload } of left) await rig.broker.publishRetained(topic, payload)
}
const login = { username: 'homeassistant', password: secretOf('ha') }

/** With the token `ha` that reads everywhere. */
async function house() {
  const rig = await brokerRig()
  rig.addToken('ha', secretOf('ha'), 'reader')
  return rig
}

const subscriber = findProgram(['mosquitto_sub'])
test.skipIf(subscriber === undefined)('a foreign client that comes late is shown every device, and that the hub is there', async () => {
  const rig = await house()
  await leave(rig)
  const filters = ['-t', 'homeassistant/#', '-t', 'palang/#']
  const at = ['-h', '127.0.0.1', '-p', String(rig.port()), '-u', login.username, '-P', login.password]
  const foreign = spawn(subscriber ?? '', [...at, '-q', '1', ...filters, '-F', '%r %t %p'], { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void foreign.kill())
  const expected = [...left.map(({ topic, payload }) => `1 ${topic} ${payload}`), `1 ${hubTopic} online`]
  const seen: string[] = []
  for await (const line of createInterface(foreign.stdout)) if (seen.push(line) === expected.length) break
  expect(seen.toSorted()).toEqual(expected.toSorted())
  foreign.kill()
  await once(foreign, 'exit')
})

test('a device that is withdrawn is shown to nobody who comes later, and a broker that was stopped has forgotten all', async () => {
  const rig = await house()
  let ups = 0
  rig.broker.onUp(() => (ups += 1))
  await leave(rig)
  await rig.broker.publishRetained(left[0]?.topic ?? '', '')
  const sees = async (...expected: string[]) => {
    // Left last, it comes last.
    await rig.broker.publishRetained('palang/last', 'x')
    const client = await rig.device('homeassistant', login)
    const topics: string[] = []
    client.on('message', topic => topics.push(topic))
    await client.subscribeAsync(['homeassistant/#', 'palang/#'], { qos: 1 })
    await expect.poll(() => topics).toContain('palang/last')
    expect(topics.toSorted()).toEqual([...expected, 'palang/last'].toSorted())
  }
  await sees('palang/device/a/availability', 'palang/device/a/state', hubTopic)
  await rig.broker.stop()
  await expect(rig.broker.publishRetained('palang/x', 'x')).rejects.toMatchObject({ code: 'broker_unavailable' })
  await rig.broker.start()
  await sees(hubTopic)
  expect(ups).toBe(1)
})

test.each(['#', '+/device/#', '$SYS/#', 'ozon/#', 'ozon/device/a/event', 'ozon/device/a/command', 'homeassistantx/#', 'palang'])(
  'a reader may not subscribe to %s, nor publish there',
  async filter => {
    const rig = await house()
    const reader = await rig.device('homeassistant', login)
    expect(await mayHear(reader, filter)).toBe(false)
    if (/[#+]/.test(filter)) return
    reader.publish(filter, '{"id":"1","deadline":"2126-01-01T00:00:00.000Z"}', { qos: 1, retain: true })
    await ended(reader)
    expect(rig.heard.all).toEqual([])
  },
)

test('its birth and its will are its own: they are no word of a device, are kept for nobody and reach no device', async () => {
  const rig = await house()
  const [topic, payload] = ['homeassistant/status', Buffer.from('offline')]
  const reader = await rig.device('homeassistant', { ...login, will: { topic, payload, qos: 1, retain: true } })
  await reader.publishAsync(topic, 'online', { qos: 1, retain: true })
  expect(rig.heard.all).toEqual([])
  expect(await mayHear(await rig.device('a'), topic)).toBe(false)
  const refusedWill = { topic: 'ozon/device/a/event', payload, qos: 1, retain: false } as const
  expect(await rig.answer({ ...login, will: refusedWill })).toBe(5)
  expect(rig.broker.connected()).toEqual(['a'])
})

test('only a token that reads everywhere and does nothing else gets in, until it is revoked', async () => {
  const rig = await house()
  rig.addToken('till', secretOf('till'), 'operator')
  expect(await rig.answer({ username: 'till', password: secretOf('till') })).toBe(4)
  const limited = rig.store.shelves.tokens.get(secretOf('ha'))
  if (limited === undefined) throw new Error('no token')
  rig.store.shelves.tokens.set(secretOf('ha'), { ...limited, outlets: ['cabang'] })
  expect(await rig.answer(login)).toBe(4)
  rig.store.shelves.tokens.set(secretOf('ha'), limited)
  await rig.clock.advance(60_000)
  const reader = await rig.device('homeassistant', login)
  await rig.revoke(secretOf('ha'))
  await ended(reader)
  expect(await rig.answer(login)).toBe(4)
})
