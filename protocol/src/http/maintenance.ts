/** Looking after machines: what is planned, what was done, and what is due. */
import { z } from 'zod'
import { calendarDay, isoTime } from '../primitives.ts'

/** Left out: as it is. Null: never. */
export const maintenancePlanBody = z
  .object({ days: z.int().min(1).max(3_650).nullable(), treatments: z.int().min(1).max(10_000_000).nullable() })
  .partial()
  .meta({ id: 'MaintenancePlan', examples: [{ days: 90, treatments: 5_000 }] })

export const maintenanceEntryBody = z
  .object({
    /** Of the outlet; today unless given. */
    date: calendarDay.optional(),
    kind: z.enum(['service', 'repair', 'inspection', 'part']).default('service'),
    note: z.string().trim().min(1).max(500).optional(),
  })
  .meta({ id: 'MaintenanceEntry', examples: [{ kind: 'part', note: 'new ozone cell' }] })

export const maintenanceView = z
  .object({
    machine_id: z.string(),
    plan: z.object({ days: z.int().nullable(), treatments: z.int().nullable() }),
    due: z.object({
      date: calendarDay.nullable(),
      days_left: z.int().nullable(),
      treatments_left: z.int().nullable(),
      is_due: z.boolean(),
    }),
    /** The newest first, at most a hundred; nothing of it is ever changed. */
    entries: z.array(
      z.object({ id: z.string(), date: calendarDay, kind: z.string(), note: z.string().nullable(), actor: z.string(), noted_at: isoTime }),
    ),
  })
  .meta({
    id: 'Maintenance',
    examples: [
      {
        machine_id: 'ozon-1',
        plan: { days: 90, treatments: null },
        due: { date: '2026-04-20', days_left: 90, treatments_left: null, is_due: false },
        entries: [
          {
            id: '019bda5e-9a40-7000-8000-000000000001',
            date: '2026-01-20',
            kind: 'part',
            note: 'new ozone cell',
            actor: 'user:admin@palang.local',
            noted_at: '2026-01-20T10:30:00.000Z',
          },
        ],
      },
    ],
  })
export type MaintenanceView = z.infer<typeof maintenanceView>
