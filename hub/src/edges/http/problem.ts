/** Every error leaves as application/problem+json with a stable code; nothing of our inside is ever sent. */
import { CodedError, messageOf, uuidv7, type Log } from '@palang/kit'
import { errorCatalogue, isErrorCode, type ErrorCode, type Problem } from '@palang/protocol'
import type { Context, Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { z } from 'zod'
import { plainPath, type AppEnv } from './context.ts'

/** More mistakes than this in one request are not listed. */
const mostFieldProblems = 50
/** A database that went away is asked for again after this long. */
const databaseRetryAfterS = 5
const reserved = new Set(['type', 'title', 'status', 'detail', 'code', 'retryable'])

/** A refusal with one of our codes. `detail` fields travel in the problem beside the standard ones. */
export function refusal(code: ErrorCode, message: string, detail: Record<string, unknown> = {}): CodedError<ErrorCode> {
  return new CodedError(code, message, { retryable: errorCatalogue[code].retryable, detail })
}

/** The refusal of a request that does not fit its schema, with every mistake. */
export function invalidRequest(error: z.ZodError): CodedError<ErrorCode> {
  const errors = error.issues.slice(0, mostFieldProblems).map(issue => ({ path: issue.path.map(String).join('.'), message: issue.message }))
  const first = errors[0]
  const text = first === undefined ? 'not valid' : first.path === '' ? first.message : `${first.path}: ${first.message}`
  return refusal('invalid_request', text, { errors })
}

/** The problem document of one code. Fields of `detail` never replace the standard ones. */
export function problemOf(code: ErrorCode, message: string, detail: Readonly<Record<string, unknown>> = {}): Problem {
  const { status, title, retryable } = errorCatalogue[code]
  const extra = Object.fromEntries(Object.entries(detail).filter(([key]) => !reserved.has(key)))
  return { ...extra, type: `/api/docs#error-${code}`, title, status, detail: message, code, retryable }
}

/** Whether who asks shows pages to a person; a program asks for JSON or for anything. */
export function isForPeople(accept: string | undefined): boolean {
  return accept?.includes('text/html') === true
}

/** Answers with a problem document and the headers its code calls for. */
export function sendProblem(c: Context, body: Problem): Response {
  const headers: Record<string, string> = { 'content-type': 'application/problem+json', 'cache-control': 'no-store' }
  if (body.status === 401) headers['www-authenticate'] = 'Bearer realm="palang"'
  // A person who opened a page is shown the way in; programs get the problem.
  if (body.status === 401 && isForPeople(c.req.header('accept'))) {
    return c.html(
      '<!doctype html><meta charset="utf-8"><title>Palang</title><p>Please <a href="/">sign in</a> first, then open this page again.',
      401,
      { 'www-authenticate': 'Bearer realm="palang"', 'cache-control': 'no-store' },
    )
  }
  const waitS = body['retry_after_s'] ?? (body.code === 'database_unavailable' ? databaseRetryAfterS : undefined)
  if (typeof waitS === 'number') headers['retry-after'] = String(waitS)
  return c.body(JSON.stringify(body), body.status as ContentfulStatusCode, headers)
}

/** The last stop of everything thrown: our codes become their problem, anything else `internal` with the id of its log line. */
export function errorHandler(log: Log): (error: Error, c: Context) => Response {
  return (error, c) => {
    if (error instanceof CodedError && isErrorCode(error.code) && error.code !== 'internal') {
      return sendProblem(c, problemOf(error.code, error.message, error.detail))
    }
    if (error instanceof HTTPException && error.status < 500) return sendProblem(c, problemOf('invalid_request', messageOf(error)))
    const logId = uuidv7()
    log.error({ err: error, log_id: logId, method: c.req.method, path: c.req.path }, 'a request failed')
    return sendProblem(c, problemOf('internal', 'the log has more under this id', { log_id: logId }))
  }
}

/** 404, or 405 with `Allow` when the path exists under other methods. */
export function notFoundHandler(app: Hono<AppEnv>): (c: Context) => Response {
  let table: { pattern: RegExp; method: string }[] | undefined
  return c => {
    table ??= app.routes.filter(route => route.method !== 'ALL').map(route => ({ pattern: patternOf(route.path), method: route.method }))
    const path = plainPath(c.req.path)
    const methods = [...new Set(table.filter(route => route.pattern.test(path)).map(route => route.method))]
    if (methods.length === 0) return sendProblem(c, problemOf('not_found', `there is nothing at ${path}`))
    const allowed = methods.includes('GET') ? [...methods, 'HEAD'] : methods
    const response = sendProblem(c, problemOf('method_not_allowed', `${path} offers ${allowed.join(', ')}`))
    response.headers.set('allow', allowed.join(', '))
    return response
  }
}

function patternOf(path: string): RegExp {
  const source = plainPath(path)
    .split('/')
    .map(part => (part.startsWith(':') ? '[^/]+' : part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)))
    .join('/')
  return new RegExp(`^${source}$`)
}
