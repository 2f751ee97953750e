/** One description per route: what the OpenAPI document says, and the checks of body and query that go with it. */
import { isCoded, messageOf, streamBytes } from '@palang/kit'
import { errorCatalogue, whyNotStorable, type ErrorCode, type Problem } from '@palang/protocol'
import type { Context, MiddlewareHandler } from 'hono'
import { describeRoute, resolver, uniqueSymbol } from 'hono-openapi'
import type { z } from 'zod'
import type { AppEnv } from './context.ts'
import { invalidRequest, problemOf, refusal } from './problem.ts'

/** Largest body where the route does not say another; a tariff or a full settings change is far below it. */
export const maxJsonBytes = 256 * 1024
/** Largest body of a route that anybody may call. */
export const maxOpenBytes = 16 * 1024

export interface RouteText {
  /** Name of the operation, unique over the API. */
  id: string
  tag: string
  summary: string
  description?: string
  /** Answers without a login. */
  open?: boolean
  /** An example of each parameter in the path. */
  path?: Record<string, string>
  ok: { status?: number; schema?: z.ZodType; media?: string; text?: string }
  /** A second way to end well. */
  also?: { status: number; schema: z.ZodType; text: string }
  errors?: readonly ErrorCode[]
  /** Takes an Idempotency-Key. */
  idempotent?: boolean
  /** Media type of a body that is not JSON. */
  upload?: string
  /** Largest body taken here. Without it: {@link maxJsonBytes}, or {@link maxOpenBytes} when `open`. */
  maxBytes?: number
}

type Described = Parameters<typeof describeRoute>[0]

/** Describes a route; put it first in the route's chain. */
export function describe(text: RouteText): MiddlewareHandler<AppEnv> {
  const { status = 200, schema, media = 'application/json', text: okText = 'Done' } = text.ok
  const success =
    schema === undefined && text.ok.media === undefined
      ? {}
      : { content: { [media]: schema === undefined ? {} : { schema: resolver(schema) } } }
  const codes: ErrorCode[] = [
    ...(text.open === true ? [] : (['unauthenticated', 'forbidden'] as const)),
    ...(text.errors ?? []),
    'rate_limited',
  ]
  if (text.idempotent === true) codes.push('conflict')
  const spec: Described = {
    operationId: text.id,
    tags: [text.tag],
    summary: text.summary,
    ...(text.description === undefined ? {} : { description: text.description }),
    ...(text.open === true ? { security: [] } : {}),
    parameters: parametersOf(text),
    ...(text.upload === undefined ? {} : { requestBody: { required: true, content: { [text.upload]: {} } } }),
    responses: { [status]: { description: okText, ...success }, ...alsoResponse(text), ...problemResponses(codes) },
  }
  const maxBytes = text.maxBytes ?? (text.open === true ? maxOpenBytes : maxJsonBytes)
  const declare: MiddlewareHandler<AppEnv> = async (c, next) => {
    c.set('maxBytes', maxBytes)
    await next()
  }
  return Object.assign(declare, describeRoute(spec))
}

function alsoResponse({ also }: RouteText): NonNullable<Described['responses']> {
  if (also === undefined) return {}
  return { [also.status]: { description: also.text, content: { 'application/json': { schema: resolver(also.schema) } } } }
}

interface ProblemResponse {
  description: string
  content: Record<'application/problem+json', { schema: { $ref: string }; examples: Record<string, { value: Problem }> }>
}

/** Responses by status for some error codes, each with an example. */
export function problemResponses(codes: readonly ErrorCode[]): Record<string, ProblemResponse> {
  const byStatus = new Map<number, ErrorCode[]>()
  for (const code of new Set(codes)) byStatus.set(errorCatalogue[code].status, [...(byStatus.get(errorCatalogue[code].status) ?? []), code])
  return Object.fromEntries(
    [...byStatus].map(([status, ofStatus]) => [
      String(status),
      {
        description: ofStatus.map(code => `\`${code}\`: ${errorCatalogue[code].title}`).join('; '),
        content: {
          'application/problem+json': {
            schema: { $ref: '#/components/schemas/Problem' },
            examples: Object.fromEntries(ofStatus.map(code => [code, { value: problemOf(code, errorCatalogue[code].title) }])),
          },
        },
      },
    ]),
  )
}

function parametersOf(text: RouteText): NonNullable<Described['parameters']> {
  const inPath = Object.entries(text.path ?? {}).map(([name, example]) => ({
    in: 'path',
    name,
    required: true,
    schema: { type: 'string' as const },
    example,
  }))
  if (text.idempotent !== true) return inPath
  return [
    ...inPath,
    {
      in: 'header',
      name: 'Idempotency-Key',
      description:
        'Chosen by the caller. The same key with the same request runs once and gets the same answer; with another request it is a conflict.',
      schema: { type: 'string', maxLength: 128 },
      example: '5f0c2d3e-entry-1',
    },
  ]
}

type JsonInput<T extends z.ZodType> = { in: { json: z.input<T> }; out: { json: z.output<T> } }
type QueryInput<T extends z.ZodType> = { in: { query: z.input<T> }; out: { query: z.output<T> } }

/**
 * Reads the body as JSON and checks it; the handler gets it from `c.req.valid('json')`. Refuses with
 * `unsupported_media_type`, `payload_too_large`, `invalid_json` and `invalid_request`.
 */
export function body<T extends z.ZodType>(schema: T): MiddlewareHandler<AppEnv, string, JsonInput<T>> {
  return checkedBody(schema, json => {
    const unstorable = whyNotStorable(json)
    if (unstorable !== undefined) throw refusal('invalid_request', unstorable)
  })
}

/** As {@link body}, for a list of which each item is judged by itself: one that no database can keep does not stop the others. */
export function untouchedBody<T extends z.ZodType>(schema: T): MiddlewareHandler<AppEnv, string, JsonInput<T>> {
  return checkedBody(schema, () => undefined)
}

function checkedBody<T extends z.ZodType>(schema: T, before: (json: unknown) => void): MiddlewareHandler<AppEnv, string, JsonInput<T>> {
  const check: MiddlewareHandler<AppEnv, string, JsonInput<T>> = async (c, next) => {
    const json = await readJson(c)
    before(json)
    const result = schema.safeParse(json)
    if (!result.success) throw invalidRequest(result.error)
    c.req.addValidatedData('json', result.data as object)
    c.set('requestBody', result.data)
    await next()
  }
  return Object.assign(check, { [uniqueSymbol]: { target: 'json', ...resolver(schema) } })
}

/** Checks the query string; a parameter given twice is refused, unknown ones are ignored. */
export function query<T extends z.ZodType>(schema: T): MiddlewareHandler<AppEnv, string, QueryInput<T>> {
  const check: MiddlewareHandler<AppEnv, string, QueryInput<T>> = async (c, next) => {
    const given = Object.fromEntries(
      Object.entries(c.req.queries()).map(([key, values]) => [key, values.length === 1 ? values[0] : values]),
    )
    const result = schema.safeParse(given)
    if (!result.success) throw invalidRequest(result.error)
    c.req.addValidatedData('query', result.data as object)
    await next()
  }
  return Object.assign(check, { [uniqueSymbol]: { target: 'query', ...resolver(schema) } })
}

async function readJson(c: Context<AppEnv>): Promise<unknown> {
  const type = c.req.header('content-type')
  if (type === undefined && c.req.header('content-length') === undefined && c.req.raw.body === null)
    throw refusal('invalid_json', 'a JSON body is needed')
  if (type === undefined || !/^application\/([\w.-]+\+)?json *(;|$)/i.test(type)) {
    throw refusal('unsupported_media_type', 'send Content-Type: application/json')
  }
  const bytes = await readBody(c)
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (error) {
    throw refusal('invalid_json', messageOf(error))
  }
}

/** The body, at most as much of it as the route's description allows. Throws `payload_too_large` without reading further. */
export async function readBody(c: Context<AppEnv>): Promise<Uint8Array> {
  const { maxBytes } = c.var
  const tooLarge = () => refusal('payload_too_large', `at most ${maxBytes} bytes are accepted here`, { max_bytes: maxBytes })
  const announced = Number(c.req.header('content-length') ?? Number.NaN)
  if (announced > maxBytes) throw tooLarge()
  // Node holds the sender to the length it announced; read so, no web stream has to be built around the socket.
  if (announced >= 0) return new Uint8Array(await c.req.raw.arrayBuffer().catch(brokenOff))
  const stream = c.req.raw.body
  if (stream === null) return new Uint8Array(0)
  const chunks: Uint8Array[] = []
  let size = 0
  try {
    for await (const chunk of streamBytes(stream)) {
      size += chunk.byteLength
      if (size > maxBytes) throw tooLarge()
      chunks.push(chunk)
    }
  } catch (error) {
    if (isCoded(error)) throw error
    brokenOff()
  }
  return Buffer.concat(chunks, size)
}

/** A sender that goes away or is too slow is its own failure; nobody is left to hear of it. */
function brokenOff(): never {
  throw refusal('invalid_request', 'the body broke off')
}
