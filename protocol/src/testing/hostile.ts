/** What a broken or ill-meaning program sends: texts that almost fit a schema, or do not at all. */
import fc from 'fast-check'
import { fitting, type JsonSchema } from './fitting.ts'

/** Stands in a value for JSON that no value can hold; see {@link textOf}. */
const placeholder = '\u{10FFFE}deep'

/** Values no field expects. */
export const hostileValues: readonly unknown[] = [
  null,
  true,
  -1,
  0.5,
  1e308,
  Number.MAX_SAFE_INTEGER + 2,
  -(2 ** 63),
  '',
  ' ',
  '\0',
  'a\0b',
  '\uD800',
  'x\uDFFF',
  '\u202E\u200B\uFEFF',
  "' OR 1=1 --",
  '%00',
  '../../../../etc/passwd',
  '__proto__',
  'constructor',
  '9'.repeat(400),
  'Infinity',
  '-0',
  [],
  [[]],
  {},
  { length: -1 },
  { toString: 1, valueOf: null },
  JSON.parse('{"then":1}'),
  JSON.parse('{"__proto__":{"role":"admin"},"constructor":{"prototype":{"role":"admin"}}}'),
  `${placeholder}100`,
  `${placeholder}20000`,
]
const megabyte = 'x'.repeat(1_000_000)

/** One wrong thing; seldom a huge one. */
const wrong = fc.oneof(
  { weight: 40, arbitrary: fc.constantFrom(...hostileValues) },
  { weight: 10, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
  { weight: 4, arbitrary: fc.constant(`${placeholder}20000`) },
  { weight: 1, arbitrary: fc.constant(megabyte) },
)

type Change = { kind: 'replace' | 'add'; value: unknown; key: string } | { kind: 'remove' } | { kind: 'wrap' }

const changes: fc.Arbitrary<Change> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('replace' as const), value: wrong, key: fc.constant('') }) },
  { weight: 2, arbitrary: fc.constant({ kind: 'remove' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'wrap' as const }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('add' as const),
      value: wrong,
      key: fc.constantFrom('__proto__', 'constructor', 'prototype', 'toString', '', '\0', 'id', 'role', 'a.b'),
    }),
  },
)

/** A fitting value with one mistake somewhere inside. */
function mistaken(value: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc.tuple(value, fc.nat(), changes).map(([good, where, change]) => {
    const places = placesIn(good)
    return changedAt(good, places[where % places.length] ?? [], change)
  })
}

function placesIn(value: unknown, path: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [path]
  return [path, ...Object.entries(value).flatMap(([key, part]) => placesIn(part, [...path, key]))]
}

function changedAt(value: unknown, path: readonly string[], change: Change): unknown {
  const [key, ...rest] = path
  if (key === undefined) return changed(value, change)
  if (change.kind === 'remove' && rest.length === 0) {
    if (Array.isArray(value)) return value.filter((_item, index) => String(index) !== key)
    return Object.fromEntries(Object.entries(value as object).filter(([name]) => name !== key))
  }
  const entries = Object.entries(value as object).map(
    ([name, part]) => [name, name === key ? changedAt(part, rest, change) : part] as const,
  )
  return Array.isArray(value) ? entries.map(([, part]) => part) : Object.fromEntries(entries)
}

function changed(value: unknown, change: Change): unknown {
  switch (change.kind) {
    case 'replace':
      return change.value
    case 'remove':
      return undefined
    case 'wrap':
      return [value]
    case 'add':
      return typeof value === 'object' && value !== null && !Array.isArray(value)
        ? Object.fromEntries([...Object.entries(value), [change.key, change.value]])
        : change.value
  }
}

/** JSON text of a value, its placeholders replaced by arrays inside arrays. */
export function textOf(value: unknown): string {
  const text = JSON.stringify(value) ?? ''
  return text.replaceAll(
    new RegExp(`"${placeholder}(\\d+)"`, 'g'),
    (_all, depth: string) => '['.repeat(Number(depth)) + ']'.repeat(Number(depth)),
  )
}

const notJson = ['', ' ', '{', '[1,', '{"a":1,}', 'null', 'NaN', '"', '\uFEFF{}', '{"a":1}{"a":2}', "{'a':1}", '\0', '<xml/>', 'a=1&b=2']

/** JSON that fits, almost fits or does not fit `schema`, and texts that are no JSON. */
export function hostileTexts(schema: JsonSchema | undefined, root?: JsonSchema): fc.Arbitrary<string> {
  const anything = fc.oneof(fc.jsonValue({ maxDepth: 4 }), fc.constantFrom(...hostileValues)).map(textOf)
  const noise = fc.oneof(fc.constantFrom(...notJson), fc.string({ unit: 'binary', maxLength: 60 }))
  if (schema === undefined) return fc.oneof({ weight: 2, arbitrary: anything }, { weight: 1, arbitrary: noise })
  const fits = fitting(schema, root)
  return fc.oneof(
    { weight: 4, arbitrary: fits.map(textOf) },
    { weight: 8, arbitrary: mistaken(fits).map(textOf) },
    { weight: 1, arbitrary: anything },
    { weight: 1, arbitrary: noise },
  )
}

/** How often each property is tried: `times`, multiplied by PALANG_FUZZ for a long search. */
export function tries(times: number): number {
  return Math.ceil(times * Number(process.env['PALANG_FUZZ'] ?? 1))
}
