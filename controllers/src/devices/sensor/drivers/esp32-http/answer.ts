/**
 * What a sensor head says: `{"tds": 120.5, "ph": 7.1, "temperature": 27.3, "uptime_ms": …}` with status 200, or 503 with null for each value
 * that is not in order (firmware/esp32/water/head.cpp). Nothing is coerced: a number in quotes is none.
 */
import { readJson } from '@palang/kit/json'
import { z } from 'zod'
import type { SensorFault, SensorReading } from '../../port.ts'

/** Our own head is done in 90 bytes; beyond this it is no sensor. */
export const longestAnswerBytes = 4_096

const readings = z.looseObject({
  tds: z.number().nullable(),
  ph: z.number().nullable(),
  temperature: z.number().nullable().default(null),
  uptime_ms: z.number().min(0).nullable().default(null),
})

const details = z.looseObject({ faults: z.record(z.string(), z.string().max(64).nullable()) })

export type Answer =
  | { ok: true; reading: SensorReading }
  /** `canTell`: our own head says more about it. */
  | { ok: false; fault: SensorFault; message: string; canTell: boolean }

/** What `body` with `status` means. */
export function readAnswer(status: number | undefined, body: Buffer): Answer {
  if (status !== undefined && status >= 300 && status < 400)
    return wrong('away', 'the address of the sensor leads on to another one, which is not followed')
  if (status !== 200 && status !== 503) return wrong('away', `something answers with ${status} in place of the sensor`)
  const read = readings.safeParse(readJson(body.toString('utf8')))
  if (!read.success) return wrong(status === 200 ? 'impossible' : 'away', unlike(body))
  const { tds, ph, temperature, uptime_ms: uptimeMs } = read.data
  if (tds !== null && ph !== null) return { ok: true, reading: { tds, ph, temperature, uptimeMs } }
  const missing = Object.entries({ tds, ph, temperature }).flatMap(([name, value]) => (value === null ? [name] : []))
  return { ...wrong('impossible', `the sensor has no value for ${missing.join(', ')}`), canTell: true }
}

/** What our own head says is wrong with each value, such as `ph: converter_missing`; undefined when it does not say. */
export function readDetails(body: Buffer): string | undefined {
  const read = details.safeParse(readJson(body.toString('utf8')))
  if (!read.success) return undefined
  const told = Object.entries(read.data.faults).flatMap(([name, fault]) => (fault === null ? [] : [`${name}: ${fault}`]))
  return told.length === 0 ? undefined : told.join(', ').slice(0, 200)
}

function wrong(fault: SensorFault, message: string) {
  return { ok: false, fault, message, canTell: false } as const
}

function unlike(body: Buffer): string {
  const begins = body.subarray(0, 40).toString('latin1').trim()
  if (begins.startsWith('<')) return 'a web page came in place of readings'
  return body.length === 0 ? 'an empty answer came in place of readings' : 'what came is not the JSON of a sensor: tds and ph as numbers'
}
