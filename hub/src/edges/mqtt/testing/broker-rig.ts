/** The broker on a free port over tokens in memory, with devices of the npm client and bare sockets. For tests. */
import { once } from 'node:events'
import { connect as connectSocket, type Socket } from 'node:net'
import { shippedMappings } from '@palang/config'
import { isoNow, ManualClock, openLog } from '@palang/kit'
import { connect, type IClientOptions, type MqttClient } from 'mqtt'
import { onTestFinished } from 'vitest'
import { digest } from '../../../access/credentials.ts'
import { createDeviceAccess, type DeviceAuthenticator } from '../../../access/device-access.ts'
import { createRevocations } from '../../../access/revocations.ts'
import { createTokens } from '../../../access/tokens.ts'
import { memoryStore } from '../../../store/testing/memory-store.ts'
import { embeddedBroker, type BrokerParts, type DeviceMessage } from '../broker.ts'
import { createHeard } from '../heard.ts'
import type { BrokerLimits } from '../limits.ts'
import { readerRules } from '../readers.ts'
import { topicRules } from '../topics.ts'

export type BrokerRig = Awaited<ReturnType<typeof brokerRig>>

/** The password of a device of the rig. */
export const secretOf = (deviceId: string) => `secret-of-${deviceId}-0123456789`

type RigOptions = Partial<Pick<BrokerParts, 'rules' | 'receive'>> & { limits?: Partial<BrokerLimits>; devices?: DeviceAuthenticator }

/** Starts the rig with devices `a` and `b`; it ends with the test. */
export async function brokerRig(options: RigOptions = {}) {
  const [store, clock] = [memoryStore(), new ManualClock()]
  const lines: Record<string, unknown>[] = []
  const log = openLog({ name: 'rig', level: 'debug', onLine: line => lines.push(line) })
  const revocations = createRevocations()
  const access = createDeviceAccess({ store, clock, log, revocations })
  const tokens = createTokens({ store, clock, revocations })
  const heard = inbox()
  const broker = embeddedBroker({
    host: '127.0.0.1',
    port: 0,
    clock,
    log,
    rules: options.rules ?? topicRules(shippedMappings),
    heard: createHeard(clock, 300_000),
    devices: options.devices ?? access,
    readers: { rules: readerRules('homeassistant'), hubTopic: 'palang/hub/pusat/status' },
    receive: options.receive ?? (async message => heard.put(message)),
    ...(options.limits === undefined ? {} : { limits: options.limits }),
  })
  const addToken = (
    deviceId: string,
    secret = secretOf(deviceId),
    kind: 'device' | 'machine' | 'fleet' | 'reader' | 'operator' = 'device',
    expiresAt: string | null = null,
  ) =>
    store.shelves.tokens.set(secret, {
      id: secret,
      digest: digest(secret),
      name: deviceId,
      kind: kind === 'fleet' ? 'device' : kind === 'reader' || kind === 'operator' ? 'api' : kind,
      scopes: kind === 'reader' ? ['read'] : kind === 'operator' ? ['read', 'operate'] : [],
      outlets: null,
      machineId: kind === 'fleet' ? null : deviceId,
      createdBy: 'rule:test',
      createdAt: isoNow(clock),
      expiresAt,
      lastUsedAt: null,
    })
  for (const deviceId of ['a', 'b']) addToken(deviceId)
  await broker.start()
  onTestFinished(() => broker.stop())
  const port = () => broker.port() ?? 0

  return {
    broker,
    access,
    store,
    clock,
    lines,
    heard,
    port,
    addToken,
    /** As an administrator does it. */
    revoke: (secret: string) => tokens.revoke({ id: 'user:a@b', role: 'admin' }, secret),
    /** A device with its own credentials unless told otherwise; throws what `CONNACK` refused. */
    device: (deviceId: string, more: IClientOptions = {}) => device(port(), { username: deviceId, password: secretOf(deviceId), ...more }),
    /** The return code of a refused CONNECT, 0 when it was let in. */
    async answer(more: IClientOptions): Promise<unknown> {
      try {
        await device(port(), more)
        return 0
      } catch (error) {
        return error instanceof Error && 'code' in error ? error.code : error
      }
    },
    async socket(): Promise<Socket> {
      const socket = connectSocket(port(), '127.0.0.1')
      socket.on('error', () => undefined)
      onTestFinished(() => void socket.destroy())
      await once(socket, 'connect')
      return socket
    },
  }
}

async function device(port: number, options: IClientOptions): Promise<MqttClient> {
  const client = connect({ host: '127.0.0.1', port, reconnectPeriod: 0, ...options })
  onTestFinished(() => void client.end(true))
  return new Promise((resolve, reject) => {
    client.once('connect', () => {
      // A connection the broker ends is told by `close`.
      client.on('error', () => undefined)
      resolve(client)
    })
    client.once('error', reject)
    client.once('close', () => reject(new Error('closed without an answer')))
  })
}

/** Whether the broker grants the subscription. */
export function mayHear(client: MqttClient, filter: string): Promise<boolean> {
  return client.subscribeAsync(filter, { qos: 1 }).then(
    granted => granted.every(({ qos }) => qos < 128),
    () => false,
  )
}

/** Resolves once the broker has ended the connection. */
export async function ended(client: MqttClient | Socket): Promise<void> {
  if ('connected' in client) {
    if (client.connected) await new Promise<void>(resolve => void client.once('close', () => resolve()))
  } else if (!client.closed) await once(client, 'close')
}

/** What the hub heard, in order; `next` waits for it. */
function inbox() {
  const kept: DeviceMessage[] = []
  const waiting: ((message: DeviceMessage) => void)[] = []
  const all: string[] = []
  return {
    /** Everything ever heard, as `device kind text`. */
    all,
    put(message: DeviceMessage): void {
      all.push(told(message))
      const give = waiting.shift()
      if (give === undefined) kept.push(message)
      else give(message)
    },
    next(): Promise<DeviceMessage> {
      const message = kept.shift()
      return message === undefined ? new Promise(resolve => waiting.push(resolve)) : Promise.resolve(message)
    },
  }
}

function told({ deviceId, kind, payload }: DeviceMessage): string {
  return `${deviceId} ${kind} ${Buffer.from(payload).toString('utf8')}`
}

/** A CONNECT of MQTT 3.1.1 (section 3.1), for sockets that then stay silent. */
export function connectPacket({ deviceId, keepaliveS }: { deviceId: string; keepaliveS: number }): Buffer {
  const text = (value: string) => Buffer.concat([Buffer.from([0, Buffer.byteLength(value)]), Buffer.from(value)])
  const flags = Buffer.from([4, 0xc2, keepaliveS >> 8, keepaliveS & 0xff])
  const body = Buffer.concat([text('MQTT'), flags, text('raw'), text(deviceId), text(secretOf(deviceId))])
  return Buffer.concat([Buffer.from([0x10, body.length]), body])
}
