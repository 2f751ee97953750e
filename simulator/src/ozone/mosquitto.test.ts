/** Twenty units at a broker nobody here wrote: what they counted is what a subscriber holds in the end. */
import { mappingsOf, usualTelemetryRules } from '@palang/config'
import { pageClock } from '@palang/kit/clock'
import { deviceEvent, type Treatment } from '@palang/protocol'
import { connectAsync } from 'mqtt'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { mosquittoMissing, privateMosquitto } from '../../../hub/src/edges/mqtt/testing/private-mosquitto.ts'
import { macAddresses } from './device-ids.ts'
import { createOzoneFleet, type OzoneFleet } from './ozone-fleet.ts'

if (mosquittoMissing !== undefined) console.log(`skipped: ${mosquittoMissing}`)

const [ozon] = mappingsOf(usualTelemetryRules)
const treatments: readonly Treatment[] = ['BASIC', 'STANDARD', 'PREMIUM']
const soon = { timeout: 20_000, interval: 20 }

async function broker() {
  // What waits for a subscriber who is away is not thrown away however much it is.
  const mosquitto = await privateMosquitto({ settings: ['max_queued_messages 0', 'max_inflight_messages 0'] })
  return { ...mosquitto, url: `mqtt://127.0.0.1:${mosquitto.port}` }
}

function fleetAt(url: string, deviceIds: readonly string[]): OzoneFleet {
  if (ozon === undefined) throw new Error('no mapping')
  const fleet = createOzoneFleet({
    deviceIds,
    make: { mapping: ozon, tellsIdentity: false, tellsPhases: false, firmware: 'test' },
    url,
    login: () => undefined,
    clock: pageClock,
    seed: 5,
    lengthS: 0,
    heartbeatMs: 60_000,
    customers: { everyS: undefined, hours: { from: 0, to: 24, timezone: 'UTC' } },
    faults: { names: [], everyS: 60 },
    successor: () => Promise.resolve('successor'),
    say: () => undefined,
  })
  onTestFinished(() => fleet.stop())
  return fleet
}

/** What came, de-duplicated as the contract says: without an id by device, timestamp, type and counts. It stays subscribed while it is away. */
async function subscriber(url: string) {
  const client = await connectAsync(url, { clientId: 'hub', clean: false, reconnectPeriod: 50 })
  onTestFinished(() => void client.end(true))
  const seen = new Set<string>()
  const byDevice = new Map<string, string[]>()
  let messages = 0
  client.on('message', (topic, payload) => {
    messages += 1
    const text = payload.toString('utf8')
    if (seen.has(`${topic} ${text}`)) return
    seen.add(`${topic} ${text}`)
    const {
      device_id: id = '',
      event_type: type,
      count_basic: a,
      count_standard: b,
      count_premium: c,
    } = deviceEvent.parse(JSON.parse(text))
    byDevice.set(id, [...(byDevice.get(id) ?? []), `${type} ${a}/${b}/${c}`])
  })
  await client.subscribeAsync('ozon/device/+/event', { qos: 1 })
  return { byDevice, messages: () => messages, different: () => seen.size }
}

const pressed = (count: number) => Array.from({ length: count }, (_, n) => treatments[n % 3] ?? 'BASIC')

describe.skipIf(mosquittoMissing !== undefined)('units at mosquitto', () => {
  test('what twenty units counted over a restart of the broker, twice and overtaking, arrives once and whole', async () => {
    const mosquitto = await broker()
    const hub = await subscriber(mosquitto.url)
    const ids = macAddresses(5, 20)
    const fleet = fleetAt(mosquitto.url, ids)
    const press = (count: number) => {
      for (const id of ids) for (const treatment of pressed(count)) fleet.input(id, { kind: 'press', treatment })
    }
    fleet.start()
    press(3)
    await vi.waitFor(() => expect(fleet.connected()).toBe(20), soon)
    for (const [n, id] of ids.entries()) {
      if (n % 2 === 0) fleet.input(id, { kind: 'fault', fault: { kind: 'duplicate', times: 2 } })
      if (n % 3 === 0) fleet.input(id, { kind: 'fault', fault: { kind: 'reorder', times: 1 } })
    }
    press(4)
    await mosquitto.stop()
    press(5)
    await mosquitto.restart()
    await vi.waitFor(() => expect(fleet.waiting()).toBe(0), soon)
    await vi.waitFor(() => expect(hub.different()).toBe(20 * 12), soon)
    const { treatments: truth, units } = fleet.truth()
    expect(truth.filter(({ delivered }) => !delivered)).toEqual([])
    for (const id of ids) {
      const counted = truth.filter(({ device_id: of }) => of === id).map(({ treatment, count }) => `${treatment} ${count}`)
      const place = { BASIC: 1, STANDARD: 2, PREMIUM: 3 } as const
      const heard = (hub.byDevice.get(id) ?? []).map(line => {
        const [type, counts] = line.split(' ')
        const of = treatments.find(one => one === type) ?? 'BASIC'
        return `${of} ${counts?.split('/')[place[of] - 1]}`
      })
      expect(heard.toSorted()).toEqual(counted.toSorted())
    }
    expect(units.map(({ counts }) => counts)).toEqual(ids.map(() => ({ BASIC: 5, STANDARD: 4, PREMIUM: 3 })))
    expect(hub.messages()).toBeGreaterThan(20 * 12)
  }, 60_000)

  test('a unit that was taken away takes what it had not told along; its successor begins from nought', async () => {
    const mosquitto = await broker()
    const hub = await subscriber(mosquitto.url)
    const fleet = fleetAt(mosquitto.url, ['first'])
    fleet.start()
    fleet.input('first', { kind: 'press', treatment: 'BASIC' })
    await vi.waitFor(() => expect([hub.different(), fleet.waiting()]).toEqual([1, 0]), soon)
    fleet.input('first', { kind: 'fault', fault: { kind: 'offline', ms: 60_000 } })
    fleet.input('first', { kind: 'press', treatment: 'BASIC' })
    await fleet.swap('first')
    fleet.input('successor', { kind: 'press', treatment: 'PREMIUM' })
    await vi.waitFor(
      () =>
        expect(hub.byDevice).toEqual(
          new Map([
            ['first', ['BASIC 1/0/0']],
            ['successor', ['PREMIUM 0/0/1']],
          ]),
        ),
      soon,
    )
    await vi.waitFor(() => expect(fleet.waiting()).toBe(0), soon)
    expect(fleet.truth().treatments).toMatchObject([
      { device_id: 'first', count: 1, delivered: true },
      { device_id: 'first', count: 2, delivered: false },
      { device_id: 'successor', count: 1, delivered: true },
    ])
    expect(fleet.summary()).toMatch(/^1 units, 1 connected: 3 treatments, 2 delivered, 0 events wait; 1 units replaced/)
  }, 60_000)
})
