/** What a camera tells of a plate as JSON; docs/protocols/plate-reader-http.md. */
import { readJson } from '@palang/kit/json'
import { licensePlate, normalizePlate, type PlateRead } from '@palang/protocol'
import { z } from 'zod'

/** Whatever else a camera sends beside is left alone. Cameras that see no plate write a word such as `unknown`: a plate has a digit. */
const pushed = z.looseObject({
  plate: licensePlate.regex(/\d/, 'a plate has at least one digit'),
  confidence: z.number().min(0).max(1),
  // Cameras tell the time of their own zone.
  at: z.iso.datetime({ offset: true }).optional(),
})

/** A read older than this says nothing about who stands there now; a camera's clock may be this wrong. Milliseconds. */
const oldestMs = 30_000

export type Pushed = { ok: true; read: PlateRead } | { ok: false; message: string }

/** Reads the body of a push at `nowMs`. */
export function readPush(body: string, nowMs: number): Pushed {
  const parsed = pushed.safeParse(readJson(body))
  if (!parsed.success) {
    const issues = parsed.error.issues.map(({ path, message }) => (path.length === 0 ? message : `${path.join('.')}: ${message}`))
    return { ok: false, message: issues.join('; ').slice(0, 300) }
  }
  const { plate, confidence, at } = parsed.data
  if (at !== undefined && Math.abs(Date.parse(at) - nowMs) > oldestMs)
    return { ok: false, message: `at: more than ${oldestMs / 1000} s from now` }
  return { ok: true, read: { plate: normalizePlate(plate), confidence } }
}
