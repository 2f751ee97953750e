/** The water in the tank of one machine: what a good probe would measure, and what makes it better or worse. */
import { z } from 'zod'
import { driftAt, noiseAt, seedFor } from './noise.ts'

const dayMs = 86_400_000
const hourMs = 3_600_000
/** The tank stands outside and is warmest in the afternoon, at half past two in Jakarta. */
const warmestAtMs = 7.5 * hourMs

/** What a litre through the filter costs: some 60 mg/l more after 5,000 litres. */
const tdsPerLitre = 0.012
/** What gets into the tank goes with the water: half of it with so many litres, so much flushing, or so much time. */
const halvedBy = { litres: 3, flushMs: 10_000, ms: 1_800_000 } as const
/** A probe that nobody cleans: pH falls, and less of the dissolved solids is seen. */
const foulingPerDay = { ph: 0.015, share: 0.003 } as const

/** What time and use made of it. */
export const waterCondition = z.object({
  /** Gone through the filter. */
  filter_litres: z.number().min(0),
  fouled_days: z.number().min(0),
  contamination: z.object({ tds: z.number(), ph: z.number() }),
  lasting: z.boolean(),
})
export type WaterCondition = z.infer<typeof waterCondition>

export interface WaterValues {
  tds: number
  ph: number
  temperature: number
}

export interface TankWater {
  /** What the probes say at this moment. */
  measure(nowMs: number): WaterValues
  /** So much ran out through the nozzle. */
  draw(litres: number): void
  flush(ms: number): void
  /** Something gets into the tank: so much more dissolved, so much more pH. `lasting`: it comes with the supply, and no flush helps. */
  contaminate(by: { tds: number; ph: number; lasting: boolean }, nowMs: number): void
  /** The supply is as it was. */
  cleanse(): void
  /** So many litres have gone through the filter; 0: it is new. */
  wearFilter(litres: number): void
  /** The probes were last cleaned so many days ago. */
  foul(days: number, nowMs: number): void
  view(nowMs: number): WaterCondition
}

interface TankWaterOptions {
  name: string
  seed: number
  nowMs: number
  /** How it was left; without it the filter is neither new nor old, and the probes are clean. */
  found?: WaterCondition | undefined
}

/** Where it stands decides what comes out of the ground there: by `name` alone. How it wavers: by `seed`, too. */
export function createTankWater({ name, seed, nowMs, found }: TankWaterOptions): TankWater {
  const place = seedFor(0, name)
  const own = seedFor(seed, name)
  const ground = { tds: 95 + 35 * noiseAt(place, 1), ph: 7.15 + 0.2 * noiseAt(place, 2), temperature: 27 + noiseAt(place, 3) }
  let litres = found?.filter_litres ?? Math.round(1_200 * (1 + noiseAt(place, 4)))
  let cleanedAtMs = nowMs - (found?.fouled_days ?? 0) * dayMs
  let bad = { tds: 0, ph: 0, ...found?.contamination, lasting: found?.lasting ?? false, sinceMs: nowMs }

  const dilute = (halvings: number) => {
    if (bad.lasting) return
    const rest = 0.5 ** halvings
    bad = { ...bad, tds: bad.tds * rest, ph: bad.ph * rest }
  }
  const settle = (atMs: number) => {
    dilute(Math.max(0, atMs - bad.sinceMs) / halvedBy.ms)
    bad = { ...bad, sinceMs: atMs }
  }
  const fouledDays = (atMs: number) => Math.max(0, atMs - cleanedAtMs) / dayMs

  return {
    measure(atMs) {
      settle(atMs)
      const days = fouledDays(atMs)
      const dissolved =
        ground.tds + litres * tdsPerLitre + 6 * driftAt(own, atMs, 6 * hourMs) + 2 * driftAt(own + 1, atMs, hourMs / 2) + bad.tds
      const acid = ground.ph + 0.06 * driftAt(own + 2, atMs, 8 * hourMs) + bad.ph
      const warmth = 1.8 * Math.cos(((atMs - warmestAtMs) / dayMs) * 2 * Math.PI)
      return {
        tds: Math.max(0, dissolved * (1 - foulingPerDay.share * days) + 0.6 * noiseAt(own + 3, Math.floor(atMs / 1_000))),
        ph: acid - foulingPerDay.ph * days + 0.012 * noiseAt(own + 4, Math.floor(atMs / 1_000)),
        temperature: ground.temperature + warmth + 0.3 * driftAt(own + 5, atMs, 3 * hourMs),
      }
    },
    draw(more) {
      litres += more
      dilute(more / halvedBy.litres)
    },
    flush: ms => dilute(ms / halvedBy.flushMs),
    contaminate({ tds, ph, lasting }, atMs) {
      settle(atMs)
      bad = { tds: bad.tds + tds, ph: bad.ph + ph, lasting, sinceMs: atMs }
    },
    cleanse: () => void (bad = { ...bad, tds: 0, ph: 0, lasting: false }),
    wearFilter: more => void (litres = more),
    foul: (days, atMs) => void (cleanedAtMs = atMs - days * dayMs),
    view(atMs) {
      settle(atMs)
      return {
        filter_litres: litres,
        fouled_days: fouledDays(atMs),
        contamination: { tds: bad.tds, ph: bad.ph },
        lasting: bad.lasting,
      }
    },
  }
}
