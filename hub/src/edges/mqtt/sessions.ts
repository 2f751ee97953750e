/** The devices that are connected, each under the id it proved. */
import type { Log } from '@palang/kit'
import type { Client } from 'aedes'
import type { BrokerLimits } from './limits.ts'

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
  isConnected(deviceId: string): boolean
  /** Whether a connection of the device is subscribed to its commands. */
  hearsCommands(deviceId: string): boolean
  endWith(credentialId: string): void
  endAll(): void
}

/** Nobody connected yet. */
export function createSessions(limits: BrokerLimits, log: Log): Sessions {
  const connected = new Map<Client, Session>()
  // What a closing connection still sends is judged by what it was.
  const known = new WeakMap<Client, Session>()
  const end = (client: Client) => {
    const session = connected.get(client)
    if (session !== undefined) session.ended = true
    connected.delete(client)
    client.close()
  }
  const ofDevice = (deviceId: string) => [...connected].filter(([, session]) => session.deviceId === deviceId)

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
      connected.set(client, session)
      known.set(client, session)
      return true
    },
    of: client => (client === null ? undefined : known.get(client)),
    left: client => void connected.delete(client),
    isConnected: deviceId => ofDevice(deviceId).length > 0,
    hearsCommands: deviceId => ofDevice(deviceId).some(([, { filters }]) => filters.size > 0),
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
