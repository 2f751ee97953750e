/** What the hub keeps, as plain data. Times are ISO 8601 UTC strings, money is integer, ids are strings. */
import type {
  AlarmSeverity,
  AlertChannel,
  AlertFailure,
  ClockQuality,
  CommandState,
  Evidence,
  Family,
  GateRole,
  LedgerMethod,
  MachineMode,
  PourPurpose,
  PriceLine,
  ProblemRef,
  RemainderTo,
  SaleMethod,
  SaleResult,
  SessionState,
} from '@palang/protocol'
import type { GivenValidation } from './tariff-records.ts'
import type { TreatmentRecord } from './treatments.ts'

export interface OutletRecord {
  id: string
  name: string
  timezone: string
  currency: string
}

export interface MachineRecord {
  id: string
  outletId: string
  name: string
  family: Family
  direction: GateRole | null
  zoneId: string | null
  vehicleClass: string | null
  mode: MachineMode
  createdAt: string
}

export interface ZoneRecord {
  id: string
  outletId: string
  name: string
  /** Places by vehicle class. */
  capacity: Record<string, number>
}

export interface CardRecord {
  id: string
  kind: 'member' | 'visitor'
  status: 'active' | 'blocked'
  holder: string | null
  licensePlate: string | null
  vehicleClass: string | null
  validFrom: string | null
  validUntil: string | null
  createdAt: string
  updatedAt: string
}

export interface VehicleRecord {
  /** Normalised licence plate. */
  id: string
  licensePlate: string
  vehicleClass: string
  cardId: string | null
  note: string | null
  createdAt: string
}

/** What a pour has beyond a session of any family. `deliveredMl` is the least it was when it is not exact; null until it ended. */
export interface PourRecord {
  purpose: PourPurpose
  orderedMl: number
  deliveredMl: number | null
  exact: boolean | null
  /** Of a sale, as the machine told it; `priceList` from its beginning, the others from when it was paid or ended. */
  priceList: string | null
  paidBy: SaleMethod | null
  result: SaleResult | null
  /** The price of what came. */
  charged: number | null
  /** What was paid beyond that, and where it went. */
  remainder: number | null
  remainderTo: RemainderTo | null
}

/** One session of any family, with the detail of a stay, a pour or a treatment. Open while `closedAt` is null. */
export interface SessionRecord {
  id: string
  family: Family
  outletId: string
  state: SessionState
  /** The machine it began at and the one it ended at. */
  machineId: string
  exitMachineId: string | null
  cardId: string | null
  ticket: string | null
  /** Normalised. */
  licensePlate: string | null
  /** Of a stay; null of a pour. */
  vehicleClass: string | null
  zoneId: string | null
  /** Who let it in: the hub, the machine on its own, an operator. Null of a pour, and where nobody did. */
  decidedBy: 'hub' | 'machine' | 'operator' | null
  openedAt: string
  enteredAt: string | null
  exitRequestedAt: string | null
  closedAt: string | null
  /** How it ended, for people and reports: `passed`, `turned_back`, `forced` … */
  outcome: string | null
  outcomeReason: string | null
  /** Proof of entry and exit: `loop_passed`, `assumed` … */
  entryEvidence: string | null
  exitEvidence: string | null
  tariffId: string | null
  tariffVersion: number | null
  /** Price frozen when payment was asked for; null while unpriced. */
  amount: number | null
  currency: string
  lines: PriceLine[] | null
  /** Sum of payments minus change, kept in step with the ledger in the same transaction. */
  paidAmount: number
  pricedAt: string | null
  paidAt: string | null
  /** Of a stay, in the order given; null while it has none. */
  validations: GivenValidation[] | null
  pour: PourRecord | null
  treatment: TreatmentRecord | null
}

/** One line of the append-only ledger. Positive amounts come in, negative go out. */
export interface LedgerEntryRecord {
  id: string
  outletId: string
  sessionId: string | null
  machineId: string | null
  kind: 'payment' | 'change' | 'refund' | 'credit' | 'adjustment'
  method: LedgerMethod
  amount: number
  currency: string
  /** The same key is booked once, whatever arrives twice. */
  idempotencyKey: string
  occurredAt: string
  actor: string
  note: string | null
  /** Whose till it went through; null for money that no open shift took or gave. */
  shiftId: string | null
  /** The entry this one takes back, wholly or in part. */
  reversesId: string | null
}

/** One person's time at the till. `closedAt` ends it for good; what is found later is an entry of its own. */
export interface ShiftRecord {
  id: string
  outletId: string
  /** `user:…` or `token:…`; nobody has two open shifts. */
  openedBy: string
  openedAt: string
  currency: string
  /** Cash in the drawer at the beginning. */
  openingFloat: number
  closedAt: string | null
  closedBy: string | null
  /** Cash that was counted at the end, before anybody was told what should be there. */
  countedAmount: number | null
  /** The opening float and what the ledger says came and went in cash, at the moment of closing. */
  expectedAmount: number | null
  note: string | null
}

export interface CommandRecord {
  id: string
  machineId: string
  type: string
  payload: Record<string, unknown>
  state: CommandState
  /** Who asked, as `user:…`, `token:…`, `machine:…`, `rule:…`. */
  actor: string
  reason: string | null
  sessionId: string | null
  idempotencyKey: string | null
  deadline: string
  createdAt: string
  endedAt: string | null
  evidence: Evidence | null
  error: ProblemRef | null
}

export interface CommandEventRecord {
  commandId: string
  seq: number
  state: CommandState
  at: string
  note: string | null
}

export interface FactRecord {
  machineId: string
  epoch: string
  seq: number
  id: string
  type: string
  sessionId: string | null
  occurredAt: string
  receivedAt: string
  clock: ClockQuality
  payload: Record<string, unknown>
  /** SHA-256 of the canonical item; tells a repeat from a conflict. */
  digest: string
}

export interface FactCursor {
  machineId: string
  epoch: string
  ackedSeq: number
}

/** Something of a machine's stream that could not be taken, or (code `journal_gap`) is missing from it. */
export interface DeadLetterRecord {
  id: string
  machineId: string
  epoch: string
  seq: number
  item: unknown
  code: string
  message: string
  receivedAt: string
  state: 'open' | 'applied' | 'discarded'
  handledAt: string | null
  handledBy: string | null
  reason: string | null
}

export interface AlarmRecord {
  id: string
  machineId: string
  code: string
  severity: AlarmSeverity
  state: 'active' | 'cleared'
  message: string
  raisedAt: string
  clearedAt: string | null
  acknowledgedAt: string | null
  acknowledgedBy: string | null
  comment: string | null
}

/** One alarm told to one recipient. Those with the same `messageId` go out together and share state and attempts. */
export interface AlertDeliveryRecord {
  id: string
  messageId: string
  /** The newest alarm it tells of. */
  alarmId: string
  machineId: string
  code: string
  event: 'raised' | 'cleared'
  /** How many alarms of this machine and code it stands for. */
  count: number
  channel: AlertChannel
  /** Its id in the site file. */
  recipient: string
  /** `unknown`: the hub ended between sending and noting that it was sent. */
  state: 'waiting' | 'sending' | 'sent' | 'failed' | 'unknown'
  attempts: number
  /** null once it has ended. */
  nextAttemptAt: string | null
  lastError: { code: AlertFailure; detail: string } | null
  createdAt: string
  endedAt: string | null
}

/** One act of a person, token or rule that changed something; hash-chained. */
export interface AuditRecord {
  seq: number
  at: string
  actor: string
  action: string
  subject: string
  before: unknown
  after: unknown
  reason: string | null
  source: string | null
  previousHash: string
  hash: string
}

export type AuditInput = Omit<AuditRecord, 'seq' | 'previousHash' | 'hash'>

export interface PhotoRecord {
  id: string
  machineId: string
  sessionId: string | null
  reason: string
  takenAt: string
  /** Path below the photo folder, with forward slashes. */
  file: string
  bytes: number
  /** The command it shows the carrying out of. */
  commandId: string | null
}

/** What makes a picture one that people may argue about: its own reason, how its session ended, money booked back there. */
export interface PhotoDispute {
  reasons: readonly string[]
  states: readonly SessionState[]
  entries: readonly LedgerEntryRecord['kind'][]
}

export interface UserRecord {
  id: string
  /** Lower-case. */
  email: string
  name: string
  /** Always true: an administrator typed it, nobody is asked to confirm it. */
  emailVerified: boolean
  /** A code of an authenticator app is asked for besides the password. */
  twoFactorEnabled: boolean | null
  role: 'viewer' | 'operator' | 'admin'
  /** The only outlets this person may see and act on; null for all. */
  outlets: string[] | null
  mustChangePassword: boolean
  /** Set while the person may not come in. */
  disabledAt: string | null
  createdAt: string
  updatedAt: string
}

/** A browser a person is signed in with. */
export interface SignInRecord {
  id: string
  userId: string
  ipAddress: string | null
  userAgent: string | null
  createdAt: string
  expiresAt: string
}

/** What a program, machine or device shows to come in. */
export interface TokenRecord {
  id: string
  /** SHA-256 of the secret, as hex; the secret itself is never stored. */
  digest: string
  name: string
  kind: 'api' | 'machine' | 'device'
  /** What a program may do; empty for machines and devices. */
  scopes: string[]
  /** The only outlets a program may see and act on; null for all. */
  outlets: string[] | null
  /** The machine or device it stands for. */
  machineId: string | null
  createdBy: string
  createdAt: string
  expiresAt: string | null
  lastUsedAt: string | null
}

/** A code that is exchanged once for a machine's token; `id` is the SHA-256 of the code, as hex. */
export interface ActivationRecord {
  id: string
  machineId: string
  createdBy: string
  createdAt: string
  /** null for a code of the site file, which is good until it was used. */
  expiresAt: string | null
  usedAt: string | null
  usedFrom: string | null
}

/** One request that carried an idempotency key. `id` is a digest of actor and key, `request` one of method, path and body. */
export interface IdempotencyRecord {
  id: string
  request: string
  createdAt: string
  /** HTTP status of the answer; null while the request is at work, or when the hub died during it. */
  status: number | null
  body: unknown
}
