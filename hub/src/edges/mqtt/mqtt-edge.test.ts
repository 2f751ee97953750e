import { parseMqttAddress, usualTelemetryRules, type Site } from '@palang/config'
import { ManualClock, openLog, silentLog } from '@palang/kit'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { mqttEdge, takeForNow } from './mqtt-edge.ts'

async function started(mqtt: string) {
  const lines: Record<string, unknown>[] = []
  const address = parseMqttAddress(mqtt)
  if (address === undefined) throw new Error(`${mqtt} is no address`)
  const dataDir = mkdtempSync(path.join(tmpdir(), 'palang-mqtt-'))
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }))
  const edge = mqttEdge({
    site: {
      dataDir,
      outlet: { id: 'pusat' },

      hub: { host: '127.0.0.1', mqtt: address.kind === 'embedded' ? { ...address, port: 0 } : address },
      telemetry: usualTelemetryRules,
    } as Site,
    clock: new ManualClock(),
    log: openLog({ name: 'edge', level: 'info', onLine: line => lines.push(line) }),
    receive: async () => undefined,
    devices: { authenticate: async () => undefined, onRevoked: () => () => undefined },
    receive: async () => undefined,
  })
  const before = edge.state()
  await edge.start()
  onTestFinished(async () => edge.stop())
  return { edge, before, lines }
}

test('an embedded broker is ready from start to stop', async () => {
  const { edge, before } = await started('embedded:1883')
  expect([before, edge.state()]).toEqual(['down', 'ok'])
  await edge.stop()
  expect(edge.state()).toBe('down')
})

test('a broker elsewhere that is away lets the hub start, and its password stays unsaid', async () => {
  const { edge, lines } = await started('mqtt://hub:secret@127.0.0.1:1')
  await vi.waitFor(() =>
    expect(lines).toMatchObject([{ level: 40, broker: '127.0.0.1:1', reason: expect.stringContaining('ECONNREFUSED') }]),
  )
  expect(edge.state()).toBe('down')
  expect(JSON.stringify(lines)).not.toContain('secret')
})

test('a site without MQTT says nothing', async () => {
  const { edge, lines } = await started('off')
  expect(edge.state()).toBe('off')
  expect(lines).toEqual([])
})
