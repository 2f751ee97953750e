/** Records as they leave over HTTP: snake_case, nulls kept, nothing secret. */
import type {
  AlarmView,
  AuditView,
  CardView,
  CommandView,
  DeviceView,
  MachineFact,
  MachineView,
  OnlinePaymentView,
  PaymentView,
  SessionDetail,
  SessionView,
  TimelineEntry,
  VehicleView,
} from '@palang/protocol'
import type { StayIdentityRecord } from '../../store/identity-records.ts'
import type { MachinePresence } from '../../services.ts'
import type {
  AlarmRecord,
  AuditRecord,
  CardRecord,
  CommandRecord,
  FactRecord,
  LedgerEntryRecord,
  MachineRecord,
  SessionRecord,
  VehicleRecord,
} from '../../store/records.ts'
import type { OnlinePaymentRecord } from '../../store/online-payment-store.ts'
import type { Page, Paged, Store } from '../../store/store.ts'

type Timeline = Awaited<ReturnType<Store['sessions']['timeline']>>
type DeviceRecord = Awaited<ReturnType<Store['devices']['list']>>[number]

/** Items of a page unless the caller says otherwise. */
const pageSize = 50

/** A checked page query as the store takes it. */
export function pageFrom({ limit, cursor }: { limit?: number | undefined; cursor?: string | undefined }): Page {
  return { limit: limit ?? pageSize, ...(cursor === undefined ? {} : { cursor }) }
}

/** One page of records as views. */
export function pageView<T, V>(page: Paged<T>, view: (record: T) => V): { items: V[]; next_cursor: string | null } {
  return { items: page.items.map(view), next_cursor: page.nextCursor }
}

export function commandView(command: CommandRecord): CommandView {
  return {
    id: command.id,
    command_id: command.id,
    machine_id: command.machineId,
    type: command.type,
    payload: command.payload,
    state: command.state,
    evidence: command.evidence,
    error: command.error,
    actor: command.actor,
    reason: command.reason,
    session_id: command.sessionId,
    created_at: command.createdAt,
    deadline: command.deadline,
    ended_at: command.endedAt,
  }
}

export function sessionView(session: SessionRecord): SessionView {
  const { tariffId, tariffVersion } = session
  return {
    id: session.id,
    family: session.family,
    outlet_id: session.outletId,
    state: session.state,
    open: session.closedAt === null,
    machine_id: session.machineId,
    exit_machine_id: session.exitMachineId,
    card_id: session.cardId,
    ticket: session.ticket,
    license_plate: session.licensePlate,
    vehicle_class: session.vehicleClass,
    zone_id: session.zoneId,
    decided_by: session.decidedBy,
    opened_at: session.openedAt,
    entered_at: session.enteredAt,
    exit_requested_at: session.exitRequestedAt,
    closed_at: session.closedAt,
    outcome: session.outcome,
    outcome_reason: session.outcomeReason,
    entry_evidence: session.entryEvidence,
    exit_evidence: session.exitEvidence,
    tariff: tariffId === null || tariffVersion === null ? null : { id: tariffId, version: tariffVersion },
    amount: session.amount,
    paid_amount: session.paidAmount,
    currency: session.currency,
    lines: session.lines,
    priced_at: session.pricedAt,
    paid_at: session.paidAt,
    validations: (session.validations ?? []).map(({ name, at, by, note }) => ({ name, given_at: at, given_by: by, note })),
    pour:
      session.pour === null
        ? null
        : {
            purpose: session.pour.purpose,
            ordered_ml: session.pour.orderedMl,
            delivered_ml: session.pour.deliveredMl,
            exact: session.pour.exact,
            price_list: session.pour.priceList,
            paid_by: session.pour.paidBy,
            result: session.pour.result,
            charged: session.pour.charged,
            remainder: session.pour.remainder,
            remainder_to: session.pour.remainderTo,
          },
    treatment: treatmentView(session.treatment),
  }
}

function treatmentView(of: SessionRecord['treatment']): SessionView['treatment'] {
  if (of === null) return null
  const { treatment, deviceId, source, plannedS, actualS } = of
  return { treatment, device_id: deviceId, source, planned_s: plannedS, actual_s: actualS }
}

/** Facts, commands, payments, photos and acts of people as one line, oldest first. */
export function timelineView({ facts, commands, ledger, photos, audit }: Timeline): TimelineEntry[] {
  const entries: TimelineEntry[] = [
    ...facts.map(fact => ({
      at: fact.occurredAt,
      kind: 'fact' as const,
      id: fact.id,
      machine_id: fact.machineId,
      type: fact.type,
      received_at: fact.receivedAt,
      clock: fact.clock,
      payload: fact.payload,
    })),
    ...commands.map(command => ({
      at: command.createdAt,
      kind: 'command' as const,
      id: command.id,
      machine_id: command.machineId,
      type: command.type,
      payload: command.payload,
      state: command.state,
      actor: command.actor,
      reason: command.reason,
      ended_at: command.endedAt,
    })),
    ...ledger.map(entry => ({
      at: entry.occurredAt,
      kind: 'payment' as const,
      id: entry.id,
      entry: entry.kind,
      method: entry.method,
      amount: entry.amount,
      currency: entry.currency,
      machine_id: entry.machineId,
      actor: entry.actor,
      note: entry.note,
    })),
    ...photos.map(photo => ({
      at: photo.takenAt,
      kind: 'photo' as const,
      id: photo.id,
      machine_id: photo.machineId,
      reason: photo.reason,
      url: `/api/photos/${photo.id}`,
    })),
    ...audit.map(act => ({ at: act.at, kind: 'audit' as const, seq: act.seq, actor: act.actor, action: act.action, reason: act.reason })),
  ]
  return entries.toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
}

export function cardView(card: CardRecord): CardView {
  return {
    id: card.id,
    kind: card.kind,
    status: card.status,
    holder: card.holder,
    license_plate: card.licensePlate,
    vehicle_class: card.vehicleClass,
    valid_from: card.validFrom,
    valid_until: card.validUntil,
    created_at: card.createdAt,
    updated_at: card.updatedAt,
  }
}

export function vehicleView(vehicle: VehicleRecord): VehicleView {
  return {
    id: vehicle.id,
    license_plate: vehicle.licensePlate,
    vehicle_class: vehicle.vehicleClass,
    card_id: vehicle.cardId,
    note: vehicle.note,
    created_at: vehicle.createdAt,
  }
}

export function paymentView(entry: LedgerEntryRecord): PaymentView {
  return {
    id: entry.id,
    session_id: entry.sessionId,
    machine_id: entry.machineId,
    kind: entry.kind,
    method: entry.method,
    amount: entry.amount,
    currency: entry.currency,
    occurred_at: entry.occurredAt,
    actor: entry.actor,
    note: entry.note,
    shift_id: entry.shiftId,
    reverses_id: entry.reversesId,
  }
}

export function alarmView(alarm: AlarmRecord): AlarmView {
  return {
    id: alarm.id,
    machine_id: alarm.machineId,
    code: alarm.code,
    severity: alarm.severity,
    state: alarm.state,
    message: alarm.message,
    raised_at: alarm.raisedAt,
    cleared_at: alarm.clearedAt,
    acknowledged_at: alarm.acknowledgedAt,
    acknowledged_by: alarm.acknowledgedBy,
    comment: alarm.comment,
  }
}

export function auditView(act: AuditRecord): AuditView {
  return {
    seq: act.seq,
    at: act.at,
    actor: act.actor,
    action: act.action,
    subject: act.subject,
    before: act.before,
    after: act.after,
    reason: act.reason,
    source: act.source,
    hash: act.hash,
  }
}

export function machineView(machine: MachineRecord, presence: MachinePresence | undefined, details: Partial<MachineView>): MachineView {
  return {
    id: machine.id,
    outlet_id: machine.outletId,
    name: machine.name,
    family: machine.family,
    direction: machine.direction,
    zone_id: machine.zoneId,
    vehicle_class: machine.vehicleClass,
    mode: machine.mode,
    status: presence?.online === true ? 'online' : 'offline',
    since: presence?.since ?? null,
    last_seen: presence?.lastSeen ?? null,
    protocol: presence?.protocol ?? null,
    software: presence?.software ?? null,
    ...details,
  }
}

export function deviceView(device: DeviceRecord): DeviceView {
  return {
    device_id: device.serial,
    id: device.id,
    kind: device.kind,
    model: device.model,
    machine_id: device.machineId,
    is_active: device.removedAt === null,
    assigned_date: device.assignedAt,
    deactivated_date: device.removedAt,
  }
}

export function factView(fact: FactRecord): MachineFact {
  return {
    id: fact.id,
    machine_id: fact.machineId,
    epoch: fact.epoch,
    seq: fact.seq,
    type: fact.type,
    at: fact.occurredAt,
    received_at: fact.receivedAt,
    clock: fact.clock,
    session_id: fact.sessionId,
    payload: fact.payload,
  }
}

export function onlinePaymentView(payment: OnlinePaymentRecord): OnlinePaymentView {
  return {
    id: payment.id,
    machine_id: payment.machineId,
    provider: payment.provider,
    state: payment.state,
    amount: payment.amount,
    paid_amount: payment.paidAmount,
    refunded_amount: payment.refundedAmount,
    refund_pending: payment.refund?.amount ?? null,
    currency: payment.currency,
    charge_id: payment.chargeId,
    transaction_id: payment.transactionId,
    created_at: payment.createdAt,
    expires_at: payment.expiresAt,
    paid_at: payment.paidAt,
    reason: payment.reason,
  }
}

/** What cameras read of the vehicle of a stay. */
export function plateReadsView(identity: StayIdentityRecord | undefined): SessionDetail['plate_reads'] {
  const read = (plate: string | null, confidence: number | null) => (plate === null || confidence === null ? null : { plate, confidence })
  if (identity === undefined) return { entry: null, exit: null }
  return { entry: read(identity.entryPlate, identity.entryConfidence), exit: read(identity.exitPlate, identity.exitConfidence) }
}
