/**
 * Treatment devices on MQTT in a process of its own: `fork`ed with one order, it answers with what it measured. Its clients are bare sockets
 * with the packets of mqtt.js: thousands of whole clients would take the processor the broker needs.
 */
import { connect, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { generate, parser, type Packet } from 'mqtt-packet'
import { eachOf } from '../simulator/src/hub/hub-api.ts'
import { mqttOrder, preciseNowMs, type MqttOrder, type MqttResult } from './mqtt-order.ts'

/** As few as the hub's broker lets wait at its door. */
const connectingAtOnce = 50
const answerWithinMs = 30_000
const tickMs = 2
/** What is under way at the end has so long to be acknowledged. */
const settleMs = 5_000
/** The longest the hub allows; a run is over before. */
const keepaliveS = 300
const treatments = ['BASIC', 'STANDARD', 'PREMIUM'] as const

type Event = MqttResult['events'][string][number]

interface Device {
  id: string
  socket: Socket
  events: Event[]
  /** By packet id. */
  waiting: Map<number, Event>
}

process.once('message', order => {
  void run(mqttOrder.parse(order)).then(
    result => process.send?.({ kind: 'result', result }, () => process.exit(0)),
    (error: unknown) => {
      console.error(error)
      process.exit(1)
    },
  )
})
process.on('disconnect', () => process.exit(1))

async function run({ port, devices: ids, perSecond, warmUpMs, measureMs }: MqttOrder): Promise<MqttResult> {
  const devices: Device[] = []
  await eachOf(ids, connectingAtOnce, async ({ id, password }) => void devices.push(await connected(port, id, password)))
  process.send?.({ kind: 'connected' })
  let on = true
  const telling = keepTelling(devices, perSecond, () => on)
  await pause(warmUpMs)
  process.send?.({ kind: 'measuring' })
  const countedFromMs = preciseNowMs()
  await pause(measureMs)
  const countedUntilMs = preciseNowMs()
  process.send?.({ kind: 'measured' })
  on = false
  await telling
  const untilMs = performance.now() + settleMs
  const isWaiting = ({ waiting, socket }: Device) => waiting.size > 0 && !socket.closed
  while (devices.some(isWaiting) && performance.now() < untilMs) await pause(20)
  const closed = devices.filter(({ socket }) => socket.closed).length
  return { events: Object.fromEntries(devices.map(({ id, events }) => [id, events])), countedFromMs, countedUntilMs, closed }
}

/** One after the other says something, `perSecond` in all, evenly. */
async function keepTelling(devices: readonly Device[], perSecond: number, goesOn: () => boolean): Promise<void> {
  const startMs = performance.now()
  let told = 0
  while (goesOn()) {
    const due = ((performance.now() - startMs) / 1_000) * perSecond
    for (; told < due; told += 1) {
      const device = devices[told % devices.length]
      if (device !== undefined && !device.socket.destroyed) tell(device)
    }
    await pause(tickMs)
  }
}

function tell({ id, socket, events, waiting }: Device): void {
  const messageId = (events.length % 65_535) + 1
  const sentMs = preciseNowMs()
  const event: Event = { sentMs, acknowledgedMs: null }
  const counted = events.length + 1
  const counts = treatments.map((_treatment, n) => Math.floor((counted + 2 - n) / 3))
  events.push(event)
  waiting.set(messageId, event)
  const payload = JSON.stringify({
    device_id: id,
    event_type: treatments[(counted - 1) % 3],
    timestamp: new Date(sentMs).toISOString(),
    count_basic: counts[0],
    count_standard: counts[1],
    count_premium: counts[2],
  })
  socket.write(generate({ cmd: 'publish', topic: `ozon/device/${id}/event`, payload, qos: 1, messageId, dup: false, retain: false }))
}

async function connected(port: number, id: string, password: string): Promise<Device> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  const device: Device = { id, socket, events: [], waiting: new Map() }
  const reading = parser()
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  reading.on('packet', (packet: Packet) => {
    if (packet.cmd === 'connack') {
      if (packet.returnCode === 0) resolve()
      else reject(new Error(`${id}: the broker refuses the connection with ${packet.returnCode}`))
    } else if (packet.cmd === 'puback' && packet.messageId !== undefined) {
      const event = device.waiting.get(packet.messageId)
      device.waiting.delete(packet.messageId)
      if (event !== undefined) event.acknowledgedMs = preciseNowMs()
    }
  })
  socket.on('data', bytes => reading.parse(bytes))
  socket.on('error', reject)
  socket.once('close', () => reject(new Error(`${id}: the broker closed the connection`)))
  socket.setTimeout(answerWithinMs, () => reject(new Error(`${id}: the broker does not answer`)))
  socket.write(
    generate({
      cmd: 'connect',
      protocolId: 'MQTT',
      protocolVersion: 4,
      clientId: id,
      username: id,
      password: Buffer.from(password),
      keepalive: keepaliveS,
      clean: true,
    }),
  )
  await promise
  socket.setTimeout(0)
  return device
}
