/**
 * Thousands of treatment devices on the hub's own broker and on one elsewhere: how long an event waits for its acknowledgement and until a
 * screen shows it.
 */
import { once } from 'node:events'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { uuidv7 } from '@palang/kit'
import { freePort } from '@palang/kit/testing/free-ports'
import { connectAsync } from 'mqtt'
import { z } from 'zod'
import { plainIds } from '../simulator/src/ozone/device-ids.ts'
import { hubApi } from '../simulator/src/hub/hub-api.ts'
import { machineOf } from '../simulator/src/ozone/prepare-ozone-site.ts'
import { createUnitTokens } from '../simulator/src/ozone/unit-tokens.ts'
import { storeOf } from './filled-store.ts'
import { percentile, type Row } from './figures.ts'
import { mqttResult, preciseNowMs, type MqttOrder, type MqttResult } from './mqtt-order.ts'
import { startMosquitto } from './mosquitto.ts'
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
/** For what piled up on the way. */
const catchUpMs = 60_000

/** When the events of each device arrived, in order. */
type Arrivals = Map<string, number[]>

interface Measured {
  acknowledgedMs: number[]
  shownMs: number[]
  perSecond: number
  /** Events a second that came to the screen. */
  shownPerSecond: number
  /** Acknowledged, and never shown. */
  missing: number
  /** Processor seconds of the broker per second of load. */
  cpu: number
}

/** Events through the hub on `engine`, kept before they are acknowledged, beside a broker that keeps nothing with one subscriber. */
export async function benchMqtt(engine: Engine, size: MqttSize): Promise<Row[]> {
  const bare = await throughBareBroker(size)
  const hub = await throughHub(engine, size)
  const name = `${engine}, ${sizeWords(size)}`
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

/**
 * The same over a mosquitto, which acknowledges before the hub has an event: what the hub keeps a second is what comes to the screen. Beside
 * it one subscriber on a mosquitto of its own. Nothing where there is no mosquitto.
 */
export async function benchMqttElsewhere(engine: Engine, size: MqttSize): Promise<Row[]> {
  const bare = await onMosquitto(broker => subscribed(broker, size))
  const hub = await onMosquitto(broker => throughHub(engine, size, broker))
  if (bare === undefined || hub === undefined) return []
  const name = `${engine}, broker elsewhere, ${sizeWords(size)}`
  return [
    { what: `${name}: events kept`, measured: hub.shownPerSecond, unit: '/s', reference: bare.shownPerSecond },
    { what: `${name}: PUBLISH → screen, p50`, measured: at(hub.shownMs, 0.5), unit: 'ms', reference: at(bare.shownMs, 0.5) },
    { what: `${name}: the same, p99`, measured: at(hub.shownMs, 0.99), unit: 'ms', reference: at(bare.shownMs, 0.99) },
    { what: `${name}: acknowledged by the broker and not shown`, measured: hub.missing, unit: '', target: targets.mqttMissing },
    { what: `${name}: processor of the hub`, measured: hub.cpu * 100, unit: '%' },
  ]
}

const at = (values: readonly number[], share: number) => percentile(values, share)

function sizeWords({ devices, perSecond }: MqttSize): string {
  return `${devices.toLocaleString('en-US')} devices, ${perSecond.toLocaleString('en-US')}/s`
}

type Elsewhere = Pick<Program, 'url' | 'cpuSeconds'>

async function onMosquitto(work: (broker: Elsewhere) => Promise<Measured>): Promise<Measured | undefined> {
  const broker = await startMosquitto()
  try {
    return broker && (await work(broker))
  } finally {
    await broker?.stop()
  }
}

async function throughBareBroker(size: MqttSize): Promise<Measured> {
  const broker = await startBareBroker()
  try {
    return await subscribed(broker, size)
  } finally {
    await broker.stop()
  }
}

/** One subscriber that keeps nothing. */
async function subscribed(broker: Elsewhere, size: MqttSize): Promise<Measured> {
  const subscriber = await connectAsync(broker.url)
  try {
    const arrivals: Arrivals = new Map()
    subscriber.on('message', topic => arrived(arrivals, topic.split('/')[2] ?? ''))
    await subscriber.subscribeAsync('ozon/device/+/event', { qos: 1 })
    return await measure(broker, { port: portOf(broker), devices: strangers(plainIds(size.devices)), size, arrivals })
  } finally {
    await subscriber.endAsync(true)
  }
}

function portOf({ url }: Elsewhere): number {
  return Number(new URL(url).port)
}

/** As a broker takes them that lets everybody in. */
function strangers(ids: readonly string[]): MqttOrder['devices'] {
  return ids.map(id => ({ id, password: 'none' }))
}

async function throughHub(engine: Engine, size: MqttSize, elsewhere?: Elsewhere): Promise<Measured> {
  const database = await openDatabase(engine)
  try {
    const ids = plainIds(size.devices)
    await fillPlaces(database, engine, ids)
    const port = elsewhere === undefined ? await freePort() : portOf(elsewhere)
    const hub = await startHub(database, engine, 1, [], elsewhere?.url ?? `embedded:${port}`)
    try {
      const devices = elsewhere === undefined ? await admitted(hub, ids) : strangers(ids)
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

async function measure(
  broker: Pick<Program, 'cpuSeconds'>,
  { port, devices, size: { perSecond, seconds }, arrivals }: Load,
): Promise<Measured> {
  let cpuSeconds = 0
  const order: MqttOrder = { port, devices, perSecond, warmUpMs, measureMs: seconds * 1_000 }
  const said = await inAnotherProcess<unknown>(path.join(import.meta.dirname, 'mqtt-load.ts'), order, moment => {
    if (moment === 'measuring') cpuSeconds = -broker.cpuSeconds()
    else if (moment === 'measured') cpuSeconds += broker.cpuSeconds()
  })
  const result = mqttResult.parse(said)
  await allShown(result, arrivals)
  if (result.closed > 0) throw new Error(`the broker closed the connections of ${result.closed} devices without an acknowledgement`)
  return { ...compared(result, arrivals), cpu: cpuSeconds / seconds }
}

/** A broker elsewhere acknowledges what the hub has not seen yet: that comes, or it is missing. */
async function allShown({ events }: MqttResult, arrivals: Arrivals): Promise<void> {
  const due = Object.values(events)
    .flat()
    .filter(({ acknowledgedMs }) => acknowledgedMs !== null).length
  const untilMs = performance.now() + catchUpMs
  const shown = () => [...arrivals.values()].reduce((sum, times) => sum + times.length, 0)
  while (shown() < due && performance.now() < untilMs) await pause(50)
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
  const shownMeanwhile = [...arrivals.values()].flat().filter(isCounted).length
  const perSecond = (count: number) => (count / (countedUntilMs - countedFromMs)) * 1_000
  return { acknowledgedMs, shownMs, missing, perSecond: perSecond(keptMeanwhile), shownPerSecond: perSecond(shownMeanwhile) }
}
