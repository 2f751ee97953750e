/**
 * What a driver reads on the screen at the gate, learnt from the hub's channel for screens, and the vehicles the hub says it
 * expects. Everything works without a hub; then nobody takes tickets and nobody knows prices.
 */
import { readFileSync } from 'node:fs'
import type { HubTrust } from '@palang/config'
import type { Log } from '@palang/kit'
import type { Clock, Timer } from '@palang/kit/clock'
import { createClients } from '@palang/client'
import { lane as laneSchema, type Lane } from '@palang/protocol'
import { WebSocket } from 'ws'
import { z } from 'zod'

/** Between looks for the token the hub writes for us. */
const tokenEveryMs = 250

export interface ExpectedVehicle {
  gateId: string
  leaves: boolean
  card: string | undefined
  plate: string | undefined
  ticket: string | undefined
}

export interface HubEyes {
  start(): void
  stop(): void
  connected(): boolean
  /** What the gate's screen shows, as last heard. */
  screen(gateId: string): Lane | undefined
}

const expectation = z.looseObject({
  event: z.string(),
  gate: z.string().optional(),
  result: z.looseObject({
    vehicle_expected: z.literal(true),
    card_id: z.string().nullish(),
    license_plate: z.string().nullish(),
    ticket: z.string().nullish(),
  }),
})

export interface HubEyesOptions {
  url: string
  /** How to know the hub over TLS; asked anew for each connection. */
  trust?: () => HubTrust
  tokenFile: string
  clock: Clock
  log: Log
  /** The hub greeted: from now on no expected vehicle is missed. */
  watching?(): void
  /** A gate's screen shows something else. */
  changed(gateId: string, screen: Lane): void
  expected(vehicle: ExpectedVehicle): void
}

/** Looks for the token file, then stays connected to channel `gate_all`. */
export function createHubEyes({ url, trust, tokenFile, clock, log, watching, changed, expected }: HubEyesOptions): HubEyes {
  const screens = new Map<string, Lane>()
  class Socket extends WebSocket {
    constructor(address: string) {
      super(address, trust?.())
    }
  }
  const clients = createClients({ url, WebSocket: Socket, clock })
  const client = clients.getClient('gate_all')

  client.on('system_status', message => {
    const gateId = message.machine_id ?? message.gate_id
    const shown = laneSchema.safeParse(message.payload.lane)
    if (gateId === undefined || !shown.success) return
    screens.set(gateId, shown.data)
    changed(gateId, shown.data)
  })
  client.on('parking_event', message => {
    const read = expectation.safeParse(message.payload)
    if (!read.success) return
    const gateId = read.data.gate ?? message.gate_id ?? message.machine_id
    if (gateId === undefined) return
    const { card_id, license_plate, ticket } = read.data.result
    expected({
      gateId,
      leaves: read.data.event.includes('exit'),
      card: card_id ?? undefined,
      plate: license_plate ?? undefined,
      ticket: ticket ?? undefined,
    })
  })
  client.on('connected', () => {
    log.info('watching the gates through the hub')
    watching?.()
  })
  client.on('error', message => log.debug({ error: message.payload }, 'the hub cannot be watched'))

  const tokens = followToken(tokenFile, clock, token => {
    clients.configure({ token })
    // With another token there is nothing to wait for: the hub may have refused the last one.
    client.disconnect()
    void client.connect()
  })
  return {
    start: () => tokens.start(),
    stop() {
      tokens.stop()
      client.disconnect()
    },
    connected: () => client.isConnected(),
    screen: gateId => screens.get(gateId),
  }
}

/** Tells the token in the file, and each other one: the hub may start after us, and writes a new one when its database is new. */
function followToken(file: string, clock: Clock, tell: (token: string) => void): { start(): void; stop(): void } {
  let looking: Timer | undefined
  let token: string | undefined
  const look = () => {
    const found = readToken(file)
    if (found === undefined || found === token) return
    token = found
    tell(found)
  }
  return {
    start() {
      if (looking !== undefined) return
      looking = clock.every(tokenEveryMs, look)
      look()
    },
    stop() {
      looking?.cancel()
      looking = undefined
    },
  }
}

function readToken(file: string): string | undefined {
  try {
    const text = readFileSync(file, 'utf8').trim()
    return text === '' ? undefined : text
  } catch {
    return undefined
  }
}
