/** The facts each family may write, and its own messages. A family without an entry does not compile. */
import { z } from 'zod'
import { isoTime, type Family } from '../primitives.ts'
import type { MessageKind } from '../message-kind.ts'
import { checkpointFacts, checkpointMessages } from './checkpoint.ts'
import { gateFacts, gateMessages } from './gate.ts'
import { ozoneMessages } from './ozone.ts'
import { treatmentFacts } from './treatment-facts.ts'
import { waterFacts, waterMessages } from './water.ts'

/** Facts every machine may write, whatever its family. */
export const machineFacts = {
  /** The controller started with this journal; `reason` says whether it is a new one, and why. */
  controller_started: z.looseObject({ software: z.string().max(64), reason: z.enum(['start', 'new_journal', 'journal_corrupt']) }),
  alarm_raised: z.looseObject({
    code: z.string().regex(/^[a-z][a-z0-9_]{0,63}$/),
    severity: z.enum(['info', 'warning', 'critical']),
    message: z.string().max(300),
  }),
  alarm_cleared: z.looseObject({ code: z.string().regex(/^[a-z][a-z0-9_]{0,63}$/) }),
  device_connected: z.looseObject({ device: z.string().max(64) }),
  device_disconnected: z.looseObject({ device: z.string().max(64), reason: z.string().max(200) }),
} as const

/**
 * Facts the hub itself writes about a machine, under its own epoch and numbering: when the link was lost and when it
 * stood again. No machine may write them.
 */
export const hubFacts = {
  /** `last_seen`: the machine's last word. */
  machine_offline: z.looseObject({ last_seen: isoTime.optional() }),
  machine_online: z.looseObject({
    away_since: isoTime.optional(),
    away_s: z.int().min(0).optional(),
    protocol: z.int(),
    software: z.string().max(64),
  }),
} as const

export const familyFacts = {
  gate: gateFacts,
  water: waterFacts,
  ozone: treatmentFacts,
  checkpoint: checkpointFacts,
} as const satisfies Record<Family, Record<string, z.ZodType>>

/** What machines of one family are told, and tell, while the link lasts. */
export const familyMessages = {
  gate: gateMessages,
  water: waterMessages,
  ozone: ozoneMessages,
  checkpoint: checkpointMessages,
} as const satisfies Record<Family, Record<string, MessageKind>>

/** The schema of one fact type of one family, or nothing when this version does not know the type. */
export function factSchema(of: Family, type: string): z.ZodType | undefined {
  if (Object.hasOwn(hubFacts, type)) return z.never('only the hub writes this fact')
  const known: Record<string, z.ZodType> = { ...machineFacts, ...familyFacts[of] }
  return Object.hasOwn(known, type) ? known[type] : undefined
}

type PayloadOf<T> = { [K in keyof T & string]: T[K] extends z.ZodType ? { type: K; payload: z.input<T[K]> } : never }[keyof T & string]

/** A fact the hub writes about a machine, type and payload together. */
export type HubFact = PayloadOf<typeof hubFacts>

/** A fact a controller of family `F` may write, type and payload together. */
export type FactOf<F extends Family> = PayloadOf<(typeof familyFacts)[F]> | PayloadOf<typeof machineFacts>

export type GateFact = FactOf<'gate'>
export type WaterFact = FactOf<'water'>
export type TreatmentFact = FactOf<'ozone'>
export type CheckpointFact = FactOf<'checkpoint'>
