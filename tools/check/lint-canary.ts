/** A file that breaks the lint rules we rely on; a linter that does not report each of them is not configured as we think. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { outcomeOf, runProgram, type Outcome } from './tasks.ts'

/** What must be reported, by the name the linter prints. */
const expectedRules = [
  'no-explicit-any',
  'no-floating-promises',
  'switch-exhaustiveness-check',
  'filename-case',
  'max-lines-per-function',
  'max-lines',
  'no-cycle',
  'no-default-export',
  'consistent-type-imports',
] as const

const planted = `import { B } from './b.ts'
export type Kind = 'one' | 'two'
export const value: any = 1
export type Other = B
export default function later(kind: Kind): void {
  Promise.resolve(kind)
  switch (kind) {
    case 'one':
      console.log('one')
  }
}
export function long(): number[] {
  const all: number[] = []
${'  all.push(1)\n'.repeat(60)}  return all
}
${'export {}\n'.repeat(400)}`

/** Lints the planted files with the project's own configuration; the mistakes are the rules that stayed silent. */
export async function lintCanary(root: string): Promise<Outcome> {
  const folder = path.join(root, 'tools', 'check', `canary-${process.pid}`)
  mkdirSync(folder)
  try {
    writeFileSync(path.join(folder, 'Not_Kebab.ts'), planted)
    writeFileSync(path.join(folder, 'b.ts'), `import { long } from './Not_Kebab.ts'\nexport type B = number\nexport const b = long\n`)
    const { output } = await runProgram(root, 'oxlint/bin/oxlint', ['--type-aware', '--no-ignore', '--format=unix', folder])
    return outcomeOf(silentRules(output).map(rule => `the linter does not report ${rule} in the file planted for it`))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The expected rules that the linter's output does not name. */
function silentRules(output: string): string[] {
  return expectedRules.filter(rule => !output.includes(`(${rule})`))
}
