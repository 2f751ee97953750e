/**
 * What the controller's panel says of its machine, once per change and at least every few seconds. Only what a screen
 * shows is checked here, with the small build of the schema library: the wire's whole catalogue would double the page.
 */
import { readJson } from '@palang/kit/json'
import type { GateStatus, Lane, LanePhase } from '@palang/protocol'
import * as z from 'zod/mini'

const phases = [
  'idle',
  'vehicle_waiting',
  'authorizing',
  'refused',
  'paying',
  'paid',
  'opening',
  'passing',
  'closing',
  'fault',
  'disabled',
] as const satisfies readonly LanePhase[]
const barrierStates = ['open', 'closed', 'opening', 'closing', 'fault', 'unknown'] as const satisfies readonly GateStatus[]
const qrisStates = ['offered', 'starting', 'shown', 'cancelling', 'withdrawn'] as const satisfies readonly NonNullable<
  Lane['qris']
>['state'][]

const cardStates = ['offered', 'reading', 'cancelling', 'asking'] as const satisfies readonly NonNullable<Lane['card']>['state'][]

const amount = z.int().check(z.minimum(0))
const priceLine = z.looseObject({
  text: z.string(),
  name: z.exactOptional(z.string()),
  quantity: z.int(),
  unit_amount: z.int(),
  amount: z.int(),
})

const qris = z.looseObject({
  state: z.enum(qrisStates),
  code: z.optional(z.string()),
  expires_at: z.optional(z.string()),
  reason: z.optional(z.string()),
})
export type PanelQris = z.infer<typeof qris>

const card = z.looseObject({ state: z.enum(cardStates), reason: z.optional(z.string()) })
export type PanelCard = z.infer<typeof card>

const lane = z.looseObject({
  phase: z.enum(phases),
  since: z.optional(z.string()),
  visit_id: z.optional(z.string()),
  ticket: z.optional(z.string()),
  reason: z.optional(z.string()),
  amount: z.optional(amount),
  paid_amount: z.optional(amount),
  change_amount: z.optional(amount),
  currency: z.optional(z.string()),
  duration_minutes: z.optional(amount),
  leave_by: z.optional(z.string()),
  valid_days: z.optional(amount),
  alone: z.optional(z.boolean()),
  lines: z.optional(z.array(priceLine)),
  hold: z.optional(z.looseObject({})),
  help: z.optional(z.looseObject({ answered_at: z.optional(z.string()), phrase: z.optional(z.string()), text: z.optional(z.string()) })),
  qris: z.optional(qris),
  card: z.optional(card),
  places: z.optional(z.looseObject({ vehicle_class: z.string(), open_to: z.enum(['everyone', 'members', 'nobody']) })),
})
export type PanelLane = z.infer<typeof lane>

const panelSnapshot = z.looseObject({
  machine: z.looseObject({
    id: z.string(),
    name: z.string(),
    family: z.string(),
    direction: z.optional(z.enum(['in', 'out', 'pay'])),
  }),
  outlet: z.looseObject({ name: z.string(), timezone: z.string(), currency: z.string() }),
  hub: z.looseObject({ online: z.boolean() }),
  gate: z.optional(
    z.looseObject({ status: z.enum(barrierStates), loop1: z.optional(z.boolean()), position_known: z.optional(z.boolean()) }),
  ),
  lane: z.optional(lane),
  devices: z.record(z.string(), z.looseObject({ connected: z.boolean() })),
  /** The notes the acceptor takes, in the smallest unit; absent when the machine does not know. */
  accepted_notes: z.optional(z.array(amount)),
  simulation: z.boolean(),
  /** Codes of the alarms standing at this machine. */
  alarms: z.optional(z.array(z.string())),
})
export type PanelSnapshot = z.infer<typeof panelSnapshot>

/** The snapshot in `text`, or nothing when it is not one; a broken message never blanks the screen. */
export function parseSnapshot(text: string): PanelSnapshot | undefined {
  const parsed = panelSnapshot.safeParse(readJson(text))
  return parsed.success ? parsed.data : undefined
}
