/** What a source file says about its surroundings: whom it imports, and which clock or chance it reads by itself. */
import { parseSync, Visitor } from 'oxc-parser'

export interface ImportFact {
  specifier: string
  /** Erased before running: `import type`, `export type … from`, `import('…').Type`. */
  typeOnly: boolean
  line: number
}

export interface SourceFacts {
  imports: ImportFact[]
  /** Reads of time and chance that bypass what was passed in, such as `Date.now()`. */
  ambient: { call: string; line: number }[]
}

/** Reads `source` with a real parser. Throws when it is not TypeScript. */
export function readSource(file: string, source: string): SourceFacts {
  const parsed = parseSync(file, source)
  const error = parsed.errors.find(({ severity }) => severity === 'Error')
  if (error !== undefined) throw new Error(`${file}: ${error.message}`)
  const lineOf = lineFinder(source)
  const imports: ImportFact[] = []
  for (const { moduleRequest, entries, start } of parsed.module.staticImports) {
    imports.push({
      specifier: moduleRequest.value,
      typeOnly: entries.length > 0 && entries.every(entry => entry.isType),
      line: lineOf(start),
    })
  }
  for (const { entries, start } of parsed.module.staticExports) {
    const from = entries.filter(entry => entry.moduleRequest !== null)
    const specifier = from[0]?.moduleRequest?.value
    if (specifier !== undefined) imports.push({ specifier, typeOnly: from.every(entry => entry.isType), line: lineOf(start) })
  }
  for (const { moduleRequest, start } of parsed.module.dynamicImports) {
    const literal = /^(['"`])([^'"`$]*)\1$/.exec(source.slice(moduleRequest.start, moduleRequest.end))
    if (literal?.[2] !== undefined) imports.push({ specifier: literal[2], typeOnly: false, line: lineOf(start) })
  }
  const ambient: SourceFacts['ambient'] = []
  const note = (call: string | undefined, start: number) => {
    if (call !== undefined) ambient.push({ call, line: lineOf(start) })
  }
  new Visitor({
    TSImportType(node) {
      imports.push({ specifier: node.source.value, typeOnly: true, line: lineOf(node.start) })
    },
    CallExpression(node) {
      note(ambientCall(node.callee), node.start)
    },
    NewExpression(node) {
      if (node.callee.type === 'Identifier' && node.callee.name === 'Date' && node.arguments.length === 0) note('new Date()', node.start)
    },
  }).visit(parsed.program)
  return { imports, ambient }
}

const timers = new Set(['setTimeout', 'setInterval', 'setImmediate'])
const readings = new Set(['Date.now', 'performance.now', 'Math.random', 'crypto.randomUUID'])

function ambientCall(callee: { type: string }): string | undefined {
  const { type, name, object, property } = callee as {
    type: string
    name?: string
    object?: { name?: string }
    property?: { name?: string }
  }
  if (type === 'Identifier' && name !== undefined && timers.has(name)) return `${name}()`
  const path = `${object?.name}.${property?.name}`
  return type === 'MemberExpression' && readings.has(path) ? `${path}()` : undefined
}

/** 1-based line of an offset. */
function lineFinder(source: string): (offset: number) => number {
  const starts = [0, ...[...source.matchAll(/\n/g)].map(({ index }) => index + 1)]
  return offset => starts.findLastIndex(start => start <= offset) + 1
}
