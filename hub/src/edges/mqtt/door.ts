/** Who may come in: from an open socket to a device that proved its id. */
import { isCoded, type Clock, type Log, type Timer } from '@palang/kit'
import type { AedesOptions, Client } from 'aedes'
import { randomUUID } from 'node:crypto'
import type { DeviceAuthenticator } from '../../access/device-access.ts'
import type { BrokerLimits } from './limits.ts'
import type { ReaderRules } from './readers.ts'
import type { Sessions } from './sessions.ts'
import type { TopicRules } from './topics.ts'

/** Return codes of CONNACK (MQTT 3.1.1 section 3.2.2.3). */
const refused = { unavailable: 3, wrongCredentials: 4, notAuthorised: 5 } as const
type Refusal = (typeof refused)[keyof typeof refused]

interface DoorParts {
  devices: DeviceAuthenticator
  rules: TopicRules
  readers: ReaderRules | undefined
  sessions: Sessions
  limits: BrokerLimits
  clock: Clock
  log: Log
}

/** Somebody who has not shown credentials yet. */
interface Stranger {
  source: string
  shut: () => void
  patience: Timer
  /** From its CONNECT. */
  clientId: string
  willTopic: string | undefined
}

export interface Door {
  /** Somebody connected from `source`; `shut` ends the connection. */
  arrived(client: Client, source: string, shut: () => void): void
  /** The connection is gone. */
  left(client: Client): void
  preConnect: NonNullable<AedesOptions['preConnect']>
  authenticate: NonNullable<AedesOptions['authenticate']>
  /** Hears of no more revocations and ends the connections of strangers. */
  close(): void
}

/** Those at the door: each for a limited time, and so many at once. */
function waitingRoom({ limits, clock }: Pick<DoorParts, 'limits' | 'clock'>) {
  const strangers = new Map<Client, Stranger>()
  const forget = (client: Client) => {
    strangers.get(client)?.patience.cancel()
    strangers.delete(client)
  }
  const sendAway = (client: Client) => {
    const stranger = strangers.get(client)
    forget(client)
    stranger?.shut()
  }
  return {
    enter(client: Client, source: string, shut: () => void): void {
      const [oldest] = strangers.keys()
      if (strangers.size >= limits.strangers && oldest !== undefined) sendAway(oldest)
      const patience = clock.after(limits.strangerMs, () => sendAway(client))
      strangers.set(client, { source, shut, patience, clientId: '', willTopic: undefined })
    },
    of: (client: Client) => strangers.get(client),
    forget,
    clear(): void {
      for (const client of strangers.keys()) sendAway(client)
    },
  }
}

/** Decides on those who show credentials, and hears of revocations until `close`. */
function doorkeeper({ devices, rules, readers, sessions, log }: DoorParts, room: ReturnType<typeof waitingRoom>) {
  let revocations = 0
  const close = devices.onRevoked(credentialId => {
    revocations += 1
    sessions.endWith(credentialId)
  })

  /** Nothing when the client is in. Throws what the authenticator throws. */
  const letIn = async (client: Client, userName: string, secret: string): Promise<Refusal | undefined> => {
    const stranger = room.of(client)
    if (stranger === undefined) return refused.unavailable
    const { source, clientId, willTopic } = stranger
    let identity: Awaited<ReturnType<DeviceAuthenticator['authenticate']>>
    let known: number
    // Whoever was looked up while something was revoked is looked up again; nothing may be awaited after this.
    do {
      known = revocations
      identity = await devices.authenticate(userName, secret, source)
    } while (known !== revocations)
    if (identity === undefined) return refused.wrongCredentials
    const { credentialId } = identity
    const session = { credentialId, clientId, filters: new Set<string>(), ended: false }
    if (identity.isReader === true) {
      if (readers === undefined || (willTopic !== undefined && !readers.maySay(willTopic))) return refused.notAuthorised
      const isIn = room.of(client) !== undefined && sessions.admit(client, { ...session, deviceId: null, isReader: true, isOfFleet: false })
      if (isIn) room.forget(client)
      return isIn ? undefined : refused.unavailable
    }
    const isOfFleet = identity.deviceId === null
    // A will is the first that a unit of a fleet says: it could come at any time, so it tells for good who speaks.
    const deviceId = identity.deviceId ?? (willTopic === undefined ? null : (rules.heard(willTopic)?.deviceId ?? null))
    if (willTopic !== undefined && (deviceId === null || rules.published(deviceId, willTopic) === undefined)) {
      log.warn({ device: deviceId, topic: willTopic.slice(0, 200), source }, 'a device was refused: its will is not for its own topics')
      return refused.notAuthorised
    }
    // Sent away meanwhile; the broker answers nobody then.
    if (room.of(client) === undefined) return refused.unavailable
    const ofDevice = { ...session, deviceId: identity.deviceId, isReader: false, isOfFleet }
    if (!sessions.admit(client, ofDevice)) return refused.unavailable
    room.forget(client)
    if (deviceId !== null && !sessions.pin(client, ofDevice, deviceId)) {
      sessions.left(client)
      log.warn(
        { device: deviceId, source },
        'a unit of a fleet was refused: it speaks for a device that is there with credentials of its own',
      )
      return refused.notAuthorised
    }
    log.debug({ device: deviceId, source }, 'a device connected')
    return undefined
  }
  return { letIn, close }
}

/** Opens the door. Sessions whose credential is revoked are ended from then on. */
export function openDoor(parts: DoorParts): Door {
  const { sessions, limits, log } = parts
  const room = waitingRoom(parts)
  const keeper = doorkeeper(parts, room)
  return {
    arrived: room.enter,
    left(client) {
      room.forget(client)
      sessions.left(client)
    },
    preConnect(client, packet, reply) {
      const stranger = room.of(client)
      if (stranger !== undefined) Object.assign(stranger, { clientId: packet.clientId, willTopic: packet.will?.topic })
      // The broker throws out who has the same client id, whoever asks; with an id of our own that is left to the sessions.
      packet.clientId = randomUUID()
      // Nothing is kept for who is away: a command that comes late is worse than none.
      packet.clean = true
      packet.keepalive = Math.min(packet.keepalive || limits.keepaliveS, limits.keepaliveS)
      reply(null, true)
    },
    authenticate(client, username, password, reply) {
      const isAnonymous = username === undefined || password === undefined
      keeper.letIn(client, username ?? '', password?.toString('utf8') ?? '').then(
        refusal => (refusal === undefined ? reply(null, true) : reply(refusalError(isAnonymous ? refused.notAuthorised : refusal), null)),
        (error: unknown) => {
          if (!isCoded(error, 'rate_limited')) log.warn({ err: error }, 'the credentials of a device could not be checked')
          reply(refusalError(refused.unavailable), null)
        },
      )
    },
    close() {
      keeper.close()
      room.clear()
    },
  }
}

function refusalError(returnCode: Refusal): Error & { returnCode: Refusal } {
  return Object.assign(new Error(`CONNECT was refused with ${returnCode}`), { returnCode })
}
