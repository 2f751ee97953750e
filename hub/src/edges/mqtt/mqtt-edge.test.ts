import { parseMqttAddress, usualTelemetryRules, type Site } from '@palang/config'
import { ManualClock, openLog, silentLog } from '@palang/kit'
import { expect, onTestFinished, test } from 'vitest'
import { mqttEdge } from './mqtt-edge.ts'

async function started(mqtt: string) {
  const lines: Record<string, unknown>[] = []
  const address = parseMqttAddress(mqtt)
  if (address === undefined) throw new Error(`${mqtt} is no address`)
  const edge = mqttEdge({
    site: {
      hub: { host: '127.0.0.1', mqtt: address.kind === 'embedded' ? { ...address, port: 0 } : address },
      telemetry: usualTelemetryRules,
    } as Site,
    clock: new ManualClock(),
    log: openLog({ name: 'edge', level: 'info', onLine: line => lines.push(line) }),
    receive: async () => undefined,
    devices: { authenticate: async () => undefined, onRevoked: () => () => undefined },
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

test('a broker elsewhere is named once, without its password, and nothing listens', async () => {
  const { edge, lines } = await started('mqtts://hub:secret@broker.example:8883')
  expect(edge.state()).toBe('off')
  expect(lines).toMatchObject([{ level: 30, broker: 'broker.example:8883', msg: 'devices on an outside MQTT broker are not read yet' }])
  expect(JSON.stringify(lines)).not.toContain('secret')
})

test('a site without MQTT says nothing', async () => {
  const { edge, lines } = await started('off')
  expect(edge.state()).toBe('off')
  expect(lines).toEqual([])
})
