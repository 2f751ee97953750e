/**
 * A sensor head as our ESP32 firmware answers (firmware/esp32/water/head.cpp): `GET /readings` with 200, or 503 and null for what is not in
 * order; `GET /details` says why. And what else a head does once it hangs in a wet box for a year.
 */
import type { Clock } from '@palang/kit/clock'
import { z } from 'zod'
import type { TankWater, WaterValues } from './tank-water.ts'

/**
 * `frozen`: the values stand still, the head lives on. `spike`: every third reading is far off, and the next is right again. `jump`: a loose
 * plug, most readings are far off and each elsewhere. `nan`: what `printf` makes of no number.
 * `html`: somebody else's page. `slow`: an answer nobody waits for. `disconnected`: none. `probe`: the wire of the pH probe is off.
 */
export const headFault = z.enum(['frozen', 'spike', 'jump', 'nan', 'html', 'slow', 'disconnected', 'probe'])
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
const spikeEvery = 3
const spikeBy = { tds: 420, ph: -3 } as const
/** One after the other, again and again; now and then the plug has contact. */
const jumpsBy = [
  { tds: 0, ph: 0 },
  { tds: 640, ph: -2.5 },
  { tds: 210, ph: 1.5 },
  { tds: 480, ph: -1.2 },
  { tds: -60, ph: 2.4 },
  { tds: 720, ph: -3.1 },
  { tds: 330, ph: 0.8 },
  { tds: 560, ph: -1.9 },
] as const
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
    const off = offBy(faults, readings)
    return {
      tds: rounded(Math.max(0, measured.tds + off.tds), 1),
      ph: faults.has('probe') ? null : rounded(measured.ph + off.ph, 2),
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

/** How far the reading with this number is off. */
function offBy(faults: ReadonlySet<HeadFault>, reading: number): { tds: number; ph: number } {
  const isSpike = faults.has('spike') && reading % spikeEvery === 0
  return (faults.has('jump') ? jumpsBy[reading % jumpsBy.length] : isSpike ? spikeBy : undefined) ?? { tds: 0, ph: 0 }
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits))
}
