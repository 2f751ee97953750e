/** The hub as a client of a real mosquitto, with mosquitto's own programs as devices. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { shippedMappings } from '@palang/config'
import { ManualClock, openLog } from '@palang/kit'
import { connectAsync } from 'mqtt'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { makeAuthority, opensslMissing } from '../../../../e2e/site/certificates.ts'
import type { DeviceMessage } from './broker.ts'
import { createHeard } from './heard.ts'
import { outsideBroker } from './outside-broker.ts'
import { cuttable, mosquittoMissing, privateMosquitto } from './testing/private-mosquitto.ts'
import { topicRules } from './topics.ts'

const mac = '3C:8A:1F:A4:3E:C4'
const eventTopic = `ozon/device/${mac}/event`
const statusTopic = 'palang/hub/pusat/status'
const command = { id: '1', deadline: '2026-01-20T10:31:00.000Z', action: 'start' }

interface HubOptions {
  url?: string
  ca?: string
  clientId?: string
  receive?: (message: DeviceMessage) => Promise<void>
}

/** The hub's side; it is stopped with the test, and waits as short as it ever does. */
function hubOn(port: number, { url = `mqtt://127.0.0.1:${port}`, ca, clientId = 'palang-pusat', receive }: HubOptions = {}) {
  const clock = new ManualClock()
  const heard: string[] = []
  const lines: Record<string, unknown>[] = []
  const broker = outsideBroker({
    url,
    ca,
    clientId: () => clientId,
    statusTopic,
    clock,
    log: openLog({ name: 'hub', level: 'debug', onLine: line => lines.push(line) }),
    rules: topicRules(shippedMappings),
    heard: createHeard(clock, 300_000),
    receive: receive ?? (async message => void heard.push(textOf(message))),
    random: () => 0,
  })
  onTestFinished(async () => broker.stop())
  const is = (state: string) => vi.waitFor(() => expect(broker.state()).toBe(state), { timeout: 10_000 })
  return {
    broker,
    clock,
    heard,
    lines,
    is,
    async start() {
      await broker.start()
      await is('ok')
    },
    /** Lets the waiting before the next try pass until it is there again. */
    back: () =>
      vi.waitFor(
        async () => {
          await clock.advance(1000)
          expect(broker.state()).toBe('ok')
        },
        { timeout: 10_000 },
      ),
    hears: (...texts: string[]) => vi.waitFor(() => expect(heard).toEqual(texts), { timeout: 10_000 }),
  }
}

const textOf = ({ deviceId, kind, mapping, payload }: DeviceMessage) =>
  `${deviceId} ${mapping} ${kind} ${Buffer.from(payload).toString('utf8')}`

describe.skipIf(mosquittoMissing !== undefined)(
  `a broker elsewhere${mosquittoMissing === undefined ? '' : ` (skipped: ${mosquittoMissing})`}`,
  () => {
    test('devices of every mapping are heard, others and what was kept there are not', async () => {
      const mosquitto = await privateMosquitto()
      await mosquitto.say(eventTopic, 'kept from before', ['-r'])
      const hub = hubOn(mosquitto.port)
      await hub.start()
      await mosquitto.say('ozon/device/not valid/event', 'x')
      await mosquitto.say(`ozon/device/${mac}/command`, 'x')
      await mosquitto.say(eventTopic, 'one', ['-r'])
      await mosquitto.say('telemetry/status/unit-7', 'two', ['-q', '0'])
      await hub.hears(`${mac} ozon event one`, 'unit-7 telemetry status two')
      expect(hub.broker.connected()).toEqual([mac, 'unit-7'])
      await hub.clock.advance(300_000)
      expect(hub.broker.isConnected(mac)).toBe(false)
    })

    test('the will of a foreign client is heard when its connection breaks, and is no news to a hub that comes later', async () => {
      const mosquitto = await privateMosquitto()
      const network = await cuttable(mosquitto.port)
      const hub = hubOn(mosquitto.port)
      await hub.start()
      const will = { topic: `ozon/device/${mac}/status`, payload: Buffer.from('gone'), qos: 1, retain: true } as const
      const foreign = await connectAsync(`mqtt://127.0.0.1:${network.port}`, { will, reconnectPeriod: 0 })
      network.cut()
      await hub.hears(`${mac} ozon status gone`)
      foreign.end(true)
      const later = hubOn(mosquitto.port, { clientId: 'later' })
      await later.start()
      await mosquitto.say(eventTopic, 'after')
      await later.hears(`${mac} ozon event after`)
      expect(hub.heard).toContain(`${mac} ozon status gone`)
    })

    test('what devices say while hub and broker are away comes when both are back, in its order', async () => {
      const mosquitto = await privateMosquitto()
      const first = hubOn(mosquitto.port)
      await first.start()
      await first.broker.stop()
      const said = Array.from({ length: 12 }, (_, at) => `${at}`)
      for (const text of said) await mosquitto.say(eventTopic, text)
      await mosquitto.restart()
      const second = hubOn(mosquitto.port)
      await second.start()
      await second.hears(...said.map(text => `${mac} ozon event ${text}`))
      expect(first.heard).toEqual([])
    })

    test('a broker that is started anew is found again by itself, and what came meanwhile is there', async () => {
      const mosquitto = await privateMosquitto()
      const hub = hubOn(mosquitto.port)
      await hub.start()
      await mosquitto.say(eventTopic, 'before')
      await hub.hears(`${mac} ozon event before`)
      await mosquitto.restart()
      await hub.is('down')
      await mosquitto.say(eventTopic, 'meanwhile')
      await hub.back()
      await mosquitto.say(eventTopic, 'after')
      await vi.waitFor(() => expect(hub.heard.at(-1)).toBe(`${mac} ozon event after`), { timeout: 10_000 })
      // The broker may have ended before it read the acknowledgement of the first.
      expect([...new Set(hub.heard)]).toEqual(['before', 'meanwhile', 'after'].map(text => `${mac} ozon event ${text}`))
    })

    test('a hub that ends between taking a message and acknowledging it is sent the message again', async () => {
      const mosquitto = await privateMosquitto()
      const network = await cuttable(mosquitto.port)
      const [taken, never] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
      const first = hubOn(network.port, {
        receive() {
          taken.resolve()
          return never.promise
        },
      })
      await first.start()
      await mosquitto.say(eventTopic, 'one')
      await mosquitto.say(eventTopic, 'two')
      await taken.promise
      network.cut()
      await first.is('down')
      await first.broker.stop()
      const second = hubOn(mosquitto.port)
      await second.start()
      await second.hears(`${mac} ozon event one`, `${mac} ozon event two`)
      expect(second.broker.connected()).toEqual([mac])
    })

    test('an answer that comes after the connection broke acknowledges nothing on the next one', async () => {
      const mosquitto = await privateMosquitto()
      const network = await cuttable(mosquitto.port)
      const [taken, late] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
      const tries: string[] = []
      const hub = hubOn(network.port, {
        async receive(message) {
          tries.push(textOf(message))
          if (tries.length > 1) return
          taken.resolve()
          await late.promise
        },
      })
      await hub.start()
      await mosquitto.say(eventTopic, 'one')
      await taken.promise
      network.cut()
      await hub.is('down')
      late.resolve()
      await hub.back()
      await vi.waitFor(() => expect(tries).toHaveLength(2))
      expect(new Set(tries)).toEqual(new Set([`${mac} ozon event one`]))
    })

    test('a message that could not be kept is sent again until it is, and what came behind it as well', async () => {
      const mosquitto = await privateMosquitto()
      const tries: string[] = []
      const hub = hubOn(mosquitto.port, {
        async receive(message) {
          tries.push(textOf(message))
          if (tries.filter(text => text.endsWith('one')).length < 3) throw new Error('the disk is full')
        },
      })
      await hub.start()
      await mosquitto.say(eventTopic, 'one')
      await hub.is('down')
      await mosquitto.say(eventTopic, 'two')
      await vi.waitFor(
        async () => {
          await hub.clock.advance(1000)
          expect(tries.filter(text => text.endsWith('one'))).toHaveLength(3)
          expect(tries.at(-1)).toBe(`${mac} ozon event two`)
        },
        { timeout: 10_000 },
      )
      expect(tries.slice(-2)).toEqual(['one', 'two'].map(text => `${mac} ozon event ${text}`))
      expect(hub.lines.map(line => line['msg'])).toContain('a message was not taken; the MQTT broker sends it again')
    })

    test('many are taken while the first is being kept, and none of them is acknowledged before it', async () => {
      const mosquitto = await privateMosquitto()
      const network = await cuttable(mosquitto.port)
      const said = Array.from({ length: 10 }, (_, at) => `${at}`)
      const never = Promise.withResolvers<void>()
      const first: string[] = []
      const hub = hubOn(network.port, {
        receive(message) {
          first.push(textOf(message))
          return first.length === 1 ? never.promise : Promise.resolve()
        },
      })
      await hub.start()
      for (const text of said) await mosquitto.say(eventTopic, text)
      await vi.waitFor(() => expect(first).toHaveLength(said.length))
      network.cut()
      await hub.is('down')
      await hub.broker.stop()
      const second = hubOn(mosquitto.port)
      await second.start()
      await second.hears(...said.map(text => `${mac} ozon event ${text}`))
      await second.broker.stop()
      // All of them were acknowledged now: a third finds nothing.
      const third = hubOn(mosquitto.port)
      await third.start()
      await mosquitto.say(eventTopic, 'last')
      await third.hears(`${mac} ozon event last`)
    })

    test('a message longer than 64 KiB is cut off and taken, so that it does not come for ever', async () => {
      const mosquitto = await privateMosquitto()
      const lengths: number[] = []
      const hub = hubOn(mosquitto.port, { receive: async ({ payload }) => void lengths.push(payload.length) })
      await hub.start()
      await mosquitto.say(eventTopic, 'x'.repeat(100_000))
      await mosquitto.say(eventTopic, 'x')
      await vi.waitFor(() => expect(lengths).toEqual([64 * 1024, 1]))
    })

    test('others see that the hub is there, that it goes, and that its connection broke', async () => {
      const mosquitto = await privateMosquitto()
      const network = await cuttable(mosquitto.port)
      const foreign = await mosquitto.hear('palang/#')
      const sees = (...states: string[]) =>
        vi.waitFor(() => expect(foreign.all).toEqual(states.map(state => `${statusTopic} ${state}`)), { timeout: 10_000 })
      const hub = hubOn(network.port)
      await hub.start()
      await sees('online')
      network.cut()
      await sees('online', 'offline')
      await hub.is('down')
      await hub.back()
      await sees('online', 'offline', 'online')
      await hub.broker.stop()
      expect(hub.broker.state()).toBe('down')
      await sees('online', 'offline', 'online', 'offline')
      // Retained: who comes later sees it too.
      const later = await mosquitto.hear(statusTopic)
      await vi.waitFor(() => expect(later.all).toEqual([`${statusTopic} offline`]))
    })

    test('a command reaches a device that spoke, is kept for nobody, and is refused for one that is silent', async () => {
      const mosquitto = await privateMosquitto()
      const hub = hubOn(mosquitto.port)
      const offline = { code: 'machine_offline' }
      await expect(hub.broker.publishCommand(mac, command)).rejects.toMatchObject(offline)
      await hub.start()
      await expect(hub.broker.publishCommand(mac, command)).rejects.toMatchObject(offline)
      const stays = ['-c', '-i', 'unit', '-x', '300']
      const device = await mosquitto.hear(`ozon/device/${mac}/#`, [...stays, '-V', '5', '-T', eventTopic])
      await mosquitto.say(eventTopic, 'here')
      await hub.hears(`${mac} ozon event here`)
      await hub.broker.publishCommand(mac, command)
      const told = `ozon/device/${mac}/command ${JSON.stringify(command)}`
      await vi.waitFor(() => expect(device.all).toEqual([told]))
      await device.end()
      await hub.broker.publishCommand(mac, { ...command, id: 'while it is away' })
      const back = await mosquitto.hear(`ozon/device/${mac}/#`, [...stays, '-V', '5'])
      await hub.broker.publishCommand(mac, { ...command, id: 'again' })
      await vi.waitFor(() => expect(back.all.at(-1)).toContain('"again"'))
      expect(back.all.join()).not.toContain('while it is away')
    })

    test('a wrong password is told by its reason and never by itself; a broker that is away does not keep the hub from starting', async () => {
      const mosquitto = await privateMosquitto({ login: ['hub', 'p@ss:word/1'] })
      const wrong = hubOn(mosquitto.port, { url: `mqtt://hub:wr0ng-secret@127.0.0.1:${mosquitto.port}` })
      await wrong.broker.start()
      await vi.waitFor(() => expect(JSON.stringify(wrong.lines)).toContain('Not authorized'))
      expect(wrong.broker.state()).toBe('down')
      expect(JSON.stringify(wrong.lines)).not.toContain('wr0ng-secret')
      const right = hubOn(mosquitto.port, {
        url: `mqtt://hub:${encodeURIComponent('p@ss:word/1')}@127.0.0.1:${mosquitto.port}`,
        clientId: 'another',
      })
      await right.start()
      await mosquitto.stop()
      await right.is('down')
      const late = hubOn(mosquitto.port, { clientId: 'late' })
      await late.broker.start()
      await vi.waitFor(() => expect(JSON.stringify(late.lines)).toContain('ECONNREFUSED'))
      expect(late.broker.state()).toBe('down')
    })

    test('what is left for others is kept by the broker, and asked for again when the broker is there again', async () => {
      const mosquitto = await privateMosquitto()
      const hub = hubOn(mosquitto.port)
      let ups = 0
      const deaf = hub.broker.onUp(() => (ups += 1))
      await expect(hub.broker.publishRetained('palang/device/a/state', 'x')).rejects.toMatchObject({ code: 'broker_unavailable' })
      await hub.start()
      await hub.broker.publishRetained('palang/device/a/state', '{}')
      const foreign = await mosquitto.hear('palang/device/#')
      await vi.waitFor(() => expect(foreign.all).toEqual(['palang/device/a/state {}']))
      await mosquitto.restart()
      await hub.is('down')
      await hub.back()
      expect(ups).toBe(2)
      deaf()
    })

    test('it is stopped and started again, and what came meanwhile is there', async () => {
      const mosquitto = await privateMosquitto()
      const hub = hubOn(mosquitto.port)
      await hub.start()
      await hub.broker.start()
      await hub.broker.stop()
      await hub.broker.stop()
      await mosquitto.say(eventTopic, 'meanwhile')
      await hub.clock.advance(120_000)
      expect(hub.heard).toEqual([])
      await hub.start()
      await hub.hears(`${mac} ozon event meanwhile`)
    })

    test.skipIf(opensslMissing !== undefined)(
      'with an authority of its own it is heard over TLS; one that nobody vouches for is not',
      async () => {
        const folder = mkdtempSync(path.join(tmpdir(), 'palang-mqtt-tls-'))
        onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
        const authority = makeAuthority(folder)
        const { cert, key } = authority.issue('broker', 'IP:127.0.0.1')
        const mosquitto = await privateMosquitto({ settings: [`certfile ${cert}`, `keyfile ${key}`] })
        const url = `mqtts://127.0.0.1:${mosquitto.port}`
        const trusting = hubOn(mosquitto.port, { url, ca: authority.ca })
        await trusting.start()
        const other = hubOn(mosquitto.port, { url, clientId: 'other' })
        await other.broker.start()
        await vi.waitFor(() => expect(JSON.stringify(other.lines)).toMatch(/unable to verify|self-signed|unable to get/), {
          timeout: 10_000,
        })
        expect(other.broker.state()).toBe('down')
        rmSync(authority.ca)
        const without = hubOn(mosquitto.port, { url, ca: authority.ca, clientId: 'without' })
        await without.broker.start()
        await vi.waitFor(() => expect(JSON.stringify(without.lines)).toContain('ENOENT'))
      },
    )
  },
)
