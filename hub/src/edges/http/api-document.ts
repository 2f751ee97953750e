/** The API's own description, made from the routes and their schemas. */
import { problem, type ErrorCode } from '@palang/protocol'
import type { Hono } from 'hono'
import { generateSpecs } from 'hono-openapi'
import { z } from 'zod'
import type { AppEnv } from './context.ts'
import { problemResponses } from './describe.ts'

export type ApiDocument = Awaited<ReturnType<typeof generateSpecs>>

type Schema = NonNullable<ApiDocument['components']['schemas']>[string]

/** The OpenAPI 3.1 document of `app`. */
export async function apiDocument(app: Hono<AppEnv>, version: string): Promise<ApiDocument> {
  const document = await generateSpecs(app, {
    excludeStaticFile: false,
    documentation: {
      info: {
        title: 'Palang hub',
        version,
        description:
          'One hub that runs a site full of unattended machines. Times are ISO 8601 UTC, amounts are integers in the smallest unit, a trailing slash is optional, errors are application/problem+json (RFC 9457).',
      },
      tags: [
        'Site',
        'Parking',
        'Gates',
        'Camera',
        'Commands',
        'Sessions',
        'Machines',
        'Water',
        'Treatments',
        'Meals',
        'Cards',
        'Money',
        'Alarms',
        'Dead letters',
        'Devices',
        'Settings',
        'Access',
      ].map(name => ({ name })),
      security: [{ bearer: [] }, { basic: [] }, { cookie: [] }],
      components: {
        securitySchemes: {
          bearer: { type: 'http', scheme: 'bearer', description: 'An API token or a machine token' },
          basic: { type: 'http', scheme: 'basic', description: 'The token as password, any user name' },
          cookie: { type: 'apiKey', in: 'cookie', name: 'palang_session', description: 'A signed-in browser' },
        },
      },
    },
    defaultValidationErrorResponse: false,
  })
  document.components.schemas = { ...document.components.schemas, Problem: problemSchema() }
  for (const operation of operationsOf(document)) completeRefusals(operation)
  return withoutNoise(document)
}

/** What every route with a body or a query may answer, unless it says so itself. */
function completeRefusals(operation: Operation): void {
  const hasBody = operation.requestBody !== undefined
  const hasQuery = operation.parameters?.some(parameter => 'in' in parameter && parameter.in === 'query') === true
  const codes: ErrorCode[] = [
    ...(hasBody || hasQuery ? (['invalid_request'] as const) : []),
    ...(hasBody ? (['invalid_json', 'payload_too_large', 'unsupported_media_type'] as const) : []),
  ]
  operation.responses = { ...problemResponses(codes), ...operation.responses }
}

function problemSchema(): Schema {
  // A schema with an id comes out as a reference to its own definition.
  const { $defs = {} } = z.toJSONSchema(problem, { io: 'input' })
  const { $schema: _dialect, id: _id, ...schema } = $defs['Problem'] ?? {}
  return schema as Schema
}

/** Patterns that only spell out a format, and bounds that only say "safe integer", make the document hard to read. */
function withoutNoise(document: ApiDocument): ApiDocument {
  return JSON.parse(JSON.stringify(document), (_key, value: unknown) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
    const kept = Object.entries(value).filter(
      ([key, part]) => !(key === 'pattern' && 'format' in value) && Math.abs(Number(part)) !== Number.MAX_SAFE_INTEGER,
    )
    return Object.fromEntries(kept)
  }) as ApiDocument
}

export type Operation = NonNullable<NonNullable<ApiDocument['paths'][string]>['get']>

/** Every operation of the document. */
export function operationsOf(document: ApiDocument): Operation[] {
  return Object.values(document.paths).flatMap(item => methods.flatMap(method => item?.[method] ?? []))
}

/** Methods an operation may stand under, in the order they are shown. */
export const methods = ['get', 'post', 'put', 'patch', 'delete'] as const
