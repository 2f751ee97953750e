/** The devices that are connected, each under the id it proved. */
import type { Log } from '@palang/kit'
import type { Client } from 'aedes'
import type { BrokerLimits } from './limits.ts'
import { hears } from './topics.ts'

/** One connection of one device. */
export interface Session {
  /** Null until a unit of a fleet has named a topic; see {@link Sessions.pin}. */
  deviceId: string | null
  /** No device: it only hears what the hub leaves for readers. */
  readonly isReader: boolean
  /** It came in with a credential that a fleet shares. */
  readonly isOfFleet: boolean
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
  /**
   * The connection speaks for `deviceId` from now on and never for another. Returns whether it may: not when it is another already,
   * nor while that device is there with a credential of its own.
   */
  pin(client: Client, session: Session, deviceId: string): boolean
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
  const { connected, byDevice, byCredential, put, remove } = connections()
  // What a closing connection still sends is judged by what it was.
  const known = new WeakMap<Client, Session>()
  const end = (client: Client) => {
    const session = connected.get(client)
    if (session !== undefined) session.ended = true
    remove(client)
    client.close()
  }
  const replacedBy = ({ clientId }: Session, deviceId: string) => givingWay(byDevice.of(deviceId), clientId, limits.connectionsPerDevice)
  const replace = (replaced: readonly (readonly [Client, Session])[], deviceId: string) => {
    for (const [other] of replaced) end(other)
    if (replaced.length > 0) log.info({ device: deviceId }, 'a device connected again; its older connection is closed')
  }

  return {
    admit(client, session) {
      const { deviceId, credentialId } = session
      const replaced = deviceId === null ? [] : replacedBy(session, deviceId)
      const ofCredential = byCredential.size(credentialId)
      if (connected.size - replaced.length >= limits.connections || ofCredential - replaced.length >= limits.connectionsPerCredential) {
        log.warn({ device: deviceId, connections: connected.size, ofCredential }, 'a device was refused: too many are connected')
        return false
      }
      if (deviceId !== null) replace(replaced, deviceId)
      put(client, session)
      known.set(client, session)
      return true
    },
    pin(client, session, deviceId) {
      if (session.deviceId !== null) return session.deviceId === deviceId
      if (byDevice.of(deviceId).some(([, other]) => !other.isOfFleet)) return false
      session.deviceId = deviceId
      // What it sent before it went away is still its own.
      if (!connected.has(client)) return true
      replace(replacedBy(session, deviceId), deviceId)
      put(client, session)
      return true
    },
    of: client => (client === null ? undefined : known.get(client)),
    left: remove,
    devices: byDevice.keys,
    isConnected: deviceId => byDevice.size(deviceId) > 0,
    hears: (deviceId, topic) => byDevice.of(deviceId).some(([, { filters }]) => [...filters].some(filter => hears(filter, topic))),
    endWith(credentialId) {
      for (const [client, { deviceId }] of byCredential.of(credentialId)) {
        log.warn({ device: deviceId }, 'the credentials of a connected device were revoked; its connection is closed')
        end(client)
      }
    },
    endAll() {
      for (const client of connected.keys()) end(client)
    },
  }
}

/** Which of a device's connections give way to a new one: the one that calls itself the same, and the oldest of too many. */
function givingWay(own: readonly (readonly [Client, Session])[], clientId: string, most: number) {
  const { same = [], others = [] } = Object.groupBy(own, ([, other]) =>
    clientId !== '' && other.clientId === clientId ? 'same' : 'others',
  )
  return [...same, ...others.slice(0, Math.max(0, others.length + 1 - most))]
}

/** Those that are open, and by device and credential. */
function connections() {
  const connected = new Map<Client, Session>()
  const byDevice = grouped()
  const byCredential = grouped()
  return {
    connected,
    byDevice,
    byCredential,
    /** Once more when it is known for which device it speaks. */
    put(client: Client, session: Session): void {
      connected.set(client, session)
      byCredential.add(session.credentialId, client, session)
      if (session.deviceId !== null) byDevice.add(session.deviceId, client, session)
    },
    remove(client: Client): void {
      const session = connected.get(client)
      if (session === undefined) return
      connected.delete(client)
      byCredential.delete(session.credentialId, client)
      if (session.deviceId !== null) byDevice.delete(session.deviceId, client)
    },
  }
}

/** Connections by what they have in common. */
function grouped() {
  const groups = new Map<string, Map<Client, Session>>()
  return {
    of: (key: string) => [...(groups.get(key) ?? [])],
    size: (key: string) => groups.get(key)?.size ?? 0,
    keys: () => [...groups.keys()],
    add(key: string, client: Client, session: Session): void {
      groups.set(key, (groups.get(key) ?? new Map<Client, Session>()).set(client, session))
    },
    delete(key: string, client: Client): void {
      const group = groups.get(key)
      group?.delete(client)
      if (group?.size === 0) groups.delete(key)
    },
  }
}
