import { expect, test } from 'vitest'
import { canaryMistakes } from './architecture-canary.ts'
import { checkArchitecture, resolveImport } from './architecture.ts'
import { readSource } from './source-facts.ts'

test('every planted violation is seen, and nothing else', () => {
  expect(canaryMistakes()).toEqual([])
})

test('a checker that sees nothing is found out', () => {
  expect(canaryMistakes(() => []).length).toBeGreaterThan(20)
})

test('a checker that sees too much is found out', () => {
  const mistakes = canaryMistakes(tree => [
    ...checkArchitecture(tree),
    { file: 'hub/src/domain/ok.ts', line: 1, rule: 'import', message: 'no' },
  ])
  expect(mistakes).toEqual(['the checker sees a import violation in hub/src/domain/ok.ts that is none: no'])
})

test('a violation names file, line and both sides', () => {
  const tree = new Map([['hub/src/domain/stay.ts', `// first line\nimport { app } from '../edges/http/app.ts'\napp`]])
  expect(checkArchitecture(tree)).toEqual([
    { file: 'hub/src/domain/stay.ts', line: 2, rule: 'import', message: 'hub/domain may not import hub/src/edges/http/app.ts' },
  ])
})

test.each([
  [`import { a } from './a.ts'`, { specifier: './a.ts', typeOnly: false }],
  [`import type { A } from './a.ts'`, { specifier: './a.ts', typeOnly: true }],
  [`import { type A, type B } from './a.ts'`, { specifier: './a.ts', typeOnly: true }],
  [`import { type A, b } from './a.ts'`, { specifier: './a.ts', typeOnly: false }],
  [`import './a.css'`, { specifier: './a.css', typeOnly: false }],
  [`import * as a from './a.ts'`, { specifier: './a.ts', typeOnly: false }],
  [`export * from './a.ts'`, { specifier: './a.ts', typeOnly: false }],
  [`export type { A } from './a.ts'`, { specifier: './a.ts', typeOnly: true }],
  [`const a = await import('./a.ts')`, { specifier: './a.ts', typeOnly: false }],
  [`type A = import('./a.ts').A`, { specifier: './a.ts', typeOnly: true }],
])('%s is read', (source, expected) => {
  expect(readSource('x.ts', source).imports).toEqual([{ ...expected, line: 1 }])
})

test('an import in a comment or a string is none', () => {
  expect(readSource('x.ts', `// import './a.ts'\nexport const a = "import './b.ts'"`).imports).toEqual([])
})

test('our packages lead to their entry and to single files', () => {
  const tree = new Map([['frontend/src/app.tsx', '']])
  expect(resolveImport(tree, 'hub/src/hub.ts', '@palang/protocol')).toBe('protocol/src/index.ts')
  expect(resolveImport(tree, 'hub/src/hub.ts', '@palang/config')).toBe('config/index.ts')
  expect(resolveImport(tree, 'client/src/link.ts', '@palang/kit/retry')).toBe('kit/src/retry.ts')
  expect(resolveImport(tree, 'frontend/src/main.tsx', './app')).toBe('frontend/src/app.tsx')
  expect(resolveImport(tree, 'hub/src/hub.ts', 'hono')).toBeUndefined()
})
