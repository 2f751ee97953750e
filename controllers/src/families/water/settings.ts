/** What the hub told this machine to go by, kept over restarts: prices, calibrations, thresholds. */
import { type Product, waterSettings, type WaterSettings } from '@palang/protocol'
import { z } from 'zod'
import type { Turn, WaterConfig, WaterState } from './state.ts'

/** This machine's part of the settings, and when the hub was last heard, milliseconds UTC. */
export const learnedSettings = z.object({
  heardAtMs: z.number(),
  prices: waterSettings.shape.prices.valueType.nullable(),
  calibration: waterSettings.shape.calibrations.valueType.nullable(),
  thresholds: waterSettings.shape.thresholds.unwrap().nullable(),
})
export type LearnedSettings = z.infer<typeof learnedSettings>

/** Keeps what is for this machine. */
export function learn({ state, config, context }: Turn, { prices, calibrations, thresholds, payments }: WaterSettings): void {
  state.till.hubTakes = { qris: payments?.qris === true, prepaid: payments?.prepaid === true }
  state.settings = {
    heardAtMs: context.nowMs,
    prices: prices[config.machineId] ?? prices['*'] ?? null,
    calibration: calibrations[config.machineId] ?? null,
    thresholds: thresholds ?? null,
  }
}

/** The hub is there. Written down only now and then: it is for days that this is asked. */
export function hearHub({ state, context }: Turn): void {
  const { settings } = state
  if (settings !== null && Math.abs(context.nowMs - settings.heardAtMs) >= noteEveryMs) settings.heardAtMs = context.nowMs
}

const noteEveryMs = 600_000

/** What is sold now, and by which version of the prices. Without a word of the hub it is what the site file says. */
export function priceListOf(
  { settings }: Pick<WaterState, 'settings'>,
  { products, productsVersion }: Pick<WaterConfig, 'products' | 'productsVersion'>,
): { products: readonly Product[]; version: string; since?: string } {
  return settings?.prices ?? { products, version: productsVersion }
}

/** Whether the hub has been silent for so long that its prices may be others by now. */
export function arePricesOld(
  { settings }: Pick<WaterState, 'settings'>,
  { pricesMaxAgeMs }: Pick<WaterConfig, 'pricesMaxAgeMs'>,
  nowMs: number,
): boolean {
  return pricesMaxAgeMs > 0 && settings !== null && nowMs - settings.heardAtMs > pricesMaxAgeMs
}

/** The calibration of the flow meter in force. */
export function pulsesPerLitreOf({ settings }: Pick<WaterState, 'settings'>, config: Pick<WaterConfig, 'pulsesPerLitre'>): number {
  return settings?.calibration?.flow?.pulses_per_litre ?? config.pulsesPerLitre
}
