/** The envelope every WebSocket message travels in. */
import { z } from 'zod'
import type { ErrorCode } from './errors.ts'

export const envelope = z.looseObject({
  type: z.string().min(1).max(64),
  machine_id: z.string().max(64).optional(),
  gate_id: z.string().max(64).optional(),
  timestamp: z.string().max(40).optional(),
  id: z.string().max(64).optional(),
  request_id: z.string().max(64).optional(),
  /** A status of a machine that is away or silent: how it was, not how it is. */
  stale: z.boolean().optional(),
  payload: z.record(z.string(), z.unknown()).default({}),
})
export type Envelope = z.infer<typeof envelope>

/** What an envelope carries beside its type and payload. */
export interface EnvelopeHead {
  machine_id?: string | undefined
  gate_id?: string | undefined
  timestamp?: string | undefined
  id?: string | undefined
  request_id?: string | undefined
}

/** Why a message was refused; `path` points into the message, as `payload.duration`. */
export interface MessageFault {
  code: ErrorCode
  message: string
  path?: string
}

export type Parsed<T> = { ok: true; message: T } | { ok: false; fault: MessageFault }

/** Turns a zod error into our one-fault form: the first problem, with its path under `prefix`. */
export function faultOf(error: z.ZodError, prefix: string): MessageFault {
  const first = error.issues[0]
  const path = [prefix, ...(first?.path ?? []).map(String)].filter(part => part !== '').join('.')
  return { code: 'invalid_message', message: first?.message ?? 'not valid', ...(path === '' ? {} : { path }) }
}

/** Reads one text frame as an envelope; never throws. */
export function parseEnvelope(text: string): Parsed<Envelope> {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return { ok: false, fault: { code: 'invalid_message', message: 'not JSON' } }
  }
  const result = envelope.safeParse(json)
  return result.success ? { ok: true, message: result.data } : { ok: false, fault: faultOf(result.error, '') }
}
