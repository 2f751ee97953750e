/** The devices that are connected, each under the id it proved. */
import type { Log } from '@palang/kit'
import type { Client } from 'aedes'
import type { BrokerLimits } from './limits.ts'
import { hears } from './topics.ts'

/** One connection of one device. */
export interface Session {
  readonly deviceId: string
  readonly credentialId: string
  /** As the device calls itself; means something only beside its own other connections. */
  readonly clientId: string
  /** What it subscribed to; each of these hears its commands. */
  readonly filters: Set<string>
  /** The hub ended it: nothing more is heard from it, not even its will, for the device may well be there. */
  ended: boolean
}

export interface Sessions {
  /**
   * Takes the connection in, ending an older one of the same device with the same client id, and the oldest when the device
   * has too many. Returns whether there is room.
   */
  admit(client: Client, session: Session): boolean
  of(client: Client | null): Session | undefined
  left(client: Client): void
  /** Every device that is connected. */
  devices(): string[]
  isConnected(deviceId: string): boolean
  /** Whether a connection of the device is subscribed to `topic`. */
  hears(deviceId: string, topic: string): boolean
  endWith(credentialId: string): void
  endAll(): void
}

/** Nobody connected yet. */
export function createSessions(limits: BrokerLimits, log: Log): Sessions {
  const connected = new Map<Client, Session>()
  const byDevice = new Map<string, Map<Client, Session>>()
  // What a closing connection still sends is judged by what it was.
  const known = new WeakMap<Client, Session>()
  const ofDevice = (deviceId: string) => [...(byDevice.get(deviceId) ?? [])]
  const put = (client: Client, session: Session) => {
    connected.set(client, session)
    known.set(client, session)
    const own = byDevice.get(session.deviceId) ?? new Map<Client, Session>()
    byDevice.set(session.deviceId, own.set(client, session))
  }
  const remove = (client: Client) => {
    const session = connected.get(client)
    if (session === undefined) return
    connected.delete(client)
    const own = byDevice.get(session.deviceId)
    own?.delete(client)
    if (own?.size === 0) byDevice.delete(session.deviceId)
  }
  const end = (client: Client) => {
    const session = connected.get(client)
    if (session !== undefined) session.ended = true
    remove(client)
    client.close()
  }

  return {
    admit(client, session) {
      const { deviceId, clientId } = session
      const { same = [], others = [] } = Object.groupBy(ofDevice(deviceId), ([, other]) =>
        clientId !== '' && other.clientId === clientId ? 'same' : 'others',
      )
      const replaced = [...same, ...others.slice(0, Math.max(0, others.length + 1 - limits.connectionsPerDevice))]
      if (connected.size - replaced.length >= limits.connections) {
        log.warn({ device: deviceId, connections: connected.size }, 'a device was refused: too many are connected')
        return false
      }
      for (const [other] of replaced) end(other)
      if (replaced.length > 0) log.info({ device: deviceId }, 'a device connected again; its older connection is closed')
      put(client, session)
      return true
    },
    of: client => (client === null ? undefined : known.get(client)),
    left: remove,
    devices: () => [...byDevice.keys()],
    isConnected: deviceId => byDevice.has(deviceId),
    hears: (deviceId, topic) => ofDevice(deviceId).some(([, { filters }]) => [...filters].some(filter => hears(filter, topic))),
    endWith(credentialId) {
      for (const [client, session] of connected) {
        if (session.credentialId !== credentialId) continue
        log.warn({ device: session.deviceId }, 'the credentials of a connected device were revoked; its connection is closed')
        end(client)
      }
    },
    endAll() {
      for (const client of connected.keys()) end(client)
    },
  }
}
