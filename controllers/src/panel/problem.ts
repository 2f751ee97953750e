/** Errors as RFC 9457 problems with the protocol's codes. */
import { CodedError, isCoded } from '@palang/kit'
import { errorCatalogue, isErrorCode, whyNotStorable, type ErrorCode } from '@palang/protocol'
import type { Context } from 'hono'
import { HTTPException } from 'hono/http-exception'
import type { z } from 'zod'

/** An error of ours, for routes to throw. */
export function problem(code: ErrorCode, message: string, detail: Record<string, unknown> = {}): CodedError<ErrorCode> {
  return new CodedError(code, message, { retryable: errorCatalogue[code].retryable, detail })
}

/** Answers any error thrown by a route; what is not ours says nothing about its inside. */
export function answerProblem(c: Context, error: unknown): Response {
  if (isCoded(error) && isErrorCode(error.code)) return problemResponse(error.code, error.message, error.detail)
  if (error instanceof HTTPException && error.status === 413) return problemResponse('payload_too_large', 'The body is larger than 64 KiB')
  return problemResponse('internal', `${c.req.method} ${c.req.path} failed`)
}

function problemResponse(code: ErrorCode, message: string, detail: Readonly<Record<string, unknown>> = {}): Response {
  const { status, title } = errorCatalogue[code]
  const body = { ...detail, type: `urn:palang:error:${code}`, title, status, code, detail: message }
  return new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/problem+json' } })
}

/** Reads a JSON body against a schema; nothing is coerced. */
export async function readBody<T extends z.ZodType>(c: Context, schema: T): Promise<z.output<T>> {
  const type = c.req.header('content-type') ?? ''
  if (!/^application\/([a-z0-9.+-]+\+)?json\b/i.test(type)) throw problem('unsupported_media_type', 'Send application/json')
  const text = await c.req.text().catch((error: unknown) => {
    // A sender that goes away or is too slow is its own failure; nobody is left to hear of it.
    throw isCoded(error) ? error : problem('invalid_request', 'The body broke off')
  })
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    throw problem('invalid_json', 'The body is not JSON')
  }
  const unstorable = whyNotStorable(json)
  if (unstorable !== undefined) throw problem('invalid_request', unstorable)
  const result = schema.safeParse(json)
  if (result.success) return result.data
  const errors = result.error.issues.map(issue => ({ path: issue.path.map(String).join('.'), message: issue.message }))
  throw problem('invalid_request', errors[0]?.message ?? 'not valid', { errors })
}
