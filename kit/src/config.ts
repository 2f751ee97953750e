/** Reading a YAML file against one schema, with every mistake reported at once. */
import { readFileSync } from 'node:fs'
import { isAlias, isMap, isPair, isScalar, isSeq, LineCounter, parseDocument, type Document } from 'yaml'
import type { z } from 'zod'
import { suggestKey } from './config-suggestions.ts'
import { wordIssue } from './config-wording.ts'
import { CodedError, messageOf } from './errors.ts'
import { withoutSecrets } from './secrets.ts'

export interface ConfigMistake {
  file: string
  /** Dotted path into the file, empty for the file as a whole. */
  path: string
  /** 1-based line, when the path can be found in the file. */
  line?: number
  message: string
}

/** Thrown by {@link loadYaml}; carries every mistake found. */
export class ConfigError extends CodedError<'config_invalid'> {
  readonly mistakes: readonly ConfigMistake[]

  constructor(mistakes: readonly ConfigMistake[]) {
    super('config_invalid', mistakes.map(describeMistake).join('\n'))
    this.name = 'ConfigError'
    this.mistakes = mistakes
  }
}

/** One mistake as one line: file, line, path, what is wrong; without the secrets of what was found. */
export function describeMistake({ file, path, line, message }: ConfigMistake): string {
  return withoutSecrets(`${file}${line === undefined ? '' : `:${line}`}: ${path === '' ? '' : `${path}: `}${message}`)
}

/**
 * Reads and checks `file`. Unknown keys are mistakes when the schema is strict. Throws {@link ConfigError} with every
 * mistake, also when the file is missing or not YAML.
 */
export function loadYaml<T extends z.ZodType>(file: string, schema: T): z.output<T> {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    throw new ConfigError([{ file, path: '', message: `cannot be read: ${messageOf(error)}` }])
  }
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const [first] = document.errors
  if (first !== undefined) {
    // What follows a first slip in YAML follows from it.
    throw new ConfigError([{ file, path: '', line: lines.linePos(first.pos[0]).line, message: `not YAML: ${first.message}` }])
  }
  const value: unknown = document.toJS()
  const result = schema.safeParse(value, { error: wordIssue, reportInput: true })
  if (result.success) return result.data
  throw new ConfigError(
    flattenIssues(result.error.issues).map(({ path, message, unknownKey }) => {
      const line = lineOf(document, path, lines)
      const words = unknownKey === true ? `${message}${suggestKey(schema, value, path)}` : withFound(message, value, path)
      return { file, path: path.join('.'), message: words, ...(line === undefined ? {} : { line }) }
    }),
  )
}

/** `mistakes` with the line of each that has none, where its path can be found in its file; one behind the end is that of the nearest part above it. */
export function withLines(mistakes: readonly ConfigMistake[]): ConfigMistake[] {
  return mistakes.map(mistake => {
    const line = mistake.line ?? lineInFile(mistake)
    return line === undefined ? mistake : { ...mistake, line }
  })
}

/** None for what is no file, such as the environment. */
function lineInFile({ file, path }: ConfigMistake): number | undefined {
  try {
    const lines = new LineCounter()
    const document = parseDocument(readFileSync(file, 'utf8'), { lineCounter: lines, prettyErrors: false })
    const keys = path.split('.').map(key => (/^\d+$/.test(key) ? Number(key) : key))
    return lineOf(document, keys, lines)
  } catch {
    return undefined
  }
}

interface FlatIssue {
  path: (string | number)[]
  message: string
  unknownKey?: boolean
}

/** Unknown keys become one mistake each; a failed union reports the branch that came closest. */
function flattenIssues(issues: readonly z.core.$ZodIssue[], base: (string | number)[] = []): FlatIssue[] {
  return issues.flatMap((issue): FlatIssue[] => {
    const path = [...base, ...issue.path.map(part => (typeof part === 'symbol' ? String(part) : part))]
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map(key => ({ path: [...path, key], message: 'is not a known key', unknownKey: true }))
    if (issue.code === 'invalid_union' && issue.errors.length > 0) {
      const closest = issue.errors.toSorted((a, b) => depth(b) - depth(a) || a.length - b.length)[0]
      if (closest !== undefined && depth(closest) > 0) return flattenIssues(closest, path)
    }
    return [{ path, message: issue.message }]
  })
}

function depth(issues: readonly z.core.$ZodIssue[]): number {
  return Math.max(0, ...issues.map(issue => issue.path.length))
}

/** Adds what was found, unless the message says so already or the value is a whole structure. */
function withFound(message: string, root: unknown, path: readonly (string | number)[]): string {
  const found = path.reduce<unknown>(
    (at, key) => (typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[key] : undefined),
    root,
  )
  if (found === undefined || (typeof found === 'object' && found !== null)) return message
  return `${message} (found ${JSON.stringify(found)})`
}

function lineOf(document: Document, path: readonly (string | number)[], lines: LineCounter): number | undefined {
  let node: unknown = document.contents
  let offset: number | undefined
  for (const key of path) {
    if (isAlias(node)) node = node.resolve(document)
    if (isMap(node)) {
      const pair = node.items.find(item => isPair(item) && isScalar(item.key) && item.key.value === key)
      if (pair === undefined) break
      if (isScalar(pair.key) && pair.key.range) offset = pair.key.range[0]
      node = pair.value
    } else if (isSeq(node) && typeof key === 'number') {
      node = node.items[key]
      if (isMap(node) || isScalar(node) || isSeq(node)) offset = node.range?.[0] ?? offset
    } else break
  }
  return offset === undefined ? undefined : lines.linePos(offset).line
}
