/** Thousands of treatment devices on the hub's own broker: how long an event waits for its acknowledgement and until a screen shows it. */
import { once } from 'node:events'
import path from 'node:path'
import { uuidv7 } from '@palang/kit'
import { freePort } from '@palang/kit/testing/free-ports'
import { connectAsync } from 'mqtt'
import { z } from 'zod'
import { plainIds } from '../simulator/src/ozone/device-ids.ts'
import { hubApi } from '../simulator/src/ozone/hub-api.ts'
import { machineOf } from '../simulator/src/ozone/prepare-ozone-site.ts'
import { createUnitTokens } from '../simulator/src/ozone/unit-tokens.ts'
import { storeOf } from './filled-store.ts'
import { percentile, type Row } from './figures.ts'
import { mqttResult, preciseNowMs, type MqttOrder, type MqttResult } from './mqtt-order.ts'
import { inAnotherProcess } from './orders.ts'
import { openDatabase, startBareBroker, startHub, type Database, type Engine, type Program } from './programs.ts'
import { watchEverything } from './screens.ts'
import { targets } from './targets.ts'

export interface MqttSize {
  devices: number
  /** Events of all devices together. */
  perSecond: number
  seconds: number
}

const warmUpMs = 2_000

/** When the events of each device arrived, in order. */
type Arrivals = Map<string, number[]>

interface Measured {
  acknowledgedMs: number[]
  shownMs: number[]
  perSecond: number
  /** Acknowledged, and never shown. */
  missing: number
  /** Processor seconds of the broker per second of load. */
  cpu: number
}

/** Events through the hub on `engine`, kept before they are acknowledged, beside a broker that keeps nothing with one subscriber. */
export async function benchMqtt(engine: Engine, size: MqttSize): Promise<Row[]> {
  const bare = await throughBareBroker(size)
  const hub = await throughHub(engine, size)
  const name = `${engine}, ${size.devices.toLocaleString('en-US')} devices, ${size.perSecond.toLocaleString('en-US')}/s`
  const at = (values: readonly number[], share: number) => percentile(values, share)
  const p99 = { measured: at(hub.shownMs, 0.99), reference: at(bare.shownMs, 0.99), target: targets.mqttScreen }
  return [
    { what: `${name}: events kept`, measured: hub.perSecond, unit: '/s', target: targets.mqttRate, reference: bare.perSecond },
    { what: `${name}: PUBLISH → PUBACK, p50`, measured: at(hub.acknowledgedMs, 0.5), unit: 'ms', reference: at(bare.acknowledgedMs, 0.5) },
    { what: `${name}: the same, p99`, measured: at(hub.acknowledgedMs, 0.99), unit: 'ms', reference: at(bare.acknowledgedMs, 0.99) },
    { what: `${name}: PUBLISH → screen, p50`, measured: at(hub.shownMs, 0.5), unit: 'ms', reference: at(bare.shownMs, 0.5) },
    { what: `${name}: the same, p99`, unit: 'ms', ...p99 },
    { what: `${name}: kept and not shown`, measured: hub.missing, unit: '', target: targets.mqttMissing },
    { what: `${name}: processor`, measured: hub.cpu * 100, unit: '%', reference: bare.cpu * 100 },
  ]
}

async function throughBareBroker(size: MqttSize): Promise<Measured> {
  const broker = await startBareBroker()
  const subscriber = await connectAsync(broker.url)
  try {
    const arrivals: Arrivals = new Map()
    subscriber.on('message', topic => arrived(arrivals, topic.split('/')[2] ?? ''))
    await subscriber.subscribeAsync('ozon/device/+/event', { qos: 1 })
    const devices = plainIds(size.devices).map(id => ({ id, password: 'none' }))
    return await measure(broker, { port: Number(new URL(broker.url).port), devices, size, arrivals })
  } finally {
    await subscriber.endAsync(true)
    await broker.stop()
  }
}

async function throughHub(engine: Engine, size: MqttSize): Promise<Measured> {
  const database = await openDatabase(engine)
  try {
    const ids = plainIds(size.devices)
    await fillPlaces(database, engine, ids)
    const port = await freePort()
    const hub = await startHub(database, engine, 1, [], `embedded:${port}`)
    try {
      const devices = await admitted(hub, ids)
      const arrivals: Arrivals = new Map()
      const screen = watchEverything(hub.url, hub.token)
      screen.on('message', data => {
        const text = Buffer.isBuffer(data) ? data.toString('utf8') : ''
        if (text.startsWith('{"type":"treatment_event"')) arrived(arrivals, toldBy.parse(JSON.parse(text)).payload.device_id)
      })
      await once(screen, 'open')
      const measured = await measure(hub, { port, devices, size, arrivals })
      screen.terminate()
      return measured
    } finally {
      await hub.stop()
    }
  } finally {
    await database.stop()
  }
}

const toldBy = z.looseObject({ payload: z.looseObject({ device_id: z.string() }) })

function arrived(arrivals: Arrivals, deviceId: string): void {
  const times = arrivals.get(deviceId)
  if (times === undefined) arrivals.set(deviceId, [preciseNowMs()])
  else times.push(preciseNowMs())
}

/** Each stands in a machine of its own. Written by the store: asking the hub for ten thousand things takes longer than the bench. */
async function fillPlaces(database: Database, engine: Engine, ids: readonly string[]): Promise<void> {
  const store = await storeOf(database, engine)
  const from = new Date().toISOString()
  const machine = { outletId: 'bench', family: 'ozone', direction: null, zoneId: null, vehicleClass: null, mode: 'active' } as const
  const assignment = { outletId: 'bench', from, until: null, actor: 'rule:bench', reason: null }
  await store.outlets.put({ id: 'bench', name: 'Bench', timezone: 'UTC', currency: 'IDR' })
  await store.transact(async tx => {
    for (const n of ids.keys()) await tx.machines.put({ ...machine, id: machineOf(n), name: machineOf(n), createdAt: from })
    await tx.treatments.putAssignments(
      ids.map((deviceId, n) => ({ ...assignment, id: uuidv7(Date.now()), deviceId, machineId: machineOf(n) })),
    )
  })
  await store.stop()
}

/** Each with a token of its own. */
async function admitted(hub: Program, ids: readonly string[]): Promise<MqttOrder['devices']> {
  const tokens = createUnitTokens(hubApi({ url: hub.url, token: hub.token }))
  await tokens.make(ids)
  return ids.map(id => ({ id, password: tokens.login(id)?.password ?? '' }))
}

interface Load {
  port: number
  devices: MqttOrder['devices']
  size: MqttSize
  arrivals: Arrivals
}

async function measure(broker: Program, { port, devices, size: { perSecond, seconds }, arrivals }: Load): Promise<Measured> {
  let cpuSeconds = 0
  const order: MqttOrder = { port, devices, perSecond, warmUpMs, measureMs: seconds * 1_000 }
  const said = await inAnotherProcess<unknown>(path.join(import.meta.dirname, 'mqtt-load.ts'), order, moment => {
    if (moment === 'measuring') cpuSeconds = -broker.cpuSeconds()
    else if (moment === 'measured') cpuSeconds += broker.cpuSeconds()
  })
  const result = mqttResult.parse(said)
  if (result.closed > 0) throw new Error(`the broker closed the connections of ${result.closed} devices without an acknowledgement`)
  return { ...compared(result, arrivals), cpu: cpuSeconds / seconds }
}

/** The n-th event of a device is the n-th that arrived of it: brokers keep the order of what one device says. */
function compared({ events, countedFromMs, countedUntilMs }: MqttResult, arrivals: Arrivals): Omit<Measured, 'cpu'> {
  const [acknowledgedMs, shownMs]: [number[], number[]] = [[], []]
  const isCounted = (atMs: number) => atMs >= countedFromMs && atMs < countedUntilMs
  let [missing, keptMeanwhile] = [0, 0]
  for (const [deviceId, sent] of Object.entries(events)) {
    const shown = arrivals.get(deviceId) ?? []
    const kept = sent.filter(({ acknowledgedMs: at }) => at !== null)
    missing += Math.max(0, kept.length - shown.length)
    for (const [n, { sentMs, acknowledgedMs: at }] of sent.entries()) {
      // What piles up is acknowledged later than it was sent: a rate of what was sent would not show it.
      if (at !== null && isCounted(at)) keptMeanwhile += 1
      if (!isCounted(sentMs)) continue
      if (at !== null) acknowledgedMs.push(at - sentMs)
      const seenMs = shown[n]
      if (seenMs !== undefined) shownMs.push(seenMs - sentMs)
    }
  }
  return { acknowledgedMs, shownMs, missing, perSecond: (keptMeanwhile / (countedUntilMs - countedFromMs)) * 1_000 }
}
