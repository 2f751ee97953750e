/**
 * What the hub asks of its database. One implementation serves SQLite and MySQL/MariaDB; the contract suite in
 * `contract.ts` runs over both. Every method may fail with `database_unavailable` (retryable).
 */
import type { BetterAuthOptions } from '@better-auth/core'
import type { FamilyStore, FamilyTx } from './family-parts.ts'
import type { IdentityStore, IdentityTx } from './identity-store.ts'
import type { OnlinePaymentStore, OnlinePaymentTx } from './online-payment-store.ts'
import type {
  ActivationRecord,
  AlarmRecord,
  AlertDeliveryRecord,
  AuditInput,
  AuditRecord,
  CardRecord,
  CommandEventRecord,
  CommandRecord,
  DeadLetterRecord,
  FactCursor,
  FactRecord,
  IdempotencyRecord,
  LedgerEntryRecord,
  MachineRecord,
  OutletRecord,
  PhotoDispute,
  PhotoRecord,
  SessionRecord,
  ShiftRecord,
  TokenRecord,
  UserRecord,
  VehicleRecord,
  ZoneRecord,
} from './records.ts'
import type { MoneyBalance, PrepaidStore, PrepaidTx } from './prepaid-store.ts'
import type { ReadingStore, ReadingTx } from './readings.ts'
import type { RecountStore, RecountTx } from './recounts.ts'
import type { TariffStore, TariffTx } from './tariff-records.ts'

/** How a stay is found again. The first one given wins, in this order. */
export interface Credential {
  sessionId?: string | undefined
  cardId?: string | undefined
  ticket?: string | undefined
  /** Normalised. */
  licensePlate?: string | undefined
}

export interface OpenStayCount {
  zoneId: string | null
  vehicleClass: string
  state: string
  count: number
}

/**
 * Reads and writes of one transaction. Everything here runs on prepared SQL, many rows at a time; all of it is
 * committed together or not at all.
 */
export interface Tx extends IdentityTx, ReadingTx, FamilyTx {
  facts: {
    /** How far each journal this machine ever came with is stored. */
    journals(machineId: string): Promise<FactCursor[]>
    cursors(keys: readonly { machineId: string; epoch: string }[]): Promise<FactCursor[]>
    /** Digests of facts already stored, by seq. */
    digests(machineId: string, epoch: string, seqs: readonly number[]): Promise<Map<number, string>>
    insert(facts: readonly FactRecord[]): Promise<void>
    saveCursors(cursors: readonly FactCursor[]): Promise<void>
    get(machineId: string, epoch: string, seq: number): Promise<FactRecord | undefined>
    /** Inserts, or replaces by id. */
    saveDeadLetters(letters: readonly DeadLetterRecord[]): Promise<void>
    deadLetter(id: string): Promise<DeadLetterRecord | undefined>
    openDeadLetters(machineId: string): Promise<DeadLetterRecord[]>
  }
  sessions: {
    getMany(ids: readonly string[]): Promise<SessionRecord[]>
    /** The newest open stay with this credential at the outlet; sessions of other families are none. */
    findOpen(outletId: string, credential: Credential): Promise<SessionRecord | undefined>
    /** The stays with this credential, open and ended, newest first. */
    recent(credential: Credential, limit: number): Promise<SessionRecord[]>
    /** Inserts or replaces by id. */
    putMany(sessions: readonly SessionRecord[]): Promise<void>
    /** Open stays counted by zone, vehicle class and state; which of them take a place is decided in domain/capacity.ts. */
    occupancy(outletId: string): Promise<OpenStayCount[]>
  }
  ledger: {
    /** Those of `keys` under which money is booked already. */
    booked(keys: readonly string[]): Promise<string[]>
    /** Appends; entries whose idempotency key is already booked are skipped. Resolves to the keys that were new. */
    append(entries: readonly LedgerEntryRecord[]): Promise<string[]>
    get(id: string): Promise<LedgerEntryRecord | undefined>
    /** What takes the entry `id` back, in the order of their booking. */
    reversalsOf(id: string): Promise<LedgerEntryRecord[]>
    /** Sum of what went through the till of a shift in cash: positive came in. */
    cashOfShift(shiftId: string): Promise<number>
  }
  onlinePayments: OnlinePaymentTx
  prepaid: PrepaidTx
  shifts: Pick<Shelf<ShiftRecord>, 'get' | 'put'> & {
    /** The open shift of a person or program. */
    openOf(actorId: string): Promise<ShiftRecord | undefined>
  }
  recounts: RecountTx
  commands: {
    getMany(ids: readonly string[]): Promise<CommandRecord[]>
    byIdempotencyKeys(keys: readonly string[]): Promise<CommandRecord[]>
    putMany(commands: readonly CommandRecord[]): Promise<void>
    appendEvents(events: readonly CommandEventRecord[]): Promise<void>
  }
  alarms: {
    active(machineIds: readonly string[]): Promise<AlarmRecord[]>
    get(id: string): Promise<AlarmRecord | undefined>
    putMany(alarms: readonly AlarmRecord[]): Promise<void>
  }
  alerts: {
    /** Inserts or replaces by id. */
    putMany(deliveries: readonly AlertDeliveryRecord[]): Promise<void>
    /** Forgets what ended and was created before `before`. */
    forget(before: string): Promise<void>
  }
  cards: Shelf<CardRecord>
  vehicles: Shelf<VehicleRecord>
  machines: Shelf<MachineRecord>
  audit: {
    /** Appends to the hash chain. */
    append(entries: readonly AuditInput[]): Promise<void>
  }
  photos: {
    insert(photo: PhotoRecord): Promise<void>
    /** Forgets those of `ids` that are known. */
    remove(ids: readonly string[]): Promise<void>
  }
  tariffs: TariffTx
  settings: { get(key: string): Promise<unknown>; put(key: string, value: unknown): Promise<void> }
  users: Shelf<UserRecord> & {
    /** Throws `already_exists` when another person has this e-mail. */
    put(user: UserRecord): Promise<void>
    all(): Promise<UserRecord[]>
    setPassword(userId: string, passwordHash: string, at: string): Promise<void>
    /** What was last set; nothing for a person without a password. */
    passwordHash(userId: string): Promise<string | undefined>
    /** Signs one browser of the person out; false when there is none. */
    endSignIn(userId: string, signInId: string): Promise<boolean>
    /** Takes the second factor away. */
    forgetSecondFactor(userId: string): Promise<void>
    /** Signs every browser of the person out, also those half-way through a second step. */
    endSignIns(userId: string): Promise<void>
  }
  tokens: Shelf<TokenRecord> & { ofMachine(machineId: string): Promise<TokenRecord[]>; named(name: string): Promise<TokenRecord[]> }
  activations: {
    get(id: string): Promise<ActivationRecord | undefined>
    put(code: ActivationRecord): Promise<void>
    /** Takes away the unused codes with an end that were made for this machine. */
    voidFor(machineId: string): Promise<void>
    /** Takes away the unused codes without an end, but those with the ids of `except`. */
    voidListed(except: readonly string[]): Promise<void>
  }
}

/** Records read, written and removed by id within a transaction; `put` replaces, `remove` tells whether there was one. */
export interface Shelf<T> {
  get(id: string): Promise<T | undefined>
  put(record: T): Promise<void>
  remove(id: string): Promise<boolean>
}

export interface Page {
  limit: number
  /** Opaque; from the previous page. */
  cursor?: string | undefined
}

export interface Paged<T> {
  items: T[]
  nextCursor: string | null
}

/** Money of one kind, added up. */
export interface MoneyTotal {
  machineId: string | null
  actor: string
  method: LedgerEntryRecord['method']
  kind: LedgerEntryRecord['kind']
  /** Of the stay that was paid for; null for money without one. */
  vehicleClass: string | null
  count: number
  amount: number
}

/** Barriers opened by hand for nobody's stay. */
export interface ManualOpenCount {
  machineId: string
  actor: string
  count: number
}

/** Where stored money does not add up. `expected` follows from the ledger, `found` is what stands beside it. */
export interface MoneyMismatch {
  kind: 'session' | 'shift' | 'card' | 'machine'
  id: string
  expected: number
  found: number
}

export interface Period {
  from: string
  /** Before this moment. */
  to: string
  outletIds?: readonly string[] | undefined
}

export interface SessionFilter {
  open?: boolean | undefined
  state?: string | undefined
  machineId?: string | undefined
  /** Part of card, ticket or plate. */
  search?: string | undefined
  /** Part of the plate that was typed or read at the entry, normalised. */
  plate?: string | undefined
  vehicleClass?: string | undefined
  from?: string | undefined
  to?: string | undefined
  outletIds?: readonly string[] | undefined
}

/** Which entries of the audit trail are wanted. */
export interface AuditFilter {
  actor?: string | undefined
  action?: string | undefined
  subject?: string | undefined
  from?: string | undefined
  /** Before this moment. */
  to?: string | undefined
}

/** One kind of record, to look at; it is changed within a transaction, together with the record of who changed it. */
export interface Registry<T> {
  list(page: Page, search?: string): Promise<Paged<T>>
  get(id: string): Promise<T | undefined>
}

/** What a gate that decides alone has to know of a card. */
export type CardStanding = 'blocked' | 'member'

export interface Store extends IdentityStore, ReadingStore, FamilyStore {
  readonly engine: 'sqlite' | 'mysql'
  /** Connects; the schema must have been migrated. */
  start(): Promise<void>
  stop(): Promise<void>
  /** Cheap liveness question to the database. */
  ping(): Promise<void>
  /** Runs `work` in one transaction, one after the other: what it read still holds when it commits. Never wait for a machine inside it. */
  transact<T>(work: (tx: Tx) => Promise<T>): Promise<T>

  outlets: { list(): Promise<OutletRecord[]>; put(outlet: OutletRecord): Promise<void> }
  machines: Registry<MachineRecord> & { all(): Promise<MachineRecord[]> }
  zones: { list(outletId: string): Promise<ZoneRecord[]>; put(zone: ZoneRecord): Promise<void> }
  /** Notes which hardware is fitted now; a changed identity closes the earlier assignment and opens a new one. */
  devices: {
    assign(assignment: { machineId: string; kind: string; serial: string; model: string; at: string }): Promise<void>
    list(
      machineId?: string,
    ): Promise<
      { id: string; kind: string; serial: string; model: string; machineId: string; assignedAt: string; removedAt: string | null }[]
    >
  }
  cards: Registry<CardRecord> & {
    /** The blocked cards, or the members' cards that are not blocked, newest first; whether one is valid now is not looked at. */
    ofStanding(standing: CardStanding, page: Page): Promise<Paged<CardRecord>>
  }
  vehicles: Registry<VehicleRecord>
  sessions: {
    list(filter: SessionFilter, page: Page): Promise<Paged<SessionRecord>>
    get(id: string): Promise<SessionRecord | undefined>
    /** Everything that happened to one session, oldest first. */
    timeline(
      id: string,
    ): Promise<{ facts: FactRecord[]; commands: CommandRecord[]; ledger: LedgerEntryRecord[]; photos: PhotoRecord[]; audit: AuditRecord[] }>
    /** As in {@link Tx}: every open state is counted, `waiting` too. */
    occupancy(outletId: string): Promise<OpenStayCount[]>
    countSince(since: string, outletIds?: readonly string[]): Promise<number>
  }
  facts: {
    list(filter: { machineId: string; type?: string; from?: string; to?: string }, page: Page): Promise<Paged<FactRecord>>
    /** Facts of one type per hour and machine, for sparklines. `hour` is the start of the hour, ISO. */
    hourly(type: string, since: string): Promise<{ machineId: string; hour: string; count: number }[]>
  }
  deadLetters: {
    list(
      filter: { state?: DeadLetterRecord['state']; machineId?: string; machineIds?: readonly string[] | undefined },
      page: Page,
    ): Promise<Paged<DeadLetterRecord>>
    get(id: string): Promise<DeadLetterRecord | undefined>
  }
  ledger: {
    list(
      filter: { sessionId?: string; from?: string; to?: string; outletIds?: readonly string[] | undefined },
      page: Page,
    ): Promise<Paged<LedgerEntryRecord>>
    /** Money that came in minus money that went out in `[from, to)`. */
    revenue(from: string, to: string, outletIds?: readonly string[]): Promise<number>
    /** Everything booked in the period, added up by machine, actor, method, kind and vehicle class. */
    totals(period: Period): Promise<MoneyTotal[]>
    /** The sums of sessions, closed shifts, cards and machines that the ledger contradicts, at most `limit`; none in a sound database. */
    mismatches(limit: number): Promise<MoneyMismatch[]>
    balance(): Promise<MoneyBalance>
  }
  onlinePayments: OnlinePaymentStore
  prepaid: PrepaidStore
  shifts: {
    list(
      filter: { openedBy?: string | undefined; open?: boolean | undefined; outletIds?: readonly string[] | undefined },
      page: Page,
    ): Promise<Paged<ShiftRecord>>
    get(id: string): Promise<ShiftRecord | undefined>
    /** What went through its till, by method and kind. */
    totals(id: string): Promise<{ method: LedgerEntryRecord['method']; kind: LedgerEntryRecord['kind']; count: number; amount: number }[]>
  }
  recounts: RecountStore
  commands: {
    get(id: string): Promise<{ command: CommandRecord; events: CommandEventRecord[] } | undefined>
    list(filter: { machineId?: string; machineIds?: readonly string[] | undefined }, page: Page): Promise<Paged<CommandRecord>>
    /**
     * Commands that have not ended, and those given since `since` that ended `unknown`, oldest first, each with the number
     * of its last event: for the hub's start.
     */
    unresolved(since: string): Promise<{ command: CommandRecord; lastSeq: number }[]>
    /** Barriers that people and programs opened by hand in the period, for no stay. */
    manualOpens(period: Omit<Period, 'outletIds'> & { machineIds?: readonly string[] | undefined }): Promise<ManualOpenCount[]>
    /** How many these are, by state. */
    countUnresolved(since: string): Promise<{ state: string; count: number }[]>
  }
  alarms: {
    list(
      filter: { state?: 'active' | 'cleared'; machineId?: string; machineIds?: readonly string[] | undefined },
      page: Page,
    ): Promise<Paged<AlarmRecord>>
  }
  alerts: {
    list(filter: { recipient?: string | undefined; state?: string | undefined }, page: Page): Promise<Paged<AlertDeliveryRecord>>
    /** Those that wait or are being sent, oldest first. */
    unended(): Promise<AlertDeliveryRecord[]>
    /** Those created since, oldest first. */
    since(at: string): Promise<AlertDeliveryRecord[]>
    /** Alarms that may have to be told: all active ones, those raised since, and those with these ids. */
    alarms(wanted: { raisedSince: string; ids: readonly string[] }): Promise<AlarmRecord[]>
  }
  audit: {
    list(filter: AuditFilter, page: Page): Promise<Paged<AuditRecord>>
    /** Entries after `seq`, oldest first. */
    following(seq: number, limit: number): Promise<AuditRecord[]>
    /** Number and hash of the newest entry, as noted when it was written; nothing when the note is gone. */
    head(): Promise<{ seq: number; hash: string } | undefined>
  }
  photos: {
    get(id: string): Promise<PhotoRecord | undefined>
    latest(machineId: string): Promise<PhotoRecord | undefined>
    /** Of all these sessions, oldest first. */
    ofSessions(sessionIds: readonly string[]): Promise<PhotoRecord[]>
    /** Oldest first. */
    ofCommand(commandId: string): Promise<PhotoRecord[]>
    /** The oldest that may go, taken before that moment: none of a session that is still open. */
    expendable(filter: { takenBefore: string; isDisputed: boolean; dispute: PhotoDispute }, limit: number): Promise<PhotoRecord[]>
    /** What all of them take on the disk. */
    totalBytes(): Promise<number>
  }
  tariffs: TariffStore
  settings: { get(key: string): Promise<unknown>; list(): Promise<{ key: string; value: unknown }[]> }
  /** Answers given to requests that carried an idempotency key: a repeat gets the same one, also after a restart. */
  idempotency: {
    /** Takes the key unless it is taken; resolves to the record that holds it already, or to nothing when it was free. */
    claim(record: IdempotencyRecord): Promise<IdempotencyRecord | undefined>
    /** Notes the answer of a claimed key. */
    complete(id: string, status: number, body: unknown): Promise<void>
    /** Frees a key whose request changed nothing. */
    release(id: string): Promise<void>
    /** Forgets records created before `before`; resolves to how many. */
    forget(before: string): Promise<number>
  }
  users: {
    count(): Promise<number>
    list(): Promise<UserRecord[]>
    byEmail(email: string): Promise<UserRecord | undefined>
    get(id: string): Promise<UserRecord | undefined>
    passwordHash(userId: string): Promise<string | undefined>
  }
  /** Where better-auth keeps sign-ins, passwords and second factors. */
  signInDatabase: SignInDatabase
  /** Forgets sign-ins, half-made second steps and activation codes that ended before `before`. */
  forgetExpiredAccess(before: string): Promise<void>
  tokens: {
    byDigest(digest: string): Promise<TokenRecord | undefined>
    list(): Promise<TokenRecord[]>
    touch(id: string, at: string): Promise<void>
  }
}

/** A database adapter of better-auth's, as its option `database` takes it. */
export type SignInDatabase = NonNullable<BetterAuthOptions['database']>
