/** The tables the prepared SQL works on: which column holds which field of a record, and as what. */
import type {
  ActivationRecord,
  AlarmRecord,
  AlertDeliveryRecord,
  AuditRecord,
  CardRecord,
  CommandEventRecord,
  CommandRecord,
  DeadLetterRecord,
  FactCursor,
  FactRecord,
  LedgerEntryRecord,
  MachineRecord,
  PhotoRecord,
  ShiftRecord,
  TokenRecord,
  UserRecord,
  VehicleRecord,
} from '../records.ts'
import type { Kind } from './dialect.ts'
import type { SessionRow, StayRow } from './session-rows.ts'

export interface Column {
  field: string
  column: string
  kind: Kind
}

export interface Table<T> {
  name: string
  /** Columns of the primary key. */
  key: readonly string[]
  columns: readonly Column[]
  /** Names the record type; never set. */
  readonly record?: T
}

type Columns<T> = { [Field in keyof T]-?: Kind | readonly [Kind, string] }

/** Describes a table: the kind of each field, with its column where that is not the field's name in snake case. */
export function table<T>(name: string, key: readonly (keyof T & string)[], fields: Columns<T>): Table<T> {
  const columns = Object.entries<Kind | readonly [Kind, string]>(fields).map(([field, given]): Column => {
    return typeof given === 'string' ? { field, column: snakeCase(field), kind: given } : { field, column: given[1], kind: given[0] }
  })
  const columnOf = (field: string) => columns.find(column => column.field === field)?.column ?? snakeCase(field)
  return { name, key: key.map(columnOf), columns }
}

function snakeCase(field: string): string {
  return field.replaceAll(/[A-Z]/g, letter => `_${letter.toLowerCase()}`)
}

export const sessions = table<SessionRow>('sessions', ['id'], {
  id: 'text',
  family: 'text',
  outletId: 'text',
  machineId: 'text',
  exitMachineId: 'text',
  state: 'text',
  cardId: 'text',
  ticket: 'text',
  licensePlate: 'text',
  openedAt: 'time',
  closedAt: 'time',
  outcome: 'text',
  outcomeReason: 'text',
  tariffId: 'text',
  tariffVersion: 'int',
  amount: 'int',
  currency: 'text',
  lines: ['json', 'price_lines'],
  paidAmount: 'int',
  pricedAt: 'time',
  paidAt: 'time',
})

export const stays = table<StayRow>('stays', ['sessionId'], {
  sessionId: 'text',
  vehicleClass: 'text',
  zoneId: 'text',
  decidedBy: 'text',
  enteredAt: 'time',
  exitRequestedAt: 'time',
  entryEvidence: 'text',
  exitEvidence: 'text',
  validations: 'json',
})

export const facts = table<FactRecord>('facts', ['machineId', 'epoch', 'seq'], {
  machineId: 'text',
  epoch: 'text',
  seq: 'int',
  id: 'text',
  type: 'text',
  sessionId: 'text',
  occurredAt: 'time',
  receivedAt: 'time',
  clock: 'text',
  payload: 'json',
  digest: 'text',
})

export const factCursors = table<FactCursor>('fact_cursors', ['machineId', 'epoch'], { machineId: 'text', epoch: 'text', ackedSeq: 'int' })

export const alertDeliveries = table<AlertDeliveryRecord>('alert_deliveries', ['id'], {
  id: 'text',
  messageId: 'text',
  alarmId: 'text',
  machineId: 'text',
  code: 'text',
  event: 'text',
  count: ['int', 'alarm_count'],
  channel: 'text',
  recipient: 'text',
  state: 'text',
  attempts: 'int',
  nextAttemptAt: 'time',
  lastError: 'json',
  createdAt: 'time',
  endedAt: 'time',
})

export const deadLetters = table<DeadLetterRecord>('dead_letters', ['id'], {
  id: 'text',
  machineId: 'text',
  epoch: 'text',
  seq: 'int',
  item: 'value',
  code: 'text',
  message: 'text',
  receivedAt: 'time',
  state: 'text',
  handledAt: 'time',
  handledBy: 'text',
  reason: 'text',
})

export const ledgerEntries = table<LedgerEntryRecord>('ledger_entries', ['id'], {
  id: 'text',
  outletId: 'text',
  sessionId: 'text',
  machineId: 'text',
  kind: 'text',
  method: 'text',
  amount: 'int',
  currency: 'text',
  idempotencyKey: 'text',
  occurredAt: 'time',
  actor: 'text',
  note: 'text',
  shiftId: 'text',
  reversesId: 'text',
})

export const shifts = table<ShiftRecord>('shifts', ['id'], {
  id: 'text',
  outletId: 'text',
  openedBy: 'text',
  openedAt: 'time',
  currency: 'text',
  openingFloat: 'int',
  closedAt: 'time',
  closedBy: 'text',
  countedAmount: 'int',
  expectedAmount: 'int',
  note: 'text',
})

export const commands = table<CommandRecord>('commands', ['id'], {
  id: 'text',
  machineId: 'text',
  type: 'text',
  payload: 'json',
  state: 'text',
  actor: 'text',
  reason: 'text',
  sessionId: 'text',
  idempotencyKey: 'text',
  deadline: 'time',
  createdAt: 'time',
  endedAt: 'time',
  evidence: 'json',
  error: 'json',
})

export const commandEvents = table<CommandEventRecord>('command_events', ['commandId', 'seq'], {
  commandId: 'text',
  seq: 'int',
  state: 'text',
  at: 'time',
  note: 'text',
})

export const alarms = table<AlarmRecord>('alarms', ['id'], {
  id: 'text',
  machineId: 'text',
  code: 'text',
  severity: 'text',
  state: 'text',
  message: 'text',
  raisedAt: 'time',
  clearedAt: 'time',
  acknowledgedAt: 'time',
  acknowledgedBy: 'text',
  comment: 'text',
})

export const cards = table<CardRecord>('cards', ['id'], {
  id: 'text',
  kind: 'text',
  status: 'text',
  holder: 'text',
  licensePlate: 'text',
  vehicleClass: 'text',
  validFrom: 'time',
  validUntil: 'time',
  createdAt: 'time',
  updatedAt: 'time',
})

export const auditEntries = table<AuditRecord>('audit_entries', ['seq'], {
  seq: 'int',
  at: 'time',
  actor: 'text',
  action: 'text',
  subject: 'text',
  before: ['json', 'before_value'],
  after: ['json', 'after_value'],
  reason: 'text',
  source: 'text',
  previousHash: 'text',
  hash: 'text',
})

export const auditHeads = table<{ id: number; seq: number; hash: string }>('audit_heads', ['id'], { id: 'int', seq: 'int', hash: 'text' })

export const users = table<UserRecord>('users', ['id'], {
  id: 'text',
  email: 'text',
  name: 'text',
  emailVerified: 'bool',
  twoFactorEnabled: 'bool',
  role: 'text',
  outlets: 'json',
  mustChangePassword: 'bool',
  disabledAt: 'time',
  createdAt: 'time',
  updatedAt: 'time',
})

export interface AccountRow {
  id: string
  accountId: string
  providerId: string
  userId: string
  password: string
  createdAt: string
  updatedAt: string
}

export const accounts = table<AccountRow>('accounts', ['id'], {
  id: 'text',
  accountId: 'text',
  providerId: 'text',
  userId: 'text',
  password: 'text',
  createdAt: 'time',
  updatedAt: 'time',
})

export const tokens = table<TokenRecord>('tokens', ['id'], {
  id: 'text',
  digest: 'text',
  name: 'text',
  kind: 'text',
  scopes: 'json',
  outlets: 'json',
  machineId: 'text',
  createdBy: 'text',
  createdAt: 'time',
  expiresAt: 'time',
  lastUsedAt: 'time',
})

export const activationCodes = table<ActivationRecord>('activation_codes', ['id'], {
  id: 'text',
  machineId: 'text',
  createdBy: 'text',
  createdAt: 'time',
  expiresAt: 'time',
  usedAt: 'time',
  usedFrom: 'text',
})

export const settings = table<{ key: string; value: unknown }>('settings', ['key'], { key: ['text', 'name'], value: 'value' })

export const machines = table<MachineRecord>('machines', ['id'], {
  id: 'text',
  outletId: 'text',
  name: 'text',
  family: 'text',
  direction: 'text',
  zoneId: 'text',
  vehicleClass: 'text',
  mode: 'text',
  createdAt: 'time',
})

export const vehicles = table<VehicleRecord>('vehicles', ['id'], {
  id: 'text',
  licensePlate: 'text',
  vehicleClass: 'text',
  cardId: 'text',
  note: 'text',
  createdAt: 'time',
})

export const photos = table<PhotoRecord>('photos', ['id'], {
  id: 'text',
  machineId: 'text',
  sessionId: 'text',
  reason: 'text',
  takenAt: 'time',
  file: 'text',
  bytes: 'int',
  commandId: 'text',
})

export const devices = table<{ id: string; kind: string; serial: string; model: string }>('devices', ['id'], {
  id: 'text',
  kind: 'text',
  serial: 'text',
  model: 'text',
})

export interface DeviceAssignmentRow {
  id: string
  deviceId: string
  machineId: string
  kind: string
  assignedAt: string
  removedAt: string | null
}

export const deviceAssignments = table<DeviceAssignmentRow>('device_assignments', ['id'], {
  id: 'text',
  deviceId: 'text',
  machineId: 'text',
  kind: 'text',
  assignedAt: 'time',
  removedAt: 'time',
})

export const zones = table<{ id: string; outletId: string; name: string }>('zones', ['id'], { id: 'text', outletId: 'text', name: 'text' })

export const zoneCapacities = table<{ zoneId: string; vehicleClass: string; capacity: number }>(
  'zone_capacities',
  ['zoneId', 'vehicleClass'],
  {
    zoneId: 'text',
    vehicleClass: 'text',
    capacity: 'int',
  },
)
