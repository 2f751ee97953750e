/** A hub without machines, sockets or disk: the HTTP application over memory, for tests of the edge. */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { AlertsConfig, MachineConfig } from '@palang/config'
import { CodedError, isoNow, ManualClock, silentLog } from '@palang/kit'
import type { Family, RecountBody } from '@palang/protocol'
import { createAlerts } from '../../../alerts/alerts.ts'
import { createAccess } from '../../../access/access.ts'
import { administratorRecord, firstAdministratorEmail } from '../../../access/first-start.ts'
import { hashPassword } from '../../../access/password.ts'
import { createRevocations } from '../../../access/revocations.ts'
import type { DeviceBroker } from '../../mqtt/broker.ts'
import { mqttSwitch } from '../../mqtt/mqtt-switch.ts'
import { tokenOf } from '../../../access/token-records.ts'
import { createTokens } from '../../../access/tokens.ts'
import { createUsers } from '../../../access/users.ts'
import { createDeviceWatch } from '../../../families/ozone/device-watch.ts'
import { createMeals } from '../../../families/checkpoint/meals.ts'
import { createTreatments } from '../../../families/ozone/treatments.ts'
import { createHold } from '../../../families/gate/hold.ts'
import { createDeadLetters } from '../../../intake/dead-letters.ts'
import { createLive } from '../../../live/live.ts'
import { createOutlets } from '../../../outlets.ts'
import { createPayments } from '../../../payments/payments.ts'
import { createAnnounced } from '../../../readings/announced.ts'
import { createReadings } from '../../../readings/readings.ts'
import { withAnnounced } from '../../../readings/with-announced.ts'
import type { AnsweredFrames, CommandRequest, HubServices, MachinePresence } from '../../../services.ts'
import type { CommandRecord, SessionRecord, TokenRecord } from '../../../store/records.ts'
import type { RecountRecord } from '../../../store/recounts.ts'
import { simulatedSite } from '../../../testing/simulated-site.ts'
import { createHttpApp } from '../app.ts'
import { memoryStore } from '../../../store/testing/memory-store.ts'

/** Tokens the fake hub knows, by whom they stand for; `_pusat` and `_cabang` are limited to that outlet, and the hub is in `pusat`. */
export const tokens = {
  viewer: 'viewer-token-0000000000000000000000000000000',
  operator: 'operator-token-00000000000000000000000000000',
  admin: 'admin-token-00000000000000000000000000000000',
  gate_in: 'gate-in-token-000000000000000000000000000000',
  gate_out: 'gate-out-token-00000000000000000000000000000',
  scraper: 'scraper-token-000000000000000000000000000000',
  viewer_pusat: 'viewer-pusat-token-0000000000000000000000000',
  operator_pusat: 'operator-pusat-token-00000000000000000000000',
  admin_pusat: 'admin-pusat-token-00000000000000000000000000',
  viewer_cabang: 'viewer-cabang-token-000000000000000000000000',
  operator_cabang: 'operator-cabang-token-0000000000000000000000',
  admin_cabang: 'admin-cabang-token-0000000000000000000000000',
  announcer: 'announcer-token-0000000000000000000000000000',
  announcer_cabang: 'announcer-cabang-token-000000000000000000000',
  sender: 'sender-token-000000000000000000000000000000',
} as const

export interface FakeHubOptions {
  consoleDir?: string
  dataDir?: string
  cors?: readonly string[]
  metrics?: 'open' | 'token'
  alerts?: Partial<AlertsConfig>
  /** Beside those of the simulated site. */
  machines?: readonly MachineConfig[]
}

/** Builds the application over fakes; everything in the result may be changed by a test. */
export async function fakeHub(options: FakeHubOptions = {}) {
  const clock = new ManualClock()
  const log = silentLog()
  const store = memoryStore()
  const dataDir = options.dataDir ?? mkdtempSync(path.join(tmpdir(), 'palang-http-'))
  const site = {
    ...simulatedSite,
    machines: [...simulatedSite.machines, ...(options.machines ?? [])],
    dataDir,
    hub: { ...simulatedSite.hub, cors: options.cors, metrics: options.metrics },
    alerts: { ...simulatedSite.alerts, ...options.alerts },
  }
  const live = createLive({ clock, isGate: () => true })
  const fleet = fakeFleet(
    store,
    clock,
    site.machines.map(machine => machine.id),
  )
  const parking = fakeParking(clock)
  const hold = createHold({ site, store, clock, log, fleet, live })
  const outlets = createOutlets({ site, store, clock })
  const treatments = createTreatments({ site, store, clock, log, live, outlets })
  const meals = createMeals({ site, store, clock, log, live, outlets })
  const deadLetters = createDeadLetters({
    store,
    site,
    clock,
    publish: live.publish,
    telemetry: treatments.telemetry,
    gateways: meals.gateways,
  })
  const revocations = createRevocations()
  const alerts = createAlerts({ site, store, clock, log, live })
  const payments = createPayments({ site, store, clock, log, live })
  const broker = mqttSwitch({ site, store, clock, log }, fakeDeviceBroker())
  const toldAnew: Family[] = []
  const settings = { changed: async (family: Family) => void toldAnew.push(family) }
  const parts = { site, clock, log, store, fleet, parking, hold, live, deadLetters, revocations, broker, alerts, payments, settings }
  const announced = createAnnounced({ site, store, clock, live, revocations })
  const readings = createReadings({ site, store, clock, log, live, announced })
  const deviceWatch = createDeviceWatch({ site, store, clock, log, live, announced, treatments })
  // Tests put their own methods into the fleet, so it stays the same object.
  fleet.presence = withAnnounced({ ...fleet }, { announced, others: [readings, deviceWatch] }).presence
  const services: HubServices = { ...parts, announced, readings, outlets, treatments, meals, startedAt: isoNow(clock), version: '0.1.0' }
  const access = createAccess({ ...services, dataDir })
  const entrance = { access, users: createUsers(services), tokens: createTokens(services) }
  for (const [name, secret] of Object.entries(tokens)) store.shelves.tokens.set(name, tokenRecord(name, secret, isoNow(clock)))
  for (const machine of site.machines) {
    store.shelves.machines.set(machine.id, {
      id: machine.id,
      outletId: site.outlet.id,
      name: machine.name ?? machine.id,
      family: machine.family,
      direction: machine.direction ?? null,
      zoneId: 'main',
      vehicleClass: 'car',
      mode: 'active',
      createdAt: isoNow(clock),
    })
  }
  await store.outlets.put(site.outlet)
  const app = createHttpApp(services, entrance, { consoleDir: options.consoleDir ?? path.join(dataDir, 'no-console') })
  return {
    app,
    services,
    toldAnew,
    store,
    fleet,
    parking,
    hold,
    live,
    readings,
    deviceWatch,
    clock,
    access,
    entrance,
    dataDir,
    call: caller(app),
  }
}

function tokenRecord(name: string, secret: string, createdAt: string): TokenRecord {
  const isMachine = name.startsWith('gate')
  const [role = '', place] = name.split('_')
  const scopes = {
    viewer: 'read',
    operator: 'operate',
    admin: 'admin',
    scraper: 'metrics',
    announcer: 'machines:announce',
    sender: 'scans:send',
  }
  const token = tokenOf(secret, {
    name,
    kind: isMachine ? 'machine' : 'api',
    scopes: isMachine ? [] : [scopes[role as keyof typeof scopes]],
    outlets: isMachine || place === undefined ? null : [place],
    machineId: isMachine ? name : null,
    createdBy: 'rule:test',
    createdAt,
    expiresAt: null,
  })
  return { ...token, id: name }
}

interface Call {
  as?: keyof typeof tokens | undefined
  json?: unknown
  headers?: Record<string, string>
  body?: string | Uint8Array<ArrayBuffer>
}

interface Answer {
  status: number
  headers: Headers
  json: Record<string, unknown>
}

/** Calls a route as one of the known tokens (operator unless told); the answer is read as JSON when it is. */
function caller(app: ReturnType<typeof createHttpApp>) {
  return async (method: string, url: string, call: Call = {}): Promise<Answer> => {
    const headers = new Headers(call.headers)
    const as = 'as' in call ? call.as : 'operator'
    if (as !== undefined) headers.set('authorization', `Bearer ${tokens[as]}`)
    if (call.json !== undefined) headers.set('content-type', 'application/json')
    const body = call.json === undefined ? call.body : JSON.stringify(call.json)
    const response = await app.request(url, { method, headers, ...(body === undefined ? {} : { body }) })
    const isJson = /json/.test(response.headers.get('content-type') ?? '')
    return { status: response.status, headers: response.headers, json: isJson ? ((await response.json()) as Record<string, unknown>) : {} }
  }
}

/** An administrator whose password is hashed with little work, so that tests need not wait for it. */
export async function addAdministrator(store: ReturnType<typeof memoryStore>, password: string): Promise<void> {
  const at = '2026-01-20T10:00:00.000Z'
  const hash = await hashPassword(password, 1024)
  await store.transact(async tx => {
    await tx.users.put({ ...administratorRecord(at), id: 'user-1', mustChangePassword: false })
    await tx.users.setPassword('user-1', hash, at)
  })
}

/** The Cookie header of an administrator who has just signed in. */
export async function administratorsCookie({ store, call }: Awaited<ReturnType<typeof fakeHub>>): Promise<string> {
  const password = 'correct-horse-battery'
  await addAdministrator(store, password)
  const answer = await call('POST', '/api/auth/sign-in', { as: undefined, json: { email: firstAdministratorEmail, password } })
  return answer.headers
    .getSetCookie()
    .map(cookie => cookie.split(';')[0])
    .join('; ')
}

const noFrames: AnsweredFrames = { frames: [], missing: ['not_kept'] }

interface Told {
  machineId: string
  payload: Record<string, unknown>
}

interface FramesAsked {
  machineId: string
  from: string
  to: string
}

/** A fleet that answers each command at once, as `outcome` says, and keeps what was asked. */
function fakeFleet(store: ReturnType<typeof memoryStore>, clock: ManualClock, machineIds: string[]) {
  const told: Told[] = []
  const framesAsked: FramesAsked[] = []
  const fleet = {
    sent: [] as CommandRequest[],
    offline: new Set<string>(),
    /** States told to machines, in order. */
    told,
    tell(machineId: string, { payload }: { payload: Record<string, unknown> }): boolean {
      if (fleet.offline.has(machineId)) return false
      fleet.told.push({ machineId, payload })
      return true
    },
    /** What machines kept of their lines, and the windows they were asked for. */
    frames: noFrames,
    framesAsked,
    async framesOf(machineId: string, window: { from: string; to: string }): Promise<AnsweredFrames> {
      fleet.framesAsked.push({ machineId, ...window })
      return fleet.frames
    },
    /** New tokens handed to machines. */
    delivered: [] as { machineId: string; secret: string }[],
    async deliverToken(machineId: string, secret: string): Promise<void> {
      fleet.delivered.push({ machineId, secret })
    },
    outcome: (): Partial<CommandRecord> => ({
      state: 'succeeded',
      evidence: { kind: 'limit_switch', gate_status: 'open' },
      endedAt: isoNow(clock),
    }),
    presence: (): MachinePresence[] =>
      machineIds.map(machineId => ({
        machineId,
        online: fleet.isOnline(machineId),
        since: isoNow(clock),
        lastSeen: isoNow(clock),
        protocol: 1,
        software: 'test',
      })),
    isOnline: (machineId: string) => !fleet.offline.has(machineId),
    async send(request: CommandRequest): Promise<CommandRecord> {
      fleet.sent.push(request)
      const base = commandRecord(request, isoNow(clock))
      if (fleet.offline.has(request.machineId)) {
        const refused = {
          ...base,
          state: 'rejected' as const,
          endedAt: isoNow(clock),
          error: { code: 'machine_offline', message: 'not connected' },
        }
        store.shelves.commands.set(base.id, refused)
        throw new CodedError('machine_offline', `${request.machineId} is not connected`, { retryable: true })
      }
      const accepted = { ...base, state: 'accepted' as const }
      store.shelves.commands.set(base.id, accepted)
      store.shelves.commandEvents.push({ commandId: base.id, seq: 1, state: 'queued', at: isoNow(clock), note: null })
      return accepted
    },
    async ended(commandId: string): Promise<CommandRecord> {
      const accepted = store.shelves.commands.get(commandId)
      if (accepted === undefined) throw new CodedError('not_found', 'no such command')
      const ended = { ...accepted, ...fleet.outcome() }
      store.shelves.commands.set(commandId, ended)
      return ended
    },
  }
  return fleet
}

function commandRecord(request: CommandRequest, at: string): CommandRecord {
  return {
    id: request.id ?? 'command-without-id',
    machineId: request.machineId,
    type: request.type,
    payload: request.payload,
    state: 'queued',
    actor: request.actor.id,
    reason: request.reason ?? null,
    sessionId: request.sessionId ?? null,
    idempotencyKey: request.idempotencyKey ?? null,
    deadline: at,
    createdAt: at,
    endedAt: null,
    evidence: null,
    error: null,
  }
}

/** A broker without a socket. */
function fakeDeviceBroker(): DeviceBroker {
  let state: 'ok' | 'down' = 'ok'
  return {
    name: 'fake broker',
    start: () => void (state = 'ok'),
    stop: () => void (state = 'down'),
    state: () => state,
    connected: () => (state === 'ok' ? ['ozon-1'] : []),
    isConnected: deviceId => state === 'ok' && deviceId === 'ozon-1',
    publishCommand: async () => undefined,
  }
}

/** Parking that approves everything until a test says otherwise. */
function fakeParking(clock: ManualClock) {
  const parking = {
    entered: [] as unknown[],
    async enter(request: unknown) {
      parking.entered.push(request)
      return { approved: true, session_id: '01920000-0000-7000-8000-000000000001' }
    },
    exit: async (): Promise<Awaited<ReturnType<HubServices['parking']['exit']>>> => ({
      approved: true,
      paid: true,
      amount: 5000,
      currency: 'IDR',
    }),
    loseTicket: async () => ({ approved: false, amount: 55_000, paid: false, currency: 'IDR' }),
    fineUnknownStay: async () => ({ approved: true, amount: 50_000, paid: true, currency: 'IDR' }),
    forceExit: async (): Promise<SessionRecord> => ({
      ...sessionRecord(isoNow(clock)),
      state: 'forced',
      closedAt: isoNow(clock),
      outcome: 'forced',
    }),
    giveValidation: async () => ({
      session: sessionRecord(isoNow(clock)),
      given: { name: 'Bioskop', at: isoNow(clock), by: 'token:operator', note: null },
    }),
    capacity: async () => ({
      total: 100,
      occupied: 40,
      available: 60,
      zones: [{ id: 'main', name: 'Area utama', vehicle_class: 'car', total: 100, occupied: 40, available: 60, correction: 0 }],
    }),
    recount: async (body: RecountBody): Promise<RecountRecord> => ({
      id: '01920000-0000-7000-8000-0000000000e1',
      outletId: 'pusat',
      zoneId: body.zone_id,
      vehicleClass: body.vehicle_class,
      countedAt: isoNow(clock),
      counted: body.counted,
      derived: 40,
      openStays: 40,
      endedStays: 0,
      actor: 'user:operator@palang.local',
      reason: body.reason,
    }),
    proposeRecount: async () => ({ derived: 40, inside: [sessionRecord(isoNow(clock))], unheard: [] }),
  }
  return parking
}

/** An open stay of card CARD_001. */
export function sessionRecord(at: string, change: Partial<SessionRecord> = {}): SessionRecord {
  return {
    id: '01920000-0000-7000-8000-000000000001',
    family: 'gate',
    outletId: 'pusat',
    state: 'inside',
    machineId: 'gate_in',
    exitMachineId: null,
    cardId: 'CARD_001',
    ticket: null,
    licensePlate: null,
    vehicleClass: 'car',
    zoneId: 'main',
    decidedBy: 'hub',
    openedAt: at,
    enteredAt: at,
    exitRequestedAt: null,
    closedAt: null,
    outcome: null,
    outcomeReason: null,
    entryEvidence: 'loop_passed',
    exitEvidence: null,
    tariffId: 'standard',
    tariffVersion: 1,
    amount: null,
    currency: 'IDR',
    lines: null,
    paidAmount: 0,
    pricedAt: null,
    paidAt: null,
    validations: null,
    pour: null,
    treatment: null,
    ...change,
  }
}
