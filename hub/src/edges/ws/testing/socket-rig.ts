/** A real HTTP server with the WebSocket edges, over a hub whose store is memory. For tests. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { systemClock, type Clock } from '@palang/kit'
import type { EntryRequest, ExitRequest, FactsAck } from '@palang/protocol'
import { WebSocket } from 'ws'
import { testFleet } from '../../../fleet/testing/test-fleet.ts'
import type { FactBatch, Intake } from '../../../intake/intake.ts'
import { createHold } from '../../../families/gate/hold.ts'
import { createRevocations } from '../../../access/revocations.ts'
import { createMeals } from '../../../families/checkpoint/meals.ts'
import { createTreatments } from '../../../families/ozone/treatments.ts'
import { createOutlets } from '../../../outlets.ts'
import { createAnnounced } from '../../../readings/announced.ts'
import { createReadings } from '../../../readings/readings.ts'
import { withAnnounced } from '../../../readings/with-announced.ts'
import type { Actor, HubServices, Parking } from '../../../services.ts'
import { simulatedSite } from '../../../testing/simulated-site.ts'
import { mqttSwitch } from '../../mqtt/mqtt-switch.ts'
import type { Authenticator } from '../authenticator.ts'
import { controllerEdge } from '../controllers.ts'
import { screenEdge } from '../screens.ts'
import { webSocketEdges } from '../server.ts'
import { noPayments } from '../../../payments/testing/no-payments.ts'

/** Tokens of a rig and whom they stand for. */
function knownActors(): Record<string, Actor> {
  return {
    'gate_in-token': { id: 'machine:gate_in', role: 'machine', machineId: 'gate_in' },
    'gate_out-token': { id: 'machine:gate_out', role: 'machine', machineId: 'gate_out' },
    operator: { id: 'user:op', role: 'operator' },
    viewer: { id: 'user:eye', role: 'viewer' },
  }
}

export interface Peer {
  socket: WebSocket
  /** The next message of one of these types; messages of other types are passed over. */
  next(...types: string[]): Promise<Record<string, unknown> & { payload: Record<string, unknown> }>
  say(message: unknown): void
  closed: Promise<number>
}

export type SocketRig = Awaited<ReturnType<typeof socketRig>>

/** Starts the rig on a free port. `parking`, `actors` and `access` may be changed per test. */
export async function socketRig(clock: Clock = systemClock) {
  const { store, log, live, fleet } = testFleet(clock)
  const batches: FactBatch[] = []
  const intake: Intake = {
    async receive(batch): Promise<FactsAck> {
      batches.push(batch)
      return { epoch: batch.epoch, acked_seq: batch.items.length, rejected: [] }
    },
    resume: async () => 41,
    idle: async () => undefined,
  }
  const asked: (EntryRequest | ExitRequest)[] = []
  const parking: Pick<Parking, 'enter' | 'exit'> = {
    async enter(request) {
      asked.push(request)
      return { approved: true, session_id: '01920000-0000-7000-8000-000000000001' }
    },
    async exit(request) {
      asked.push(request)
      return { approved: true, amount: 0 }
    },
  }
  const nobody = () => Promise.reject(new Error('nobody handles dead letters here'))
  const revocations = createRevocations()
  const known = { site: simulatedSite, store: store.store, clock, log, live }
  const announced = createAnnounced({ ...known, revocations })
  const readings = createReadings({ ...known, announced })
  const outlets = createOutlets(known)
  const services = {
    site: simulatedSite,
    clock,
    log,
    store: store.store,
    fleet: withAnnounced(fleet, { announced, others: [readings] }),
    live,
    parking: parking as Parking,
    hold: createHold({ site: simulatedSite, store: store.store, clock, log, fleet, live }),
    deadLetters: { retry: nobody, discard: nobody },
    revocations,
    announced,
    readings,
    outlets,
    treatments: createTreatments({ ...known, outlets }),
    meals: createMeals({ ...known, outlets }),
    broker: mqttSwitch({ site: simulatedSite, store: store.store, clock, log }, undefined),
    alerts: { recipients: () => [], test: nobody },
    payments: noPayments,
    settings: { changed: async () => undefined },
    startedAt: '',
    version: 'test',
  } satisfies HubServices
  const actors = knownActors()
  const access: Authenticator = {
    async authenticate({ authorization, cookie, token }) {
      const key = token ?? authorization?.replace(/^Bearer /, '') ?? cookie?.replace(/^palang=/, '')
      return key !== undefined && Object.hasOwn(actors, key) ? actors[key] : undefined
    },
  }
  const edges = webSocketEdges(
    screenEdge(services, access),
    controllerEdge({
      services,
      access,
      intake,
      devices: { observe: () => undefined },
      hubEpoch: 'epoch-1',
      settingsOf: async () => () => ({ version: 'v1', config: { members: ['CARD_001'] } }),
    }),
    ['https://office.example'],
  )
  const server: Server = createServer()
  edges.attachTo(server)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo

  return {
    services,
    actors,
    access,
    parking,
    intake,
    store,
    batches,
    asked,
    port,
    connect: (where: string, headers: Record<string, string> = {}) => connect(`ws://127.0.0.1:${port}${where}`, headers),
    async stop() {
      edges.close()
      await new Promise(resolve => server.close(resolve))
    },
  }
}

/** A client of the WebSocket at `url`, once it is open. */
export function connect(url: string, headers: Record<string, string>): Promise<Peer> {
  const socket = new WebSocket(url, { headers })
  const inbox: Awaited<ReturnType<Peer['next']>>[] = []
  let wake = () => {}
  socket.on('message', data => {
    inbox.push(JSON.parse((data as Buffer).toString('utf8')) as (typeof inbox)[number])
    wake()
  })
  const closed = new Promise<number>(resolve => socket.once('close', code => resolve(code)))
  const peer: Peer = {
    socket,
    closed,
    say: message => socket.send(typeof message === 'string' ? message : JSON.stringify(message)),
    async next(...types) {
      for (;;) {
        const at = inbox.findIndex(message => types.length === 0 || types.includes(message['type'] as string))
        const found = at === -1 ? undefined : inbox.splice(0, at + 1).at(-1)
        if (found !== undefined) return found
        await new Promise<void>(resolve => {
          wake = resolve
        })
      }
    },
  }
  return new Promise((resolve, reject) => {
    socket.once('open', () => resolve(peer))
    socket.once('error', reject)
  })
}
