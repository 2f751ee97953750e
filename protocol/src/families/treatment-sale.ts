/** Selling treatments: what is offered, where the sale of the present customer stands, and what the hub tells such a machine. */
import { z } from 'zod'
import { amount, isoTime } from '../primitives.ts'
import { treatment } from './device-message.ts'
import { treatmentEnd } from './treatment-facts.ts'
import { saleMoney, saleResult, settledMoney } from './water-sale.ts'
import { sitePayments } from './water-settings.ts'

/** Why nobody is served now. `not_stopping`: the relay stayed on longer than was ordered, and a person has to look. */
export const treatmentClosed = z.enum([
  'emergency_stop',
  'door_open',
  'not_stopping',
  'cooling_down',
  'no_treatments',
  'device_unavailable',
  'maintenance',
  'disabled',
])
export type TreatmentClosed = z.infer<typeof treatmentClosed>

/** What is sold, for how much and how long. */
const treatmentOffer = z.looseObject({ treatment, seconds: z.int().min(1), price: amount })
export type TreatmentOffer = z.infer<typeof treatmentOffer>

/** Where a sale stands; the kiosk shows one screen per phase. `closed`: nobody is served now, and `reason` says why. */
export const treatmentPhaseOfSale = z.enum(['idle', 'paying', 'running', 'thanks', 'closed'])
export type TreatmentSalePhase = z.infer<typeof treatmentPhaseOfSale>

/** The sale as the screens see it. */
export const treatmentSale = z.looseObject({
  phase: treatmentPhaseOfSale,
  since: isoTime,
  /** A {@link treatmentClosed}; one of a later version is nothing to fail at. */
  reason: z.string().max(64).optional(),
  /** When it opens again by itself, where that is known. */
  opens_at: isoTime.optional(),
  treatments: z.array(treatmentOffer),
  price_list: z.looseObject({ version: z.string().max(64), since: isoTime.optional() }),
  treatment: treatment.optional(),
  ...saleMoney,
  planned_s: z.int().min(0).optional(),
  /** Left of the treatment under way, as the board counts it. */
  remaining_s: z.int().min(0).optional(),
  /** Of the sale just ended. */
  ended: z
    .looseObject({
      result: saleResult,
      reason: treatmentEnd,
      stopped_by: z.enum(['customer', 'operator']).optional(),
      actual_s: z.int().min(0),
      exact: z.boolean(),
      ...settledMoney,
    })
    .optional(),
})
export type TreatmentSale = z.infer<typeof treatmentSale>

/** What the hub tells a treatment machine it is to go by: with the greeting, and whenever it changes. What it does not tell is as the site file says. */
export const treatmentSellingSettings = z.looseObject({
  /** Which ways of paying that need the hub it takes now; a machine that was told none offers none. */
  payments: sitePayments.optional(),
  /** By machine; `*` for every machine that is not named. What a treatment costs there; the machine tells the version it sells by. */
  prices: z
    .record(z.string(), z.looseObject({ version: z.string().max(64), since: isoTime, prices: z.partialRecord(treatment, amount) }))
    .optional(),
})
export type TreatmentSellingSettings = z.infer<typeof treatmentSellingSettings>
