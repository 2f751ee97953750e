/** The ledger of truth: what the units really counted, whatever reached anybody. */
import type { Treatment } from '@palang/protocol'
import type { PerTreatment, UnitEffect } from './unit-state.ts'

export interface TrueTreatment {
  device_id: string
  run: string
  treatment: Treatment
  /** When it was started, ISO 8601 in UTC by the true clock. */
  at: string
  /** The unit's counter of this treatment after it; null of one that was not counted, because it was broken off or still runs. */
  count: number | null
  end: 'finish' | 'abort' | null
  actual_s: number | null
  /** A broker acknowledged an event of it. */
  delivered: boolean
}

export interface Truth {
  treatments: TrueTreatment[]
  units: { device_id: string; counts: PerTreatment; queued: number }[]
}

export interface Ledger {
  note(deviceId: string, effect: UnitEffect, nowMs: number): void
  treatments(): TrueTreatment[]
  /** How many were started, and how many of them a broker acknowledged. */
  totals(): { begun: number; delivered: number }
}

export function createLedger(): Ledger {
  const all = new Map<string, TrueTreatment>()
  let delivered = 0
  return {
    note(deviceId, effect, nowMs) {
      if (!('run' in effect)) return
      const { run } = effect
      const key = `${deviceId} ${run}`
      const known = all.get(key)
      if (effect.kind === 'begun') {
        const at = new Date(nowMs).toISOString()
        all.set(key, {
          device_id: deviceId,
          run,
          treatment: effect.treatment,
          at,
          count: null,
          end: null,
          actual_s: null,
          delivered: false,
        })
      } else if (known !== undefined && effect.kind === 'counted') {
        all.set(key, { ...known, count: effect.count })
      } else if (known !== undefined && effect.kind === 'ended') {
        all.set(key, { ...known, end: effect.phase, actual_s: effect.actualS })
      } else if (known?.delivered === false && effect.kind === 'delivered') {
        all.set(key, { ...known, delivered: true })
        delivered += 1
      }
    },
    treatments: () => [...all.values()],
    totals: () => ({ begun: all.size, delivered }),
  }
}
