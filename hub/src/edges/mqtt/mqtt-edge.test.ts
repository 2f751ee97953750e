import { parseMqttAddress, usualTelemetryRules, type Site } from '@palang/config'
import { isoNow, ManualClock, openLog } from '@palang/kit'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { freePort } from '@palang/kit/testing/free-ports'
import { connectAsync } from 'mqtt'
import { expect, onTestFinished, test, vi } from 'vitest'
import { memoryStore } from '../../store/testing/memory-store.ts'
import { mqttEdge } from './mqtt-edge.ts'

const admin = { id: 'user:a@b', role: 'admin' } as const

const unit = { deviceId: 'a', name: 'ozon-1', isOnline: true, status: {} }

/** With `isTold` the site wants Home Assistant told; whoever comes to its own broker then is a reader. */
async function started(mqtt: string, store = memoryStore(), port = 0, isTold = false) {
  const lines: Record<string, unknown>[] = []
  const clock = new ManualClock()
  const address = parseMqttAddress(mqtt)
  if (address === undefined) throw new Error(`${mqtt} is no address`)
  const dataDir = mkdtempSync(path.join(tmpdir(), 'palang-mqtt-'))
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }))
  const edge = mqttEdge({
    site: {
      dataDir,
      outlet: { id: 'pusat' },
      hub: { host: '127.0.0.1', mqtt: address.kind === 'embedded' ? { ...address, port } : address },
      telemetry: { ...usualTelemetryRules, home_assistant: { enabled: isTold, prefix: 'homeassistant' } },
    } as Site,
    store,
    clock,
    log: openLog({ name: 'edge', level: 'info', onLine: line => lines.push(line) }),
    devices: { authenticate: async () => ({ deviceId: null, credentialId: 'c', isReader: true }), onRevoked: () => () => undefined },
    receive: async () => undefined,
    known: { devices: () => [unit], device: () => unit, onChange: () => () => undefined },
    version: '0.1.0',
  })
  const before = edge.state()
  await edge.start()
  onTestFinished(async () => edge.stop())
  return { edge, before, lines, store, clock }
}

test('an embedded broker is ready from start to stop', async () => {
  const { edge, before } = await started('embedded:1883')
  expect([before, edge.state()]).toEqual(['down', 'ok'])
  await edge.stop()
  expect(edge.state()).toBe('down')
})

test("Home Assistant is told on the hub's own broker, anew when that was stopped by hand, and has no way in where the site does not want it", async () => {
  const port = await freePort()
  const { edge } = await started('embedded:1883', memoryStore(), port, true)
  const sees = async () => {
    const reader = await connectAsync(`mqtt://homeassistant:any@127.0.0.1:${port}`, { reconnectPeriod: 0 })
    const topics = new Set<string>()
    reader.on('message', topic => topics.add(topic))
    await reader.subscribeAsync(['homeassistant/#', 'palang/#'], { qos: 1 })
    await expect
      .poll(() => [...topics].toSorted())
      .toEqual(['homeassistant/device/palang-a/config', 'palang/device/a/availability', 'palang/device/a/state', 'palang/hub/pusat/status'])
    await reader.endAsync(true)
  }
  await sees()
  await edge.want(false, admin)
  await edge.want(true, admin)
  await sees()
  const other = await freePort()
  await started('embedded:1883', memoryStore(), other)
  await expect(connectAsync(`mqtt://homeassistant:any@127.0.0.1:${other}`, { reconnectPeriod: 0 })).rejects.toMatchObject({ code: 5 })
})

test('a broker elsewhere that is away lets the hub start, and its password stays unsaid', async () => {
  const { edge, lines } = await started('mqtt://hub:secret@127.0.0.1:1')
  await vi.waitFor(() =>
    expect(lines).toMatchObject([{ level: 40, broker: '127.0.0.1:1', reason: expect.stringContaining('ECONNREFUSED') }]),
  )
  expect(edge.state()).toBe('down')
  expect(JSON.stringify(lines)).not.toContain('secret')
})

test('stopped by hand it stays so over a restart, which is fine for who asks whether the hub is ready; started again it listens', async () => {
  const { edge, store, clock } = await started('embedded:1883')
  expect(edge.view()).toEqual({
    ...{ state: 'ok', kind: 'embedded', address: 'mqtt://127.0.0.1:0' },
    ...{ wanted: true, since: null, connected_devices: 0 },
  })
  const since = isoNow(clock)
  expect(await edge.want(false, admin)).toMatchObject({ state: 'stopped', wanted: false, since })
  await clock.advance(60_000)
  expect(await edge.want(false, admin)).toMatchObject({ state: 'stopped', since })
  expect(edge.state()).toBe('off')
  await edge.stop()

  const next = await started('embedded:1883', store)
  expect([next.edge.state(), next.edge.view().state]).toEqual(['off', 'stopped'])
  expect(next.lines).toMatchObject([{ since, msg: 'devices are not heard over MQTT: it was stopped by hand' }])
  const both = [next.edge.want(true, admin), next.edge.want(true, admin)]
  expect(await Promise.all(both)).toMatchObject([{ state: 'ok' }, { state: 'ok' }])
  expect(next.edge.state()).toBe('ok')
  const acts = await store.audit.list({}, { limit: 10 })
  expect(acts.items.map(({ action, actor }) => [action, actor])).toEqual([
    ['start_mqtt', 'user:a@b'],
    ['stop_mqtt', 'user:a@b'],
  ])
})

test('a broker that cannot listen is wanted all the same, and the hub is not ready until it does', async () => {
  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  const address = taken.address()
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0
  const { store } = await started('embedded:1883')
  await store.transact(tx => tx.settings.put('mqtt', { wanted: false, since: null }))
  const { edge } = await started(`embedded:${port}`, store, port)
  await expect(edge.want(true, admin)).rejects.toMatchObject({ code: 'broker_unavailable' })
  expect([edge.state(), edge.view().wanted]).toEqual(['down', true])
  taken.close()
  await once(taken, 'close')
  expect(await edge.want(true, admin)).toMatchObject({ state: 'ok' })
})

test('the address of a broker elsewhere is told without its user and password', async () => {
  const { edge } = await started('mqtts://hub:secret@[::1]:8883')
  expect(edge.view()).toMatchObject({ kind: 'outside', address: 'mqtts://[::1]:8883', state: 'down', wanted: true })
  expect(await edge.want(false, admin)).toMatchObject({ state: 'stopped' })
})

test('a site without MQTT says nothing, and has nothing to start', async () => {
  const { edge, lines } = await started('off')
  for (const wanted of [true, false]) await expect(edge.want(wanted, admin)).rejects.toMatchObject({ code: 'mqtt_off' })
  expect(edge.view()).toMatchObject({ state: 'off', kind: 'off', address: null, wanted: false })
  expect(edge.state()).toBe('off')
  expect(lines).toEqual([])
})
