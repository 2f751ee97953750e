/**
 * A sensor head as our ESP32 firmware answers (firmware/esp32/water/head.cpp): `GET /readings` with 200, or 503 and null for what is not in
 * order; `GET /details` says why. And what else a head does once it hangs in a wet box for a year.
 */
import type { Clock } from '@palang/kit/clock'
import { z } from 'zod'
import type { TankWater, WaterValues } from './tank-water.ts'

/**
 * `frozen`: the values stand still, the head lives on. `jump`: every third reading is far off. `nan`: what `printf` makes of no number.
 * `html`: somebody else's page. `slow`: an answer nobody waits for. `disconnected`: none. `probe`: the wire of the pH probe is off.
 */
export const headFault = z.enum(['frozen', 'jump', 'nan', 'html', 'slow', 'disconnected', 'probe'])
export type HeadFault = z.infer<typeof headFault>

export interface HeadAnswer {
  status: number
  contentType: string
  body: string
  afterMs: number
}

export interface SensorHead {
  /** Undefined: the connection breaks without an answer. */
  answer(path: 'readings' | 'details'): HeadAnswer | undefined
  fault(kind: HeadFault, on: boolean): void
  /** Power was away for a moment. */
  restart(): void
  view(): { uptime_ms: number; faults: readonly HeadFault[]; readings: number }
}

/** From power to the wireless network, and from there to the first reading that may be told. */
const startMs = { joining: 3_000, filling: 2_000 } as const
const slowMs = 20_000
const jumpEvery = 3
const jumpBy = { tds: 420, ph: -3 } as const
const firmware = '1.0.0'
const page = '<!DOCTYPE html><html><head><title>500</title></head><body><h1>Internal Server Error</h1></body></html>'

type Told = { [Value in keyof WaterValues]: number | null }

export function createSensorHead({ water, clock }: { water: TankWater; clock: Clock }): SensorHead {
  const faults = new Set<HeadFault>()
  let beganAtMs = clock.monotonic() - startMs.joining - startMs.filling
  let frozen: WaterValues | undefined
  let readings = 0

  const uptimeMs = () => Math.floor(clock.monotonic() - beganAtMs)

  function values(): Told {
    if (uptimeMs() < startMs.joining + startMs.filling) return { tds: null, ph: null, temperature: null }
    const measured = frozen ?? water.measure(clock.now())
    if (faults.has('frozen')) frozen = measured
    readings += 1
    const jumps = faults.has('jump') && readings % jumpEvery === 0
    return {
      tds: rounded(jumps ? measured.tds + jumpBy.tds : measured.tds, 1),
      ph: faults.has('probe') ? null : rounded(jumps ? measured.ph + jumpBy.ph : measured.ph, 2),
      temperature: rounded(measured.temperature, 1),
    }
  }

  function details(told: Told): string {
    const wrong = (value: number | null, why: string) => (value === null ? why : null)
    const missing = told.tds === null ? 'no_samples' : 'open_or_shorted_to_ground'
    return JSON.stringify({
      firmware,
      readings: { ...told, uptime_ms: uptimeMs() },
      raw: {},
      faults: { tds: wrong(told.tds, missing), ph: wrong(told.ph, missing), temperature: wrong(told.temperature, missing) },
      calibration: {},
    })
  }

  return {
    answer(path) {
      if (faults.has('disconnected') || uptimeMs() < startMs.joining) return undefined
      const afterMs = faults.has('slow') ? slowMs : 0
      if (faults.has('html')) return { status: 200, contentType: 'text/html', body: page, afterMs }
      const told = values()
      const json = { contentType: 'application/json', afterMs }
      if (path === 'details') return { ...json, status: 200, body: details(told) }
      const body = JSON.stringify({ ...told, uptime_ms: uptimeMs() })
      if (faults.has('nan')) return { ...json, status: 200, body: body.replace(/"tds":[^,]+/, '"tds":nan') }
      return { ...json, status: told.tds === null || told.ph === null || told.temperature === null ? 503 : 200, body }
    },
    fault(kind, on) {
      if (on) faults.add(kind)
      else faults.delete(kind)
      if (kind === 'frozen') frozen = undefined
    },
    restart() {
      beganAtMs = clock.monotonic()
    },
    view: () => ({ uptime_ms: uptimeMs(), faults: [...faults], readings }),
  }
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits))
}
