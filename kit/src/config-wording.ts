/** What is wrong with a value, in words for the person who wrote the file. */
import type { z } from 'zod'

const typeWords: Record<string, string> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'keys and values',
  record: 'keys and values',
}

/**
 * The wording of an issue, without what was found; `undefined` leaves it to the schema library. A message written into
 * the schema itself wins over this one.
 */
export function wordIssue(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type': {
      const expected = typeWords[issue.expected] ?? issue.expected
      return issue.input === undefined ? `is missing; expected ${expected}` : `expected ${expected}`
    }
    case 'too_small':
      return `expected ${boundWord(issue.inclusive === false ? 'more than' : 'at least', Number(issue.minimum), issue.origin)}`
    case 'too_big':
      return `expected ${boundWord(issue.inclusive === false ? 'less than' : 'at most', Number(issue.maximum), issue.origin)}`
    case 'invalid_value':
      return issue.input === undefined ? `is missing; expected ${listWord(issue.values)}` : `expected ${listWord(issue.values)}`
    case 'invalid_union':
      return wordUnion(issue)
    case 'invalid_format':
      return issue.format === 'url' ? 'expected an address, such as http://192.168.1.60/' : undefined
    default:
      return undefined
  }
}

function wordUnion(issue: z.core.$ZodRawIssue<z.core.$ZodIssueInvalidUnion>): string | undefined {
  if (issue.input === undefined) return 'is missing'
  const { options, discriminator, input } = issue
  if (!Array.isArray(options) || typeof discriminator !== 'string') return wordBranches(issue.errors)
  const given = typeof input === 'object' && input !== null && discriminator in input
  return `${given ? '' : 'is missing; '}expected ${listWord(options)}`
}

/** What the branches of a plain union expect; undefined when one of them does not say. */
function wordBranches(branches: readonly (readonly z.core.$ZodIssue[])[] = []): string | undefined {
  const values = branches.map(([issue]) => (issue?.code === 'invalid_value' ? issue.values : undefined))
  return values.length === 0 || values.includes(undefined) ? undefined : `expected ${listWord(values.flatMap(some => some ?? []))}`
}

function boundWord(limit: string, bound: number, origin: string): string {
  if (origin === 'string') return `${limit} ${bound} character${bound === 1 ? '' : 's'}`
  if (origin === 'array') return `${limit} ${bound} item${bound === 1 ? '' : 's'}`
  return `${limit} ${bound}`
}

function listWord(values: readonly unknown[]): string {
  const words = values.map(value => (typeof value === 'string' ? value : JSON.stringify(value)))
  return words.length === 1 ? String(words[0]) : `one of ${words.join(', ')}`
}
