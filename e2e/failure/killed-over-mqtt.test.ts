/** kill -9 of the hub between hearing a treatment and acknowledging it, on its own broker and on one elsewhere: what was acknowledged is kept, and nothing counts twice. */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { promisify } from 'node:util'
import { freePorts } from '@palang/kit/testing/free-ports'
import { connectAsync } from 'mqtt'
import { describe, expect, onTestFinished, test } from 'vitest'
import { z } from 'zod'
import { mosquittoMissing, privateMosquitto } from '../../hub/src/edges/mqtt/testing/private-mosquitto.ts'
import { findProgram } from '../../tools/test/programs.ts'
import { adminToken, root } from '../site/running-site.ts'
import { until } from '../site/until.ts'

const publisher = findProgram(['mosquitto_pub']) ?? ''
const device = 'unit-1'
const topic = `ozon/device/${device}/event`
const ready = z.object({ kind: z.literal('ready') })
const withToken = z.object({ token: z.string() })
const sums = z.object({ totals: z.object({ total: z.number() }) })

/** A hub alone, that can be killed and started again; a treatment machine with the device stands in it. `mqtt` as its site file has it. */
async function killableHub(mqtt: (port: number) => string) {
  const folder = mkdtempSync(path.join(tmpdir(), 'palang-killed-'))
  const [port = 0, mqttPort = 0] = await freePorts(2)
  const siteFile = path.join(folder, 'site.yaml')
  const lines = [
    'outlet: { id: pusat, name: Pusat, timezone: UTC, currency: IDR }',
    'simulation: true',
    `hub: { host: 127.0.0.1, port: ${port}, mqtt: '${mqtt(mqttPort)}' }`,
    'parking: { zones: [ { id: main, name: Main, capacity: { car: 9 } } ], tariff: config/tariffs/standard.yaml }',
    'machines:',
    '  - { id: gate_in, name: In, family: gate, direction: in, zone: main, panel: { port: 1 }, devices: { board: { driver: simulated } } }',
  ]
  writeFileSync(siteFile, `${lines.join('\n')}\n`)
  const file = path.join(folder, 'hub.db')
  const run = async () => {
    const child = spawn(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', path.join(root, 'hub', 'src', 'main.ts'), '--site', siteFile, '--data', folder],
      {
        env: { ...process.env, DATABASE_URL: `file:${file}`, PALANG_ADMIN_TOKEN: adminToken, LOG_LEVEL: 'error' },
        stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      },
    )
    const [message] = await Promise.race([once(child, 'message'), once(child, 'exit').then(([code]) => [`the hub ended with ${code}`])])
    ready.parse(message)
    return child
  }
  const end = async (child: ChildProcess, signal: NodeJS.Signals) => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const gone = once(child, 'exit')
    child.kill(signal)
    await gone
  }
  let child = await run()
  onTestFinished(async () => {
    await end(child, 'SIGTERM')
    rmSync(folder, { recursive: true, force: true })
  })
  const api = async (method: string, where: string, json?: object) => {
    const headers = { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json' }
    const answer = await fetch(`http://127.0.0.1:${port}${where}`, { method, headers, ...(json && { body: JSON.stringify(json) }) })
    const body: unknown = await answer.json()
    expect(answer.ok, JSON.stringify(body)).toBe(true)
    return body
  }
  await api('POST', '/api/machines/', { id: 'ozon-1', family: 'ozone' })
  const { token } = withToken.parse(
    await api('POST', '/api/devices/', { device_id: device, machine_id: 'ozon-1', from: '2026-01-01T00:00:00.000Z', with_token: true }),
  )
  return {
    mqttPort,
    token,
    kill: () => end(child, 'SIGKILL'),
    async start() {
      child = await run()
    },
    /** What the disk has, also while no hub runs: the counter each event showed. */
    kept(): number[] {
      const database = new DatabaseSync(file, { readOnly: true })
      const rows = database.prepare('SELECT count_basic FROM device_events ORDER BY count_basic').all()
      database.close()
      return rows.map(row => Number(row['count_basic']))
    },
    counted: async () =>
      sums.parse(await api('GET', '/api/events/analytics/?machine_id=ozon-1&from=2026-01-20&to=2026-01-20')).totals.total,
  }
}

const treatment = (n: number) =>
  JSON.stringify({
    device_id: device,
    event_type: 'BASIC',
    timestamp: new Date(Date.UTC(2026, 0, 20, 0, 0, n)).toISOString(),
    count_basic: n,
  })

/** A network to `port` that can swallow acknowledgements (PUBACK, packet type 4), whoever sends them. */
async function swallowing(port: number) {
  let isOn = false
  const between = createServer(client => {
    const broker = connect(port, '127.0.0.1')
    for (const [one, other] of [
      [client, broker],
      [broker, client],
    ] as const) {
      one.on('error', () => undefined).on('close', () => other.destroy())
      one.on('data', (bytes: Buffer) => {
        if (!isOn || bytes[0] !== 0x40) other.write(bytes)
      })
    }
  }).listen(0, '127.0.0.1')
  await once(between, 'listening')
  onTestFinished(() => void between.close())
  const address = between.address()
  return { port: typeof address === 'object' ? (address?.port ?? 0) : 0, swallow: (on: boolean) => (isOn = on) }
}

const numbers = (last: number) => Array.from({ length: last }, (_, n) => n + 1)

describe.skipIf(mosquittoMissing !== undefined)(
  `the hub is killed${mosquittoMissing === undefined ? '' : ` (skipped: ${mosquittoMissing})`}`,
  () => {
    test('on its own broker: a device that got no acknowledgement says it again, whatever the hub had done with it', async () => {
      const hub = await killableHub(port => `embedded:${port}`)
      const network = await swallowing(hub.mqttPort)
      network.swallow(true)
      const login = ['-i', device, '-u', device, '-P', hub.token, '-h', '127.0.0.1', '-q', '1', '-t', topic]
      const say = (port: number, n: number) => promisify(execFile)(publisher, [...login, '-p', String(port), '-m', treatment(n)])
      // Kept, and its acknowledgement never arrives.
      const unheard = spawn(publisher, [...login, '-p', String(network.port), '-m', treatment(1)], { stdio: 'ignore' })
      await until('the treatment to be kept', () => hub.kept().length === 1)
      await hub.kill()
      unheard.kill()
      expect(hub.kept()).toEqual([1])
      await hub.start()
      await say(hub.mqttPort, 1)
      await say(hub.mqttPort, 1)
      expect([hub.kept(), await hub.counted()]).toEqual([[1], 1])

      // Many under way at once: some kept, some acknowledged, some only heard when the hub dies.
      const many = await connectAsync(`mqtt://127.0.0.1:${hub.mqttPort}`, {
        ...{ clientId: device, username: device, password: hub.token, reconnectPeriod: 50, resubscribe: false },
      })
      const acknowledged = new Set<number>()
      const enough = Promise.withResolvers<void>()
      const all = numbers(300)
        .slice(1)
        .map(async n => {
          await many.publishAsync(topic, treatment(n), { qos: 1 })
          if (acknowledged.add(n).size === 50) enough.resolve()
        })
      await enough.promise
      await hub.kill()
      const promised = [...acknowledged]
      const keptThen = new Set(hub.kept())
      expect(promised.filter(n => !keptThen.has(n))).toEqual([])
      await hub.start()
      await Promise.all(all)
      expect(hub.kept()).toEqual(numbers(300))
      expect(await hub.counted()).toBe(300)
      await many.endAsync(true)
    })

    test('on a broker elsewhere: what the hub had kept and not acknowledged comes again and counts once', async () => {
      const mosquitto = await privateMosquitto()
      const network = await swallowing(mosquitto.port)
      const hub = await killableHub(() => `mqtt://127.0.0.1:${network.port}`)
      await mosquitto.say(topic, treatment(1))
      await until('the first to be kept', () => hub.kept().length === 1)
      network.swallow(true)
      await mosquitto.say(topic, treatment(2))
      await until('the second to be kept', () => hub.kept().length === 2)
      await hub.kill()
      network.swallow(false)
      const many = await connectAsync(`mqtt://127.0.0.1:${mosquitto.port}`)
      await many.publishAsync(topic, treatment(3), { qos: 1 })
      await hub.start()
      await until('what waited', () => hub.kept().length === 3)
      const all = numbers(300)
        .slice(3)
        .map(n => many.publishAsync(topic, treatment(n), { qos: 1 }))
      await until('some of many', () => hub.kept().length > 50, { everyMs: 1 })
      await hub.kill()
      await Promise.all(all)
      await hub.start()
      await until('all of them', () => hub.kept().length >= 300)
      // What came last is behind everything that was sent again.
      await many.publishAsync(topic, treatment(301), { qos: 1 })
      await until('the last', () => hub.kept().includes(301))
      expect(hub.kept()).toEqual(numbers(301))
      expect(await hub.counted()).toBe(301)
      await many.endAsync(true)
    })
  },
)
