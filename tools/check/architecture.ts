/** Checks every import of the tree against the table of ARCHITECTURE.md, and names, cycles and ways around the checks. */
import path from 'node:path'
import { around, forbiddenNames, forbiddenWords, packages, testSupport, zones, type Zone } from './import-rules.ts'
import { readSource, type ImportFact } from './source-facts.ts'

/** Source text by path from the project folder, with forward slashes. */
export type SourceTree = ReadonlyMap<string, string>

export type Rule = 'import' | 'foreign-import' | 'test-support' | 'ambient' | 'name' | 'cycle' | 'word' | 'syntax'

export interface Violation {
  file: string
  line: number
  rule: Rule
  message: string
}

/** Every violation of the tree, ordered by file. */
export function checkArchitecture(tree: SourceTree): Violation[] {
  const violations: Violation[] = []
  const graph = new Map<string, string[]>()
  for (const [file, source] of tree) {
    violations.push(...checkName(file), ...checkWords(file, source))
    const facts = tryRead(file, source)
    if (facts === undefined) {
      violations.push({ file, line: 1, rule: 'syntax', message: 'cannot be parsed' })
      continue
    }
    const zone = zones.find(({ files }) => files.test(file))
    violations.push(...facts.imports.flatMap(fact => checkImport(tree, file, zone, fact)))
    if (zone?.noAmbient === true && !testSupport.test(file)) {
      violations.push(
        ...facts.ambient.map(({ call, line }) => ({
          file,
          line,
          rule: 'ambient' as const,
          message: `${zone.name} gets time and chance passed in; ${call} bypasses that`,
        })),
      )
    }
    graph.set(file, runtimeTargets(tree, file, facts.imports))
  }
  violations.push(...findCycles(graph))
  return violations.toSorted((a, b) => (a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1))
}

/** The file an import leads to; `undefined` for foreign packages and for files the type checker will miss. */
export function resolveImport(tree: SourceTree, from: string, specifier: string): string | undefined {
  const candidates = candidatesOf(from, specifier)
  return candidates.find(candidate => tree.has(candidate)) ?? candidates[0]
}

function candidatesOf(from: string, specifier: string): string[] {
  if (specifier.startsWith('.')) {
    const target = path.posix.join(path.posix.dirname(from), specifier)
    return [target, `${target}.ts`, `${target}.tsx`, `${target}/index.ts`]
  }
  const ours = /^@palang\/([^/]+)(?:\/(.+))?$/.exec(specifier)
  const name = packages.find(own => own === ours?.[1])
  if (name === undefined) return []
  const folder = name === 'config' ? 'config' : `${name}/src`
  const inside = ours?.[2]?.replace(/^src\//, '').replace(/\.ts$/, '') ?? 'index'
  return [`${folder}/${inside}.ts`]
}

function checkImport(tree: SourceTree, file: string, zone: Zone | undefined, fact: ImportFact): Violation[] {
  const violation = (rule: Rule, message: string): Violation[] => [{ file, line: fact.line, rule, message }]
  if (zone === undefined || testSupport.test(file)) return []
  const target = resolveImport(tree, file, fact.specifier)
  if (target === undefined) {
    const forbidden = zone.notForeign?.test(fact.specifier) === true || zone.onlyForeign?.test(fact.specifier) === false
    return forbidden ? violation('foreign-import', `${zone.name} may not import ${fact.specifier}`) : []
  }
  if (testSupport.test(target)) return violation('test-support', `product code may not import test support ${target}`)
  const own = ownOfDriver(file)
  const allowed =
    [...zone.may, ...own].some(pattern => pattern.test(target)) ||
    (fact.typeOnly && zone.mayTypes?.some(pattern => pattern.test(target)) === true)
  if (allowed && !around.test(target)) return []
  return violation('import', `${zone.name} may not import ${target}${fact.typeOnly ? ' (not even its types)' : ''}`)
}

/** A driver's own folder and the files its device kind shares with it. */
function ownOfDriver(file: string): RegExp[] {
  const match = /^(controllers\/src\/devices\/[^/]+)\/drivers\/([^/]+)\//.exec(file)
  if (match === null) return []
  const [, kind, model] = match
  return [new RegExp(`^${kind}/drivers/${model}/`), new RegExp(`^${kind}/[^/]+\\.ts$`)]
}

function checkName(file: string): Violation[] {
  const names = file.split('/').map(part => part.replace(/\.[^.]*$/, ''))
  const bad = names.find(name => forbiddenNames.test(name))
  return bad === undefined ? [] : [{ file, line: 1, rule: 'name', message: `"${bad}" says nothing about what is inside; name the feature` }]
}

function checkWords(file: string, source: string): Violation[] {
  return source.split('\n').flatMap((text, index) => {
    const found = forbiddenWords.exec(text)?.[0]
    return found === undefined ? [] : [{ file, line: index + 1, rule: 'word' as const, message: `${found} is not allowed` }]
  })
}

function tryRead(file: string, source: string) {
  try {
    return readSource(file, source)
  } catch {
    return undefined
  }
}

function runtimeTargets(tree: SourceTree, file: string, imports: readonly ImportFact[]): string[] {
  return imports.flatMap(({ specifier, typeOnly }) => {
    const target = typeOnly ? undefined : resolveImport(tree, file, specifier)
    return target !== undefined && tree.has(target) ? [target] : []
  })
}

/** One violation per cycle that a depth-first walk closes. */
function findCycles(graph: ReadonlyMap<string, readonly string[]>): Violation[] {
  const done = new Set<string>()
  const trail: string[] = []
  const found: Violation[] = []
  const visit = (file: string): void => {
    const start = trail.indexOf(file)
    if (start >= 0) {
      found.push({ file, line: 1, rule: 'cycle', message: `imports itself: ${[...trail.slice(start), file].join(' → ')}` })
      return
    }
    if (done.has(file)) return
    trail.push(file)
    for (const target of graph.get(file) ?? []) visit(target)
    trail.pop()
    done.add(file)
  }
  for (const file of graph.keys()) visit(file)
  return found
}
