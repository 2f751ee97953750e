/** Calls of a route by anybody, made from the route's own description: fitting, nearly fitting and hostile ones. */
import fc from 'fast-check'
import { fitting, type JsonSchema } from '../../../../../protocol/src/testing/fitting.ts'
import { hostileTexts, hostileValues } from '../../../../../protocol/src/testing/hostile.ts'
import type { ApiDocument, Operation } from '../api-document.ts'
import { tokens } from './fake-hub.ts'
import { storedIds } from './stored-hub.ts'

export interface Call {
  as: keyof typeof tokens | 'nobody'
  url: string
  headers: [string, string][]
  body: string | Uint8Array<ArrayBuffer> | undefined
}

/** Everybody, those oftener who get further. */
const callers = fc.oneof(
  { weight: 6, arbitrary: fc.constant('admin' as const) },
  { weight: 6, arbitrary: fc.constantFrom(...(Object.keys(tokens) as (keyof typeof tokens)[])) },
  { weight: 2, arbitrary: fc.constant('nobody' as const) },
)

const strangeText = fc.oneof(
  fc.constantFrom(...hostileValues.filter(value => typeof value === 'string')),
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.constant('x'.repeat(9_000)),
)
/** Percent-encoded, lone surrogates as the replacement character, as any URL library does it. */
const encoded = (text: string) => encodeURIComponent(text.toWellFormed())

const anyInPath = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...Object.values(storedIds)) },
  { weight: 1, arbitrary: fc.uuid() },
  { weight: 1, arbitrary: strangeText.map(encoded) },
  { weight: 1, arbitrary: fc.constantFrom('%zz', '%', '%00', '%ff', '..%2f..%2fhub.db', '%2e%2e', '%F0%9F%9A', ';', '*', ':id', '{id}') },
)

/** What may stand for a name of the path: half the time its own example, which leads further than what is there elsewhere. */
function inPath(operation: Operation, name: string): fc.Arbitrary<string> {
  const own = (operation.parameters ?? []).find(parameter => 'in' in parameter && parameter.in === 'path' && parameter.name === name)
  const example: unknown = own !== undefined && 'example' in own ? own.example : undefined
  return typeof example === 'string' ? fc.oneof(fc.constant(encoded(example)), anyInPath) : anyInPath
}

/** What a header may hold at all: Node refuses everything else before the application sees it. */
const headerText = fc.oneof(
  fc.string({ unit: fc.constantFrom(...Array.from({ length: 95 }, (_, at) => String.fromCharCode(32 + at)), 'é', 'ÿ'), maxLength: 40 }),
  fc.constant('x'.repeat(9_000)),
)

const headerOf = fc.oneof(
  ...Object.entries({
    accept: ['text/html', '*/*', 'application/json;q=0', ''],
    cookie: ['palang_session=', `palang_session=${'.'.repeat(50)}`, 'palang_session=%', '__proto__=1; constructor=2'],
    origin: ['null', 'http://localhost', 'https://evil.example', 'not a url'],
    'sec-fetch-site': ['same-origin', 'cross-site', 'none'],
    'idempotency-key': ['k', 'k'.repeat(128), 'two words', '__proto__', ''],
    'content-type': ['text/plain', 'application/json; charset=utf-16', 'application/x+json', 'image/jpeg', 'multipart/form-data', ''],
    'content-length': ['0', '-1', '1e9', 'NaN', '99999999999999999999'],
    'content-encoding': ['gzip', 'br'],
    'transfer-encoding': ['chunked'],
    'x-forwarded-proto': ['https', 'javascript'],
    'x-forwarded-for': ['1.2.3.4'],
    range: ['bytes=0-', 'bytes=-9999999999'],
    'if-none-match': ['*', 'W/"'],
  }).map(([name, values]) =>
    fc.tuple(fc.constant(name), fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...values) }, { weight: 1, arbitrary: headerText })),
  ),
)

/** What stands where a token should. */
const falseTokens = fc.tuple(
  fc.constant('authorization'),
  fc.oneof(fc.constantFrom('Bearer', 'Bearer  ', 'Basic', 'Basic Og==', 'Basic !!!', 'Bearer null', 'Digest x'), headerText),
)

/** The last moments that are written with four digits, and ones that another zone carries beyond them. */
const edgesOfTime = ['9999-12-31T23:59:59.999Z', '9999-12-31T23:59:59-12:00', '0000-01-01T00:00:00Z', '0000-01-01T00:00:00+14:00']

function queryOf(operation: Operation): fc.Arbitrary<string> {
  const parameters = (operation.parameters ?? []).flatMap(parameter =>
    'in' in parameter && parameter.in === 'query' ? [[parameter.name, parameter.schema as JsonSchema] as const] : [],
  )
  const known = parameters.map(([name, schema]) =>
    fc.tuple(
      fc.constant(name),
      fc.oneof(
        { weight: 3, arbitrary: fitting(schema).map(String) },
        { weight: 1, arbitrary: strangeText },
        {
          weight: 1,
          arbitrary: fc.constantFrom('0', '-1', '999999999', '1e3', '0x10', '2026-02-30T00:00:00.000Z', ...edgesOfTime),
        },
      ),
    ),
  )
  const pair = fc.oneof(...known, fc.tuple(strangeText, strangeText))
  return fc.array(pair, { maxLength: parameters.length === 0 ? 1 : 4 }).map(pairs => {
    const text = pairs.map(([name, value]) => `${encoded(name)}=${encoded(value)}`).join('&')
    return text === '' ? '' : `?${text}`
  })
}

function bodyOf(operation: Operation, document: ApiDocument): fc.Arbitrary<{ type: string | undefined; body: Call['body'] }> {
  const content = operation.requestBody !== undefined && 'content' in operation.requestBody ? operation.requestBody.content : undefined
  const json = content?.['application/json']?.schema as JsonSchema | undefined
  const bytes = fc.uint8Array({ maxLength: 200 }).map(given => new Uint8Array(given))
  const picture = bytes.map(rest => new Uint8Array([0xff, 0xd8, 0xff, 0xe0, ...rest]))
  const texts = hostileTexts(json, document)
  const upload = content === undefined ? undefined : Object.keys(content).find(type => type !== 'application/json')
  return fc.oneof(
    { weight: 12, arbitrary: texts.map(body => ({ type: 'application/json', body })) },
    { weight: 1, arbitrary: texts.map(body => ({ type: undefined, body })) },
    { weight: 1, arbitrary: bytes.map(body => ({ type: 'application/json', body })) },
    { weight: upload === undefined ? 1 : 12, arbitrary: picture.map(body => ({ type: upload ?? 'image/jpeg', body })) },
    { weight: 1, arbitrary: fc.constant({ type: upload, body: undefined }) },
  )
}

/** Calls of one route; `path` as the application writes it, with `:name` for what is filled in. */
export function callsOf(path: string, operation: Operation, document: ApiDocument): fc.Arbitrary<Call> {
  const takesBody = operation.requestBody !== undefined
  const places = path.split('/').map(part => (part.startsWith(':') ? inPath(operation, part.slice(1)) : fc.constant(part)))
  return fc
    .record({
      as: callers,
      path: fc.tuple(...places),
      slash: fc.constantFrom('', '', '/'),
      query: queryOf(operation),
      headers: fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: fc.array(headerOf, { maxLength: 2 }) }),
      falseToken: fc.option(falseTokens, { nil: undefined }),
      sent: takesBody ? bodyOf(operation, document) : fc.constant({ type: undefined, body: undefined }),
    })
    .map(({ as, path: parts, slash, query, headers, falseToken, sent }) => {
      const token: [string, string][] =
        as === 'nobody' ? (falseToken === undefined ? [] : [falseToken]) : [['authorization', `Bearer ${tokens[as]}`]]
      const type: [string, string][] = sent.type === undefined ? [] : [['content-type', sent.type]]
      return { as, url: `${parts.join('/')}${slash}${query}`, headers: [...type, ...headers, ...token], body: sent.body }
    })
}
