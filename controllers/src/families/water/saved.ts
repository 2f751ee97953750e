/** Reading back what an earlier run saved. It is our own writing, yet of an earlier version perhaps: what does not fit is left. */
import { machineMode, pourEnd, pourPurpose } from '@palang/protocol'
import { z } from 'zod'
import { readSavedAs } from '../read-saved.ts'
import { savedTill } from '../till/saved-till.ts'
import { emptyTill } from '../till/till.ts'
import { openInterlock, savedInterlock, savedQuality } from './quality-state.ts'
import { emptyShop } from './sale-state.ts'
import { savedShop } from './saved-shop.ts'
import { learnedSettings } from './settings.ts'
import type { SavedWater } from './state.ts'

const pour = z.object({
  sessionId: z.string(),
  commandId: z.string().nullable(),
  stopCommandId: z.string().nullable().default(null),
  purpose: pourPurpose,
  volumeMl: z.int(),
  pulses: z.int(),
  pulsesPerLitre: z.number(),
  maxMs: z.int(),
  stage: z.enum(['asked', 'ordered', 'running', 'found']),
  started: z.boolean(),
  countBefore: z.int().nullable(),
  boot: z.string().nullable(),
  flowBefore: z.int().nullable(),
  heardPulses: z.int(),
  stoppedFor: z.enum(['stopped', 'over_run']).nullable(),
  powerLost: z.boolean(),
})

const ended = z.object({
  sessionId: z.string(),
  volumeMl: z.int(),
  reason: pourEnd,
  pulses: z.int(),
  deliveredMl: z.int(),
  exact: z.boolean(),
  atMs: z.number(),
})

const saved = z.object({
  mode: machineMode,
  pour: pour.nullable(),
  lastPour: ended.nullable(),
  alarms: z.array(z.string()),
  till: savedTill.default(emptyTill),
  shop: savedShop.default(emptyShop),
  settings: learnedSettings.nullable().default(null),
  quality: savedQuality.default({ written: null }),
  interlock: savedInterlock.default(openInterlock),
}) satisfies z.ZodType<SavedWater>

/** The saved machine, or null when there is none that can be understood. */
export const readSaved = (stored: string): SavedWater | null => readSavedAs(saved, stored)
