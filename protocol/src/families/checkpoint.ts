/** Family `checkpoint`: what the controller of a checkpoint writes down, and what it tells while the link lasts. */
import { z } from 'zod'
import { event, type MessageKind, status } from '../message-kind.ts'
import { cardId, isoTime, uuid } from '../primitives.ts'
import { foodTimes, handoverStep, recipientName, scanDetails, scanStatus, scanWarning } from './handover.ts'

/** Who held the tag to what: the reader of the checkpoint, a phone with its own, a person who typed, or another program over HTTP. */
export const scanSource = z.enum(['reader', 'phone', 'typed', 'api'])
export type ScanSource = z.infer<typeof scanSource>

export const checkpointFacts = {
  /** A tag was scanned. Its id is that of the fact. */
  scan_recorded: z.looseObject({
    tag_id: cardId,
    status: scanStatus,
    /** As the checkpoint understood the word; null when it means nothing to it. */
    step: handoverStep.nullable(),
    source: scanSource,
    ...scanDetails,
    ...foodTimes,
    warnings: z.array(scanWarning).max(8),
  }),
  /** A person at the place signed for what came, or turned it away. */
  receipt_signed: z.looseObject({
    recipient: recipientName,
    ...scanDetails,
    /** As kept with the photos of the machine. */
    photo_id: uuid.optional(),
    signature_id: uuid.optional(),
    note: z.string().max(500).optional(),
  }),
  /** The clock of the checkpoint was set: what was scanned before may carry another time than the wall showed. */
  clock_jumped: z.looseObject({ by_ms: z.int(), before: isoTime }),
} as const

const count = z.int().min(0)

/** A scan as it was kept: told after the commit. */
export const scanEvent = z.looseObject({
  scan_id: z.string().max(64),
  gateway_id: z.string().max(64),
  tag_id: z.string().max(64),
  status: z.string().max(64),
  step: handoverStep.nullable(),
  at: isoTime,
  received_at: isoTime,
})
export type ScanEvent = z.infer<typeof scanEvent>

/** `checkpoint_status`: how the checkpoint is, what it scanned last, and what waits to be told. */
export const checkpointStatus = z.looseObject({
  /** What a tap means now. */
  step: handoverStep,
  /** What it may mean here. */
  steps: z.array(handoverStep).min(1),
  place: z.object({ id: z.string(), name: z.string(), kind: z.enum(['kitchen', 'school']) }).nullable(),
  /** Scans of the day, by step. */
  today: z.partialRecord(handoverStep, count),
  expected: z.object({ containers: count, portions: count }).nullable(),
  /** Scans that no hub acknowledged yet. */
  backlog: count,
  oldest_waiting_at: isoTime.nullable(),
  /** When the hub last acknowledged something; null: never. */
  last_sync_at: isoTime.nullable(),
  /** When the plan was last told, and for which day. */
  plan: z.object({ day: z.string(), told_at: isoTime, tags: count }).nullable(),
  clock: z.enum(['synced', 'drifting', 'unknown']),
  last: z
    .looseObject({
      id: z.string(),
      tag_id: z.string(),
      label: z.string().nullable(),
      school: z.string().nullable(),
      step: handoverStep.nullable(),
      /** It was held twice: the scan is the one that was there. */
      repeated: z.boolean(),
      warnings: z.array(scanWarning),
      at: isoTime,
    })
    .nullable(),
})
export type CheckpointStatus = z.infer<typeof checkpointStatus>

export const checkpointMessages = {
  scan_event: { ...event, since: 1, payload: scanEvent },
  checkpoint_status: { ...status, since: 1, payload: checkpointStatus },
} as const satisfies Record<string, MessageKind>
