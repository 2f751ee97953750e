/** Records for tests: complete, valid, and each with an id of its own. */
import { createHash } from 'node:crypto'
import { uuidv7 } from '@palang/kit'
import { newSession } from '../../domain/new-session.ts'
import type {
  AlarmRecord,
  AlertDeliveryRecord,
  CommandRecord,
  FactRecord,
  LedgerEntryRecord,
  OutletRecord,
  SessionRecord,
} from '../records.ts'
import type { OnlinePaymentRecord } from '../online-payment-store.ts'

import type { PastStayRecord } from '../tariff-records.ts'

let count = 0

/** A name nothing else in this run has. */
export function unique(prefix: string): string {
  return `${prefix}-${++count}`
}

/** `seconds` after the start of the tests' day, to the millisecond. */
export function at(seconds: number): string {
  return new Date(Date.UTC(2026, 0, 20, 10, 30) + seconds * 1000).toISOString()
}

/** An outlet, which is written through Prisma. */
export function outlet(id: string): OutletRecord {
  return { id, name: id, timezone: 'Asia/Jakarta', currency: 'IDR' }
}

export function fact(over: Partial<FactRecord> = {}): FactRecord {
  const payload = over.payload ?? { visit_id: uuidv7() }
  return {
    machineId: 'gate_in',
    epoch: 'epoch-1',
    seq: 1,
    id: uuidv7(),
    type: 'vehicle_detected',
    sessionId: null,
    occurredAt: at(0),
    receivedAt: at(1),
    clock: 'synced',
    payload,
    digest: createHash('sha256').update(JSON.stringify(payload)).digest('hex'),
    ...over,
  }
}

export function session(over: Partial<SessionRecord> = {}): SessionRecord {
  return {
    ...newSession({
      id: uuidv7(),
      family: 'gate',
      outletId: 'pusat',
      state: 'inside',
      machineId: 'gate_in',
      openedAt: at(0),
      currency: 'IDR',
    }),
    vehicleClass: 'car',
    zoneId: 'main',
    decidedBy: 'hub',
    ...over,
  }
}

export function payment(over: Partial<LedgerEntryRecord> = {}): LedgerEntryRecord {
  return {
    id: uuidv7(),
    outletId: 'pusat',
    sessionId: null,
    machineId: 'gate_out',
    kind: 'payment',
    method: 'cash',
    amount: 5000,
    currency: 'IDR',
    idempotencyKey: unique('payment'),
    occurredAt: at(0),
    actor: 'machine:gate_out',
    note: null,
    shiftId: null,
    reversesId: null,
    ...over,
  }
}

export function command(over: Partial<CommandRecord> = {}): CommandRecord {
  return {
    id: uuidv7(),
    machineId: 'gate_in',
    type: 'gate_control',
    payload: { action: 'open', duration: 10 },
    state: 'queued',
    actor: 'user:admin@palang.local',
    reason: null,
    sessionId: null,
    idempotencyKey: null,
    deadline: at(10),
    createdAt: at(0),
    endedAt: null,
    evidence: null,
    error: null,
    ...over,
  }
}

export function alarm(over: Partial<AlarmRecord> = {}): AlarmRecord {
  return {
    id: uuidv7(),
    machineId: 'gate_in',
    code: 'barrier_fault',
    severity: 'critical',
    state: 'active',
    message: 'Palang tidak bergerak',
    raisedAt: at(0),
    clearedAt: null,
    acknowledgedAt: null,
    acknowledgedBy: null,
    comment: null,
    ...over,
  }
}

export function alertDelivery(over: Partial<AlertDeliveryRecord> = {}): AlertDeliveryRecord {
  return {
    id: uuidv7(),
    messageId: uuidv7(),
    alarmId: uuidv7(),
    machineId: 'gate_in',
    code: 'barrier_fault',
    event: 'raised',
    count: 1,
    channel: 'email',
    recipient: 'owner',
    state: 'waiting',
    attempts: 0,
    nextAttemptAt: at(0),
    lastError: null,
    createdAt: at(0),
    endedAt: null,
    ...over,
  }
}

/** Shown, and not paid yet. */
export function onlinePayment(over: Partial<OnlinePaymentRecord> = {}): OnlinePaymentRecord {
  return {
    id: uuidv7(),
    outletId: 'pusat',
    sessionId: uuidv7(),
    machineId: 'gate_out',
    provider: 'midtrans',
    state: 'shown',
    amount: 5000,
    currency: 'IDR',
    qr: '00020101021226PALANG',
    chargeId: 'charge-1',
    transactionId: null,
    createdAt: at(0),
    expiresAt: at(300),
    nextLookAt: at(3),
    isCancelWanted: false,
    paidAt: null,
    paidAmount: 0,
    refundedAmount: 0,
    reason: null,
    refund: null,
    ...over,
  }
}

/** A stay of one hour that paid 5000, as a trial of a tariff reads it. */
export function pastStay(number: number, over: Partial<PastStayRecord> = {}): PastStayRecord {
  return {
    id: `stay-${number}`,
    openedAt: '2026-01-20T10:00:00.000Z',
    enteredAt: '2026-01-20T10:00:00.000Z',
    closedAt: '2026-01-20T11:02:00.000Z',
    pricedAt: '2026-01-20T11:00:00.000Z',
    paidAmount: 5000,
    vehicleClass: 'car',
    lines: [],
    validations: null,
    cardKind: null,
    cardValidFrom: null,
    cardValidUntil: null,
    memberStatus: null,
    memberValidFrom: null,
    memberValidUntil: null,
    ...over,
  }
}
