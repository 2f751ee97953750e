/** What people keep on the hub: cards, vehicles, tariffs, money received, alarms, settings and the audit trail. */
import { z } from 'zod'
import { alarmSeverity } from '../machine.ts'
import { cardId, isoTime, licensePlate, slug, uuid } from '../primitives.ts'
import { pageQuery, queryTime } from './paging.ts'

export const searchQuery = pageQuery.extend({ search: z.string().trim().min(1).max(64).optional() })

const cardFields = {
  kind: z.enum(['member', 'visitor']),
  status: z.enum(['active', 'blocked']),
  holder: z.string().trim().min(1).max(120).nullable(),
  license_plate: licensePlate.nullable(),
  vehicle_class: slug.nullable(),
  valid_from: isoTime.nullable(),
  valid_until: isoTime.nullable(),
}

/** Left-out fields take their plain value: an active member card without limits. */
export const newCardBody = z
  .object({
    id: cardId,
    kind: cardFields.kind.default('member'),
    status: cardFields.status.default('active'),
    holder: cardFields.holder.default(null),
    license_plate: cardFields.license_plate.default(null),
    vehicle_class: cardFields.vehicle_class.default(null),
    valid_from: cardFields.valid_from.default(null),
    valid_until: cardFields.valid_until.default(null),
  })
  .meta({ id: 'NewCard', examples: [{ id: 'CARD_001', kind: 'member', holder: 'Siti Rahma', license_plate: 'B 1234 XYZ' }] })

/** Only what changes. */
export const cardChangeBody = z
  .object(cardFields)
  .partial()
  .meta({ id: 'CardChange', examples: [{ status: 'blocked' }] })

export const cardView = z.object({ id: z.string(), ...cardFields, created_at: isoTime, updated_at: isoTime }).meta({
  id: 'Card',
  examples: [
    {
      id: 'CARD_001',
      kind: 'member',
      status: 'active',
      holder: 'Siti Rahma',
      license_plate: 'B 1234 XYZ',
      vehicle_class: 'car',
      valid_from: null,
      valid_until: null,
      created_at: '2026-01-20T10:30:00.000Z',
      updated_at: '2026-01-20T10:30:00.000Z',
    },
  ],
})
export type CardView = z.infer<typeof cardView>

export const vehicleBody = z
  .object({
    license_plate: licensePlate,
    vehicle_class: slug.default('car'),
    card_id: cardId.nullable().default(null),
    note: z.string().trim().max(200).nullable().default(null),
  })
  .meta({ id: 'NewVehicle', examples: [{ license_plate: 'B 1234 XYZ', vehicle_class: 'car', card_id: 'CARD_001' }] })

export const vehicleChangeBody = z
  .object({ vehicle_class: slug, card_id: cardId.nullable(), note: z.string().trim().max(200).nullable() })
  .partial()
  .meta({ id: 'VehicleChange', examples: [{ note: 'company car' }] })

export const vehicleView = z
  .object({
    id: z.string(),
    license_plate: z.string(),
    vehicle_class: z.string(),
    card_id: z.string().nullable(),
    note: z.string().nullable(),
    created_at: isoTime,
  })
  .meta({
    id: 'Vehicle',
    examples: [
      {
        id: 'B1234XYZ',
        license_plate: 'B 1234 XYZ',
        vehicle_class: 'car',
        card_id: 'CARD_001',
        note: null,
        created_at: '2026-01-20T10:30:00.000Z',
      },
    ],
  })
export type VehicleView = z.infer<typeof vehicleView>

export const paymentListQuery = pageQuery.extend({ session_id: uuid.optional(), from: queryTime.optional(), to: queryTime.optional() })

/** How money came or went. `prepaid` and `credit` were paid in before, and only move. */
export const ledgerMethod = z.enum(['cash', 'card', 'qris', 'free', 'prepaid', 'credit'])
export type LedgerMethod = z.infer<typeof ledgerMethod>
/** Why it moved. */
export const ledgerKind = z.enum(['payment', 'change', 'refund', 'credit', 'adjustment'])

export const paymentView = z
  .object({
    id: z.string(),
    session_id: z.string().nullable(),
    machine_id: z.string().nullable(),
    kind: ledgerKind,
    method: ledgerMethod,
    amount: z.int(),
    currency: z.string(),
    occurred_at: isoTime,
    actor: z.string(),
    note: z.string().nullable(),
    shift_id: z.string().nullable(),
    reverses_id: z.string().nullable().meta({ description: 'The entry this one takes back, wholly or in part' }),
  })
  .meta({
    id: 'LedgerEntry',
    examples: [
      {
        id: '019bda5e-9a40-7000-8000-0000000000b1',
        session_id: '019bda5e-9a40-7000-8000-000000000001',
        machine_id: 'gate_out',
        kind: 'payment',
        method: 'cash',
        amount: 10_000,
        currency: 'IDR',
        occurred_at: '2026-01-20T12:05:00.000Z',
        actor: 'machine:gate_out',
        note: null,
        shift_id: null,
        reverses_id: null,
      },
    ],
  })
export type PaymentView = z.infer<typeof paymentView>

export const alarmListQuery = pageQuery.extend({ state: z.enum(['active', 'cleared']).optional(), machine: slug.optional() })

export const acknowledgeBody = z
  .object({ comment: z.string().trim().min(1).max(200) })
  .meta({ id: 'Acknowledge', examples: [{ comment: 'technician is on the way' }] })

export const alarmView = z
  .object({
    id: z.string(),
    machine_id: z.string(),
    code: z.string(),
    severity: alarmSeverity,
    state: z.enum(['active', 'cleared']),
    message: z.string(),
    raised_at: isoTime,
    cleared_at: isoTime.nullable(),
    acknowledged_at: isoTime.nullable(),
    acknowledged_by: z.string().nullable(),
    comment: z.string().nullable(),
  })
  .meta({
    id: 'Alarm',
    examples: [
      {
        id: '019bda5e-9a40-7000-8000-0000000000a1',
        machine_id: 'gate_in',
        code: 'barrier_fault',
        severity: 'critical',
        state: 'active',
        message: 'The barrier did not reach its position',
        raised_at: '2026-01-20T10:30:00.000Z',
        cleared_at: null,
        acknowledged_at: null,
        acknowledged_by: null,
        comment: null,
      },
    ],
  })
export type AlarmView = z.infer<typeof alarmView>

/** Name of a setting people may change. */
export const settingKey = z
  .string()
  .regex(/^[a-z][a-z0-9_]*(\.[a-z0-9_]+){0,3}$/, 'lower-case words joined by _ and dots')
  .max(64)

/** The settings to replace; the others stay. */
export const settingsBody = z
  .object({ settings: z.record(settingKey, z.json()).refine(s => Object.keys(s).length <= 100, 'at most 100 settings') })
  .meta({ id: 'SettingsChange', examples: [{ settings: { 'kiosk.language': 'id' } }] })

export const settingsView = z
  .object({
    outlet: z.object({ id: z.string(), name: z.string(), timezone: z.string(), currency: z.string() }),
    simulation: z.boolean(),
    settings: z.record(z.string(), z.unknown()),
  })
  .meta({
    id: 'Settings',
    examples: [
      {
        outlet: { id: 'pusat', name: 'Parkir Pusat', timezone: 'Asia/Jakarta', currency: 'IDR' },
        simulation: true,
        settings: { 'kiosk.language': 'id' },
      },
    ],
  })

/** Which entries of the audit trail are wanted. */
export const auditFilterQuery = z.object({
  actor: z.string().min(1).max(200).optional(),
  action: z.string().min(1).max(80).optional(),
  subject: z.string().min(1).max(200).optional(),
  from: queryTime.optional(),
  to: queryTime.optional().meta({ description: 'Before this moment' }),
})

export const auditListQuery = pageQuery.extend(auditFilterQuery.shape)

export const auditView = z
  .object({
    seq: z.int(),
    at: isoTime,
    actor: z.string(),
    action: z.string(),
    subject: z.string(),
    before: z.unknown(),
    after: z.unknown(),
    reason: z.string().nullable(),
    source: z.string().nullable(),
    hash: z.string(),
  })
  .meta({
    id: 'AuditEntry',
    examples: [
      {
        seq: 12,
        at: '2026-01-20T10:30:00.000Z',
        actor: 'user:admin@palang.local',
        action: 'gate_control',
        subject: 'gate_in',
        before: null,
        after: { action: 'open', duration: 10 },
        reason: 'guest',
        source: '192.168.1.20',
        hash: '9f2c…',
      },
    ],
  })
export type AuditView = z.infer<typeof auditView>
