/** The hub's store as plain maps, for tests of the edges. It keeps the promises of the interface, not its durability. */
import { CodedError, mutex } from '@palang/kit'
import { memoryAdapter } from 'better-auth/adapters/memory'
import type {
  ActivationRecord,
  AlarmRecord,
  AlertDeliveryRecord,
  AuditRecord,
  CardRecord,
  CommandEventRecord,
  CommandRecord,
  DeadLetterRecord,
  FactRecord,
  IdempotencyRecord,
  MachineRecord,
  OutletRecord,
  PhotoRecord,
  SessionRecord,
  TokenRecord,
  UserRecord,
  VehicleRecord,
  ZoneRecord,
} from '../records.ts'
import { goesBy } from '../credential.ts'
import type { OnlinePaymentRecord } from '../online-payment-store.ts'
import type { AccountRow } from '../sql/tables.ts'
import { memoryAlerts, memoryAlertsTx } from './memory-alerts.ts'
import { identityShelves, memoryIdentity, memoryIdentityTx, type IdentityShelves } from './memory-identity.ts'
import { mealShelves, memoryMeals, type MealShelves } from './memory-meals.ts'
import { memoryMoney, memoryMoneyTx, memoryPrepaid, type MoneyShelves } from './memory-money.ts'
import { memoryOnlinePayments } from './memory-online-payments.ts'
import { memoryPremises, memoryPremisesTx, premisesShelves, type PremisesShelves } from './memory-premises.ts'
import { memoryReadings, readingShelves, type ReadingShelves } from './memory-readings.ts'
import { memoryRecounts } from './memory-recounts.ts'
import { memoryTariffs, memoryTariffTx } from './memory-tariffs.ts'
import { memoryTreatments, treatmentShelves, type TreatmentShelves } from './memory-treatments.ts'
import { careShelves, memoryWaterCare, type CareShelves } from './memory-water-care.ts'
import type { RecountRecord } from '../recounts.ts'
import type { Credential, Page, Paged, Registry, Shelf, Store, Tx } from '../store.ts'
import type { TariffRecord, TariffStartRecord } from '../tariff-records.ts'

/** What the tests may look into and fill. */
export interface Shelves
  extends IdentityShelves, MoneyShelves, ReadingShelves, CareShelves, TreatmentShelves, PremisesShelves, MealShelves {
  outlets: OutletRecord[]
  machines: Map<string, MachineRecord>
  cards: Map<string, CardRecord>
  vehicles: Map<string, VehicleRecord>
  zones: ZoneRecord[]
  onlinePayments: Map<string, OnlinePaymentRecord>
  recounts: RecountRecord[]
  facts: FactRecord[]
  commands: Map<string, CommandRecord>
  commandEvents: CommandEventRecord[]
  deadLetters: Map<string, DeadLetterRecord>
  alarms: Map<string, AlarmRecord>
  alertDeliveries: Map<string, AlertDeliveryRecord>
  audit: AuditRecord[]
  photos: Map<string, PhotoRecord>
  settings: Map<string, unknown>
  /** better-auth's tables, by its name for each. */
  signIns: {
    user: UserRecord[]
    signIn: { id: string; userId: string }[]
    account: AccountRow[]
    verification: { value: string }[]
    twoFactor: { userId: string }[]
  }
  tokens: Map<string, TokenRecord>
  activations: Map<string, ActivationRecord>
  tariffs: TariffRecord[]
  tariffStarts: TariffStartRecord[]
  devices: Awaited<ReturnType<Store['devices']['list']>>
  idempotency: Map<string, IdempotencyRecord>
  /** Thrown by `ping` when set. */
  broken: Error | undefined
}

export type MemoryStore = Store & { shelves: Shelves }

/** An empty store. */
export function memoryStore(): MemoryStore {
  const shelves = emptyShelves()
  const writer = mutex()
  return {
    shelves,
    engine: 'sqlite',
    start: async () => undefined,
    stop: async () => undefined,
    async ping() {
      if (shelves.broken !== undefined) throw shelves.broken
    },
    transact: work => writer.run(() => wholly(shelves, () => work(transaction(shelves)))),
    outlets: { list: async () => shelves.outlets, put: async outlet => void shelves.outlets.push(outlet) },
    machines: { ...registry(shelves.machines), all: async () => [...shelves.machines.values()] },
    zones: { list: async () => shelves.zones, put: async zone => void shelves.zones.push(zone) },
    devices: { assign: async () => undefined, list: async () => shelves.devices },
    cards: {
      ...registry(shelves.cards),
      ofStanding: async (standing, page) => {
        const stands = (card: CardRecord) =>
          standing === 'blocked' ? card.status === 'blocked' : card.kind === 'member' && card.status === 'active'
        return paged([...shelves.cards.values()].filter(stands).toReversed(), page)
      },
    },
    vehicles: registry(shelves.vehicles),
    ...memoryIdentity(shelves, paged),
    ...memoryReadings(shelves, shelf),
    ...historyOf(shelves),
    waterCare: memoryWaterCare(shelves),
    treatments: memoryTreatments(shelves, paged),
    premises: memoryPremises(shelves),
    meals: memoryMeals(shelves, paged),
    onlinePayments: memoryOnlinePayments(shelves.onlinePayments),
    prepaid: memoryPrepaid(shelves, paged),
    ...officeOf(shelves),
    ...accessOf(shelves),
  }
}

function emptyShelves(): Shelves {
  return {
    ...identityShelves(),
    ...readingShelves(),
    ...careShelves(),
    ...treatmentShelves(),
    ...premisesShelves(),
    ...mealShelves(),
    outlets: [],
    machines: new Map(),
    cards: new Map(),
    vehicles: new Map(),
    zones: [],
    sessions: new Map(),
    ledger: [],
    prepaidEntries: [],
    machineCredits: new Map(),
    onlinePayments: new Map(),
    shifts: new Map(),
    recounts: [],
    facts: [],
    commands: new Map(),
    commandEvents: [],
    deadLetters: new Map(),
    alarms: new Map(),
    alertDeliveries: new Map(),
    audit: [],
    photos: new Map(),
    settings: new Map(),
    signIns: { user: [], signIn: [], account: [], verification: [], twoFactor: [] },
    tokens: new Map(),
    activations: new Map(),
    tariffs: [],
    tariffStarts: [],
    devices: [],
    idempotency: new Map(),
    broken: undefined,
  }
}

function paged<T>(records: readonly T[], { limit, cursor }: Page): Paged<T> {
  const start = Number(cursor ?? 0)
  const items = records.slice(start, start + limit)
  return { items, nextCursor: start + limit < records.length ? String(start + limit) : null }
}

function registry<T extends { id: string }>(records: Map<string, T>): Registry<T> {
  return {
    list: async (page, search) =>
      paged(
        [...records.values()].filter(record => search === undefined || JSON.stringify(record).includes(search)),
        page,
      ),
    get: async id => records.get(id),
  }
}

function shelf<T extends { id: string }>(records: Map<string, T>): Shelf<T> {
  return {
    get: async id => records.get(id),
    put: async record => void records.set(record.id, record),
    remove: async id => records.delete(id),
  }
}

function openStays(shelves: Shelves) {
  return [...shelves.sessions.values()]
    .filter(session => session.closedAt === null)
    .flatMap(({ zoneId, vehicleClass, state }) => (vehicleClass === null ? [] : [{ zoneId, vehicleClass, state, count: 1 }]))
}

/** Newest first. */
function staysWith({ sessions }: Shelves, credential: Credential): SessionRecord[] {
  return [...sessions.values()].filter(stay => goesBy(stay, credential)).toReversed()
}

/** All of it or nothing: what failed work wrote is taken back. */
async function wholly<T>(shelves: Shelves, work: () => Promise<T>): Promise<T> {
  const putBack = remember(shelves)
  try {
    return await work()
  } catch (error) {
    putBack()
    throw error
  }
}

function remember(shelf: unknown): () => void {
  if (shelf instanceof Map) {
    const kept = [...shelf.entries()]
    return () => {
      shelf.clear()
      for (const [key, value] of kept) shelf.set(key, value)
    }
  }
  if (Array.isArray(shelf)) {
    const kept: unknown[] = [...shelf]
    return () => void shelf.splice(0, shelf.length, ...kept)
  }
  if (typeof shelf !== 'object' || shelf === null || shelf instanceof Error) return () => undefined
  const parts = Object.values(shelf).map(remember)
  return () => parts.forEach(putBack => putBack())
}

function transaction(shelves: Shelves): Tx {
  const absent = () => {
    throw new CodedError('internal', 'the memory store does not take this write')
  }
  return {
    facts: {
      journals: absent,
      cursors: absent,
      digests: async (machineId, epoch, asked) =>
        new Map(
          shelves.facts.filter(f => f.machineId === machineId && f.epoch === epoch && asked.includes(f.seq)).map(f => [f.seq, f.digest]),
        ),
      insert: async facts => void shelves.facts.push(...facts),
      saveCursors: absent,
      get: absent,
      saveDeadLetters: async letters => letters.forEach(letter => shelves.deadLetters.set(letter.id, letter)),
      deadLetter: async id => shelves.deadLetters.get(id),
      openDeadLetters: async () => [...shelves.deadLetters.values()].filter(letter => letter.state === 'open'),
    },
    sessions: {
      getMany: async ids => ids.flatMap(id => shelves.sessions.get(id) ?? []),
      findOpen: async (_outletId, credential) => staysWith(shelves, credential).find(({ closedAt }) => closedAt === null),
      recent: async (credential, limit) => staysWith(shelves, credential).slice(0, limit),
      putMany: async sessions => sessions.forEach(session => shelves.sessions.set(session.id, session)),
      occupancy: async () => openStays(shelves),
    },
    ...memoryMoneyTx(shelves),
    prepaid: memoryPrepaid(shelves, paged),
    recounts: memoryRecounts(shelves, paged),
    waterCare: memoryWaterCare(shelves),
    premises: memoryPremisesTx(shelves, shelf),
    meals: memoryMeals(shelves, paged),
    treatments: memoryTreatments(shelves, paged),
    onlinePayments: memoryOnlinePayments(shelves.onlinePayments),
    alerts: memoryAlertsTx(shelves),
    commands: {
      getMany: async ids => ids.flatMap(id => shelves.commands.get(id) ?? []),
      byIdempotencyKeys: async keys => [...shelves.commands.values()].filter(command => keys.includes(command.idempotencyKey ?? '')),
      putMany: async commands => commands.forEach(command => shelves.commands.set(command.id, command)),
      appendEvents: async events => void shelves.commandEvents.push(...events),
    },
    alarms: {
      active: async ids => [...shelves.alarms.values()].filter(alarm => alarm.state === 'active' && ids.includes(alarm.machineId)),
      get: async id => shelves.alarms.get(id),
      putMany: async alarms => alarms.forEach(alarm => shelves.alarms.set(alarm.id, alarm)),
    },
    cards: shelf(shelves.cards),
    vehicles: shelf(shelves.vehicles),
    ...memoryIdentityTx(shelves, shelf),
    machines: shelf(shelves.machines),
    ...memoryReadings(shelves, shelf),
    ...officeTx(shelves),
    ...accessTx(shelves),
    audit: {
      append: async entries =>
        entries.forEach(entry => shelves.audit.push({ ...entry, seq: shelves.audit.length + 1, previousHash: '', hash: 'h' })),
    },
    photos: {
      insert: async photo => void shelves.photos.set(photo.id, photo),
      remove: async ids => ids.forEach(id => shelves.photos.delete(id)),
    },
  }
}

function historyOf(
  shelves: Shelves,
): Pick<Store, 'sessions' | 'facts' | 'ledger' | 'shifts' | 'recounts' | 'alerts' | 'commands' | 'photos'> {
  const of = <T extends { sessionId: string | null }>(records: Iterable<T>, id: string) =>
    [...records].filter(record => record.sessionId === id)
  return {
    sessions: {
      list: async ({ open, machineId, state, plate, vehicleClass, to, outletIds }, page) => {
        const fits = (s: SessionRecord) =>
          (open === undefined || (s.closedAt === null) === open) &&
          (machineId === undefined || s.machineId === machineId) &&
          (state === undefined || s.state === state) &&
          (plate === undefined || s.licensePlate?.includes(plate) === true) &&
          (vehicleClass === undefined || s.vehicleClass === vehicleClass) &&
          (to === undefined || s.openedAt < to) &&
          (outletIds === undefined || outletIds.includes(s.outletId))
        return paged([...shelves.sessions.values()].filter(fits), page)
      },
      get: async id => shelves.sessions.get(id),
      timeline: async id => ({
        facts: of(shelves.facts, id),
        commands: of(shelves.commands.values(), id),
        ledger: of(shelves.ledger, id),
        photos: of(shelves.photos.values(), id),
        audit: shelves.audit.filter(act => act.subject === id),
      }),
      occupancy: async () => openStays(shelves),
      countSince: async (since, outletIds) =>
        [...shelves.sessions.values()].filter(s => s.openedAt >= since && (outletIds === undefined || outletIds.includes(s.outletId)))
          .length,
    },
    facts: {
      list: async ({ machineId, type }, page) =>
        paged(
          shelves.facts.filter(
            fact => (machineId === undefined || fact.machineId === machineId) && (type === undefined || fact.type === type),
          ),
          page,
        ),
      hourly: async (type, since) =>
        shelves.facts
          .filter(fact => fact.type === type && fact.occurredAt >= since)
          .map(fact => ({ machineId: fact.machineId, hour: `${fact.occurredAt.slice(0, 13)}:00:00.000Z`, count: 1 })),
    },
    ...memoryMoney(shelves, paged),
    recounts: memoryRecounts(shelves, paged),
    alerts: memoryAlerts(shelves, paged),
    commands: {
      get: async id => {
        const command = shelves.commands.get(id)
        return command === undefined ? undefined : { command, events: shelves.commandEvents.filter(event => event.commandId === id) }
      },
      list: async ({ machineId, machineIds }, page) =>
        paged(
          [...shelves.commands.values()].filter(
            c => (machineId === undefined || c.machineId === machineId) && (machineIds === undefined || machineIds.includes(c.machineId)),
          ),
          page,
        ),
      unresolved: async since =>
        [...shelves.commands.values()]
          .filter(command => command.endedAt === null || (command.state === 'unknown' && command.createdAt >= since))
          .map(command => ({ command, lastSeq: shelves.commandEvents.filter(event => event.commandId === command.id).length })),
      manualOpens: async ({ from, to, machineIds }) => {
        const opens = [...shelves.commands.values()].filter(
          ({ createdAt, type, sessionId, payload, machineId }) =>
            createdAt >= from &&
            createdAt < to &&
            type === 'gate_control' &&
            sessionId === null &&
            payload['action'] === 'open' &&
            (machineIds === undefined || machineIds.includes(machineId)),
        )
        const counts = Map.groupBy(opens, ({ machineId, actor }) => `${machineId} ${actor}`)
        return [...counts.values()].flatMap(of => of.slice(0, 1).map(({ machineId, actor }) => ({ machineId, actor, count: of.length })))
      },
      countUnresolved: async since =>
        ['queued', 'sent', 'accepted', 'unknown'].map(state => ({
          state,
          count: [...shelves.commands.values()].filter(c => c.state === state && (state !== 'unknown' || c.createdAt >= since)).length,
        })),
    },
    photos: {
      get: async id => shelves.photos.get(id),
      ofSessions: async ids => [...shelves.photos.values()].filter(({ sessionId }) => sessionId !== null && ids.includes(sessionId)),
      ofCommand: async commandId => [...shelves.photos.values()].filter(photo => photo.commandId === commandId),
      latest: async machineId => [...shelves.photos.values()].findLast(photo => photo.machineId === machineId),
      expendable: async ({ takenBefore, isDisputed, dispute }, limit) =>
        [...shelves.photos.values()]
          .filter(({ takenAt, sessionId, reason }) => {
            const session = sessionId === null ? undefined : shelves.sessions.get(sessionId)
            const isOpen = session !== undefined && session.closedAt === null
            const isOne = dispute.reasons.includes(reason) || (session !== undefined && dispute.states.includes(session.state))
            return takenAt < takenBefore && !isOpen && isOne === isDisputed
          })
          .toSorted((a, b) => (a.takenAt < b.takenAt ? -1 : 1))
          .slice(0, limit),
      totalBytes: async () => [...shelves.photos.values()].reduce((sum, photo) => sum + photo.bytes, 0),
    },
  }
}

function officeOf(shelves: Shelves): Pick<Store, 'deadLetters' | 'alarms' | 'audit' | 'tariffs' | 'settings' | 'idempotency'> {
  return {
    deadLetters: {
      list: async ({ state, machineIds }, page) =>
        paged(
          [...shelves.deadLetters.values()].filter(
            letter =>
              (state === undefined || letter.state === state) && (machineIds === undefined || machineIds.includes(letter.machineId)),
          ),
          page,
        ),
      get: async id => shelves.deadLetters.get(id),
    },
    alarms: {
      list: async ({ state, machineIds }, page) =>
        paged(
          [...shelves.alarms.values()].filter(
            alarm => (state === undefined || alarm.state === state) && (machineIds === undefined || machineIds.includes(alarm.machineId)),
          ),
          page,
        ),
    },
    audit: {
      list: async ({ actor, action, subject, from, to }, page) =>
        paged(
          shelves.audit
            .filter(
              act =>
                (actor === undefined || act.actor === actor) &&
                (action === undefined || act.action === action) &&
                (subject === undefined || act.subject === subject) &&
                (from === undefined || act.at >= from) &&
                (to === undefined || act.at < to),
            )
            .toReversed(),
          page,
        ),
      following: async (seq, limit) => shelves.audit.filter(entry => entry.seq > seq).slice(0, limit),
      head: async () => ({ seq: shelves.audit.length, hash: shelves.audit.at(-1)?.hash ?? '' }),
    },
    tariffs: memoryTariffs(shelves),
    settings: {
      get: async key => shelves.settings.get(key),
      list: async () => [...shelves.settings].map(([key, value]) => ({ key, value })),
    },
    idempotency: {
      async claim(record) {
        const holder = shelves.idempotency.get(record.id)
        if (holder === undefined) shelves.idempotency.set(record.id, record)
        return holder
      },
      async complete(id, status, body) {
        const holder = shelves.idempotency.get(id)
        if (holder !== undefined) shelves.idempotency.set(id, { ...holder, status, body })
      },
      release: async id => void shelves.idempotency.delete(id),
      async forget(before) {
        const old = [...shelves.idempotency.values()].filter(record => record.createdAt < before)
        for (const { id } of old) shelves.idempotency.delete(id)
        return old.length
      },
    },
  }
}

function officeTx(shelves: Shelves): Pick<Tx, 'tariffs' | 'settings'> {
  return {
    tariffs: memoryTariffTx(shelves),
    settings: { get: async key => shelves.settings.get(key), put: async (key, value) => void shelves.settings.set(key, value) },
  }
}

function accessTx(shelves: Shelves): Pick<Tx, 'users' | 'tokens' | 'activations'> {
  const { signIns } = shelves
  return {
    users: {
      get: async id => signIns.user.find(user => user.id === id),
      put: async user => replace(signIns.user, user),
      remove: async id => dropWhere(signIns.user, user => user.id === id),
      all: async () => [...signIns.user],
      setPassword: async (userId, password, at) =>
        replace(signIns.account, {
          id: userId,
          accountId: userId,
          providerId: 'credential',
          userId,
          password,
          createdAt: at,
          updatedAt: at,
        }),
      forgetSecondFactor: async userId => void dropWhere(signIns.twoFactor, factor => factor.userId === userId),
      passwordHash: async userId => signIns.account.find(account => account.userId === userId)?.password,
      endSignIn: async (userId, signInId) => dropWhere(signIns.signIn, signIn => signIn.userId === userId && signIn.id === signInId),
      async endSignIns(userId) {
        dropWhere(signIns.signIn, signIn => signIn.userId === userId)
        dropWhere(signIns.verification, pending => pending.value === userId)
      },
    },
    tokens: {
      ...shelf(shelves.tokens),
      ofMachine: async machineId => [...shelves.tokens.values()].filter(token => token.machineId === machineId),
      named: async name => [...shelves.tokens.values()].filter(token => token.name === name),
    },
    activations: {
      ...shelf(shelves.activations),
      async voidFor(machineId) {
        for (const { id, machineId: owner, usedAt, expiresAt } of shelves.activations.values())
          if (owner === machineId && usedAt === null && expiresAt !== null) shelves.activations.delete(id)
      },
      async voidListed(except) {
        for (const { id, usedAt, expiresAt } of shelves.activations.values())
          if (usedAt === null && expiresAt === null && !except.includes(id)) shelves.activations.delete(id)
      },
    },
  }
}

function replace<T extends { id: string }>(records: T[], record: T): void {
  dropWhere(records, other => other.id === record.id)
  records.push(record)
}

function dropWhere<T>(records: T[], isMeant: (record: T) => boolean): boolean {
  const kept = records.filter(record => !isMeant(record))
  const dropped = kept.length < records.length
  // In place: better-auth holds the same array.
  records.splice(0, records.length, ...kept)
  return dropped
}

function accessOf(shelves: Shelves): Pick<Store, 'users' | 'signInDatabase' | 'forgetExpiredAccess' | 'tokens'> {
  const { signIns, tokens } = shelves
  return {
    users: {
      count: async () => signIns.user.length,
      list: async () => [...signIns.user],
      byEmail: async email => signIns.user.find(user => user.email === email),
      get: async id => signIns.user.find(user => user.id === id),
      passwordHash: async userId => signIns.account.find(account => account.userId === userId)?.password,
    },
    signInDatabase: memoryAdapter(signIns),
    forgetExpiredAccess: async () => undefined,
    tokens: {
      byDigest: async digest => [...tokens.values()].find(token => token.digest === digest),
      list: async () => [...tokens.values()],
      async touch(id, at) {
        const token = tokens.get(id)
        if (token !== undefined) tokens.set(id, { ...token, lastUsedAt: at })
      },
    },
  }
}
