/** An incident: everything that was kept about a session, an alarm or a machine's time, in one order, as it leaves the house. */
import { z } from 'zod'
import { family, isoTime } from '../primitives.ts'
import { queryTime } from './paging.ts'
import { keptFrame } from '../serial-frames.ts'
import { alarmView } from './registry.ts'
import { sessionView, timelineEntry } from './sessions.ts'

/** Longest window of a machine. Milliseconds. */
export const longestIncidentMs = 24 * 60 * 60_000

export const incidentQuery = z
  .object({ from: queryTime.optional(), to: queryTime.optional() })
  .refine(({ from, to }) => from === undefined || to === undefined || isWindow(from, to), {
    path: ['to'],
    message: 'after `from`, and at most 24 hours later',
  })

function isWindow(from: string, to: string): boolean {
  const length = Date.parse(to) - Date.parse(from)
  return length > 0 && length <= longestIncidentMs
}

/** Raw bytes of a line of a machine, between what came of them. */
const frameEntry = keptFrame.extend({
  kind: z.literal('frame'),
  machine_id: z.string(),
  /** The same for people: what is not printable ASCII is a middle dot. */
  text: z.string(),
})
export type FrameEntry = z.infer<typeof frameEntry>

/** What is not in an incident although somebody may look for it, and why. */
export const incidentGap = z.object({
  what: z.enum(['entries', 'photo', 'frames']),
  why: z.enum(['too_many', 'too_large', 'gone', 'not_kept', 'away', 'no_answer', 'busy', 'lost']),
  /** The photo or machine it is about. */
  id: z.string().optional(),
})
export type IncidentGap = z.infer<typeof incidentGap>

export const incidentView = z
  .object({
    format: z.literal('palang-incident'),
    version: z.literal(1),
    subject: z.object({ kind: z.enum(['session', 'alarm', 'machine']), id: z.string() }),
    outlet: z.object({ id: z.string(), name: z.string(), timezone: z.string(), currency: z.string() }),
    from: isoTime,
    to: isoTime,
    made_at: isoTime,
    made_by: z.string(),
    software: z.string(),
    session: sessionView.nullable(),
    alarm: alarmView.nullable(),
    machines: z.array(z.object({ id: z.string(), name: z.string(), family })),
    /** Oldest first. The time of a fact or frame is its machine's, with the quality of that clock; all other times are the hub's. */
    entries: z.array(z.union([timelineEntry, frameEntry])),
    /** SHA-256 of each picture, as hex. */
    photos: z.array(z.object({ id: z.string(), bytes: z.int(), sha256: z.string() })),
    missing: z.array(incidentGap),
  })
  .meta({
    id: 'Incident',
    examples: [
      {
        format: 'palang-incident',
        version: 1,
        subject: { kind: 'machine', id: 'gate_in' },
        outlet: { id: 'pusat', name: 'Parkir Pusat', timezone: 'Asia/Jakarta', currency: 'IDR' },
        from: '2026-01-20T10:00:00.000Z',
        to: '2026-01-20T11:00:00.000Z',
        made_at: '2026-01-20T12:00:00.000Z',
        made_by: 'user:siti@palang.local',
        software: '0.1.0',
        session: null,
        alarm: null,
        machines: [{ id: 'gate_in', name: 'Gerbang masuk', family: 'gate' }],
        entries: [],
        photos: [],
        missing: [{ what: 'frames', why: 'not_kept', id: 'gate_in' }],
      },
    ],
  })
export type IncidentView = z.infer<typeof incidentView>

/** A file that was exported, found again by its digest. */
export const incidentExport = z.object({ sha256: z.string(), exported_at: isoTime, exported_by: z.string() }).meta({
  id: 'IncidentExport',
  examples: [
    { sha256: 'e3b0c44298fc1c149afbf4c8996fb924…', exported_at: '2026-01-20T12:00:00.000Z', exported_by: 'user:siti@palang.local' },
  ],
})
