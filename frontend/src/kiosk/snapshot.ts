/**
 * What the controller's panel says of its machine, once per change and at least every few seconds. Only what a screen
 * shows is checked here, with the small build of the schema library: the wire's whole catalogue would double the page.
 */
import { readJson } from '@palang/kit/json'
import type {
  CheckpointStatus,
  GateStatus,
  HandoverStep,
  InterlockState,
  Lane,
  LanePhase,
  QualityVerdict,
  SalePhase,
  SaleResult,
  SaleStatus,
  Treatment,
  TreatmentSalePhase,
} from '@palang/protocol'
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

type SaleEnd = NonNullable<SaleStatus['ended']>
const salePhases = ['idle', 'paying', 'pouring', 'thanks', 'closed'] as const satisfies readonly SalePhase[]
const saleResults = ['success', 'failed', 'cancelled'] as const satisfies readonly SaleResult[]
const remaindersTo = ['nobody', 'credit', 'prepaid', 'both'] as const satisfies readonly SaleEnd['remainder_to'][]
const prepaidStates = ['offered', 'asking', 'withdrawn'] as const satisfies readonly NonNullable<SaleStatus['prepaid']>['state'][]
const receipts = ['printed', 'printing', 'none'] as const satisfies readonly SaleEnd['receipt'][]
const verdicts = ['good', 'bad', 'unknown'] as const satisfies readonly QualityVerdict[]
const interlockStates = ['open', 'locked', 'flushing', 'retesting'] as const satisfies readonly InterlockState[]

const volumeMl = z.int().check(z.minimum(1))

/** The money of a sale, whatever is sold. */
const money = {
  currency: z.string(),
  credit: amount,
  credit_until: z.optional(z.string()),
  session_id: z.optional(z.string()),
  price: z.optional(amount),
  paid_amount: z.optional(amount),
  takes: z.optional(z.looseObject({ notes: z.boolean(), coins: z.boolean() })),
  qris: z.optional(qris),
  card: z.optional(card),
  prepaid: z.optional(z.looseObject({ state: z.enum(prepaidStates), reason: z.optional(z.string()), balance: z.optional(amount) })),
  until: z.optional(z.string()),
}
const saleMoney = z.looseObject(money)
export type PanelMoney = z.infer<typeof saleMoney>

/** What became of the money of a sale that ended. */
const settled = {
  result: z.enum(saleResults),
  reason: z.string(),
  exact: z.boolean(),
  charged: amount,
  remainder: amount,
  remainder_to: z.enum(remaindersTo),
  to_prepaid: z.optional(amount),
}
const settledSale = z.looseObject(settled)
export type PanelSettled = z.infer<typeof settledSale>

const sale = z.looseObject({
  phase: z.enum(salePhases),
  reason: z.optional(z.string()),
  products: z.array(z.looseObject({ volume_ml: volumeMl, price: amount })),
  volume_ml: z.optional(volumeMl),
  ...money,
  delivered_ml: z.optional(amount),
  ended: z.optional(z.looseObject({ ...settled, delivered_ml: amount, receipt: z.enum(receipts) })),
})
export type PanelSale = z.infer<typeof sale>

const treatments = ['BASIC', 'STANDARD', 'PREMIUM'] as const satisfies readonly Treatment[]
const treatmentPhases = ['idle', 'paying', 'running', 'thanks', 'closed'] as const satisfies readonly TreatmentSalePhase[]
const treatment = z.enum(treatments)
const seconds = z.int().check(z.minimum(0))

const treatmentSale = z.looseObject({
  phase: z.enum(treatmentPhases),
  reason: z.optional(z.string()),
  opens_at: z.optional(z.string()),
  treatments: z.array(z.looseObject({ treatment, seconds, price: amount })),
  treatment: z.optional(treatment),
  ...money,
  planned_s: z.optional(seconds),
  remaining_s: z.optional(seconds),
  ended: z.optional(z.looseObject({ ...settled, actual_s: seconds, stopped_by: z.optional(z.string()) })),
})
export type PanelTreatmentSale = z.infer<typeof treatmentSale>

const limit = z.optional(z.number())
const quality = z.looseObject({
  at: z.nullable(z.string()),
  tds: z.nullable(z.number()),
  ph: z.nullable(z.number()),
  temperature: z.nullable(z.number()),
  verdict: z.enum(verdicts),
  reasons: z.array(z.string()),
  interlock: z.enum(interlockStates),
  thresholds: z.optional(z.looseObject({ tds_min: limit, tds_max: limit, ph_min: limit, ph_max: limit, temperature_max: limit })),
})
export type PanelQuality = z.infer<typeof quality>

const handoverSteps = ['dispatched', 'received', 'served', 'returned'] as const satisfies readonly HandoverStep[]
const handoverStep = z.enum(handoverSteps)
const placeKinds = ['kitchen', 'school'] as const satisfies readonly NonNullable<CheckpointStatus['place']>['kind'][]

const checkpoint = z.looseObject({
  step: handoverStep,
  steps: z.array(handoverStep).check(z.minLength(1)),
  place: z.nullable(z.looseObject({ name: z.string(), kind: z.enum(placeKinds) })),
  today: z.partialRecord(handoverStep, amount),
  expected: z.nullable(z.looseObject({ containers: amount, portions: amount })),
  backlog: amount,
  last_sync_at: z.nullable(z.string()),
  last: z.nullable(
    z.looseObject({
      id: z.string(),
      tag_id: z.string(),
      label: z.nullable(z.string()),
      school: z.nullable(z.string()),
      step: z.nullable(handoverStep),
      repeated: z.boolean(),
      warnings: z.array(z.string()),
      at: z.string(),
    }),
  ),
})
export type PanelCheckpoint = z.infer<typeof checkpoint>

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
  /** Nothing of sale and quality while a machine is out of order; no quality without a sensor. */
  water: z.optional(z.looseObject({ sale: z.optional(sale), quality: z.optional(quality) })),
  /** As of water: nothing of a sale while the machine is out of order. */
  ozone: z.optional(z.looseObject({ sale: z.optional(treatmentSale) })),
  /** While its disk takes no writes a checkpoint says why instead of how it is. */
  checkpoint: z.optional(z.union([checkpoint, z.looseObject({ reason: z.string() })])),
  devices: z.record(z.string(), z.looseObject({ connected: z.boolean() })),
  /** The notes the acceptor takes, in the smallest unit; absent when the machine does not know. */
  accepted_notes: z.optional(z.array(amount)),
  /** Address of the page of today's quality, where customers can reach it. */
  quality_page: z.optional(z.string()),
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
