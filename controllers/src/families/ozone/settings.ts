/** What is sold and what keeps people safe: as the site file says, unless the hub told prices or an operator ordered other times. */
import { longestRunSeconds, treatment, type TreatmentOffer, treatmentSellingSettings } from '@palang/protocol'
import { z } from 'zod'
import type { OzoneConfig, OzoneState, Turn } from './state.ts'
import { answer, reject } from './turn.ts'

/** By an operator; absent is as the site file says. */
export const orderedSettings = z.object({
  minutes: z.partialRecord(treatment, z.number().positive()).optional(),
  max_run_s: z.int().min(1).optional(),
  cool_down_s: z.int().min(0).optional(),
})
export type OrderedSettings = z.infer<typeof orderedSettings>

export const learnedPrices = treatmentSellingSettings.shape.prices.unwrap().valueType
export type LearnedPrices = z.infer<typeof learnedPrices>

export interface InForce {
  /** By treatment; one that is not named has no time. */
  minutes: NonNullable<OrderedSettings['minutes']>
  maxRunS: number
  coolDownS: number
}

type Settable = Pick<OzoneState, 'ordered'>
type Given = Pick<OzoneConfig, 'treatments' | 'maxRunS' | 'coolDownS'>

/** What the machine goes by now. No treatment is ever longer than the longest run. */
export function settingsInForce({ ordered }: Settable, config: Given): InForce {
  const maxRunS = ordered.max_run_s ?? config.maxRunS
  return { minutes: lengthsOf(ordered, config, maxRunS), maxRunS, coolDownS: ordered.cool_down_s ?? config.coolDownS }
}

function lengthsOf(ordered: OrderedSettings, { treatments }: Given, mostS: number): InForce['minutes'] {
  const lengths: InForce['minutes'] = {}
  for (const name of treatment.options) {
    const sold = treatments.find(one => one.treatment === name)
    const minutes = ordered.minutes?.[name] ?? (sold === undefined ? undefined : sold.seconds / 60)
    if (minutes !== undefined) lengths[name] = Math.min(minutes, mostS / 60)
  }
  return lengths
}

/** How long a treatment runs, in seconds; undefined where nobody said. */
export function secondsOf(state: Settable, config: Given, name: TreatmentOffer['treatment']): number | undefined {
  const minutes = settingsInForce(state, config).minutes[name]
  return minutes === undefined ? undefined : wholeSeconds(minutes)
}

function wholeSeconds(minutes: number): number {
  return Math.max(1, Math.round(minutes * 60))
}

/** What is sold now, and by which version of the prices. */
export function offersOf(
  state: Pick<OzoneState, 'ordered' | 'prices'>,
  config: OzoneConfig,
): { treatments: TreatmentOffer[]; version: string; since?: string } {
  const { prices } = state
  const treatments = config.treatments.map(offer => ({
    treatment: offer.treatment,
    seconds: secondsOf(state, config, offer.treatment) ?? offer.seconds,
    price: prices?.prices[offer.treatment] ?? offer.price,
  }))
  return prices === null ? { treatments, version: config.treatmentsVersion } : { treatments, version: prices.version, since: prices.since }
}

/** What is for this machine of what the hub told. */
export function learn({ state, config }: Turn, { payments, prices }: z.infer<typeof treatmentSellingSettings>): void {
  state.till.hubTakes = { qris: payments?.qris === true, prepaid: payments?.prepaid === true }
  state.prices = prices?.[config.machineId] ?? prices?.['*'] ?? null
}

/** Takes other times over, all of them or none. The status tells them, which is the proof. */
export function onSettings(turn: Turn, id: string, wanted: OrderedSettings): void {
  const { state, config } = turn
  if (state.run !== null || state.shop.sale !== null) return reject(turn, id, 'machine_busy', 'Not while a treatment is sold or runs')
  const ordered: OrderedSettings = { ...state.ordered, ...wanted, minutes: { ...state.ordered.minutes, ...wanted.minutes } }
  const maxRunS = ordered.max_run_s ?? config.maxRunS
  if (maxRunS > longestRunSeconds) {
    return reject(turn, id, 'invalid_request', `No board treats longer than ${longestRunSeconds} seconds in one piece`)
  }
  const long = Object.entries(lengthsOf(ordered, config, Infinity)).find(([, minutes]) => wholeSeconds(minutes) > maxRunS)
  if (long !== undefined) return reject(turn, id, 'invalid_request', `${long[0]} would run longer than the longest run, ${maxRunS} seconds`)
  state.ordered = ordered
  answer(turn, { command_id: id, state: 'succeeded' })
}
