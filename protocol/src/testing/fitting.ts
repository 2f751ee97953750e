/** JSON Schema to fast-check, for the keywords our schemas use. */
import fc from 'fast-check'
import { whyNotStorable } from '../storable.ts'

export interface JsonSchema {
  [keyword: string]: unknown
}

/** Words that say nothing about what fits, and those read below. Another word throws, so that it is learnt here. */
const known = new Set(
  (
    '$schema $ref $defs id description examples default const enum anyOf oneOf type pattern format minLength maxLength ' +
    'minimum maximum exclusiveMinimum items minItems maxItems properties required additionalProperties propertyNames'
  ).split(' '),
)
/** References inside references are followed this far; deeper they are `null`. */
const deepestReference = 6
const longestString = 40

/** Made once each: it tries every character that may come, and the same few patterns stand in hundreds of schemas. */
const matching = new Map<string, fc.Arbitrary<string>>()

function textMatching(pattern: string): fc.Arbitrary<string> {
  const texts = matching.get(pattern) ?? fc.stringMatching(new RegExp(pattern))
  matching.set(pattern, texts)
  return texts
}

/** Values that fit `schema`; references are looked up in `root`. Throws for a schema it does not understand. */
export function fitting(schema: JsonSchema, root: JsonSchema = schema, references = 0): fc.Arbitrary<unknown> {
  const strange = Object.keys(schema).find(keyword => !known.has(keyword))
  if (strange !== undefined) throw new Error(`the fuzzer does not know the keyword "${strange}"`)
  const inside = (part: unknown) => fitting(part as JsonSchema, root, references)
  if (typeof schema['$ref'] === 'string') {
    return references === deepestReference ? fc.constant(null) : fitting(lookUp(root, schema['$ref']), root, references + 1)
  }
  if ('const' in schema) return fc.constant(schema['const'])
  if (Array.isArray(schema['enum'])) return fc.constantFrom(...(schema['enum'] as unknown[]))
  const choices = schema['anyOf'] ?? schema['oneOf']
  if (Array.isArray(choices)) return fc.oneof(...choices.map(inside))
  const type = schema['type']
  if (Array.isArray(type)) return fc.oneof(...type.map(one => inside({ ...schema, type: one as string })))
  switch (type) {
    case undefined:
      return fc.jsonValue({ maxDepth: 2 }).filter(value => whyNotStorable(value) === undefined)
    case 'null':
      return fc.constant(null)
    case 'boolean':
      return fc.boolean()
    case 'string':
      return strings(schema)
    case 'integer':
      return fc.integer(numberRange(schema, 1))
    case 'number':
      return fc.double({ ...numberRange(schema, Number.EPSILON), noNaN: true, noDefaultInfinity: true })
    case 'array':
      return fc.array(inside(schema['items'] ?? {}), { minLength: (schema['minItems'] as number | undefined) ?? 0, maxLength: 5 })
    case 'object':
      return objects(schema, inside)
    default:
      throw new Error(`the fuzzer does not know the type ${JSON.stringify(type)}`)
  }
}

function lookUp(root: JsonSchema, reference: string): JsonSchema {
  const at = reference
    .replace(/^#\/?/, '')
    .split('/')
    .filter(key => key !== '')
    .reduce<unknown>((part, key) => (part as JsonSchema)[key], root)
  if (typeof at !== 'object' || at === null) throw new Error(`nothing is at ${reference}`)
  return at as JsonSchema
}

function numberRange({ minimum, maximum, exclusiveMinimum }: JsonSchema, step: number): { min: number; max: number } {
  const lowest = typeof exclusiveMinimum === 'number' ? exclusiveMinimum + step : minimum
  const within32Bits = (limit: number) => Math.max(-(2 ** 31), Math.min(2 ** 31 - 1, limit))
  return {
    min: within32Bits(typeof lowest === 'number' ? lowest : Number.NEGATIVE_INFINITY),
    max: within32Bits(typeof maximum === 'number' ? maximum : Number.POSITIVE_INFINITY),
  }
}

function strings({ pattern, format, minLength, maxLength }: JsonSchema): fc.Arbitrary<string> {
  switch (format) {
    case 'uuid':
      return fc.uuid()
    case 'date':
      return fc
        .date({ min: new Date('1900-01-01'), max: new Date('2200-01-01'), noInvalidDate: true })
        .map(day => day.toISOString().slice(0, 10))
    case 'date-time':
      return fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true }).map(date => date.toISOString())
    case 'email':
      return textMatching('^[a-z0-9]{1,20}@[a-z]{1,10}\\.[a-z]{2,4}$')
    case 'uri':
      return fc.webUrl()
    case undefined:
      break
    default:
      throw new Error(`the fuzzer does not know the format ${JSON.stringify(format)}`)
  }
  const min = typeof minLength === 'number' ? minLength : 0
  const max = typeof maxLength === 'number' ? maxLength : Number.POSITIVE_INFINITY
  const free = fc.string({ minLength: min, maxLength: Math.min(max, min + longestString), unit: 'grapheme' })
  const texts = typeof pattern === 'string' ? textMatching(pattern) : free
  // Some of our schemas trim before they measure, which JSON Schema cannot say.
  return texts.filter(text => text.length >= min && text.length <= max && text === text.trim())
}

function objects(schema: JsonSchema, inside: (part: unknown) => fc.Arbitrary<unknown>): fc.Arbitrary<object> {
  const properties = (schema['properties'] ?? {}) as Record<string, JsonSchema>
  const required = (schema['required'] ?? []) as string[]
  const named = fc.record(Object.fromEntries(Object.entries(properties).map(([key, part]) => [key, inside(part)])), {
    requiredKeys: required,
    noNullPrototype: true,
  })
  const others = schema['additionalProperties']
  if (others === undefined || others === false) return named
  const names = (
    schema['propertyNames'] === undefined ? fc.string({ maxLength: 12 }) : inside(schema['propertyNames'])
  ) as fc.Arbitrary<string>
  return fc
    .tuple(fc.dictionary(names, inside(others), { maxKeys: 3, noNullPrototype: true }), named)
    .map(([more, own]) => ({ ...more, ...own }))
}
