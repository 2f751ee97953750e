/** `npm run check`: everything about the source that needs no running program, side by side, as one table. */
import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import path from 'node:path'
import { generate } from '../generate.ts'
import { outdatedSchemas } from '../schema.ts'
import { addressMistakes, lockMistakes } from './addresses.ts'
import { canaryMistakes } from './architecture-canary.ts'
import { checkArchitecture } from './architecture.ts'
import { auditDependencies } from './audit.ts'
import { pathMistakes } from './document-paths.ts'
import { lintCanary } from './lint-canary.ts'
import { outcomeOf, printReports, runProgram, runTasks, type Task } from './tasks.ts'
import { projectFiles, readFiles, sourcesOf } from './tree.ts'

const root = path.resolve(import.meta.dirname, '..', '..')
const program = (name: string, script: string, ...parameters: string[]): Task => ({ name, run: () => runProgram(root, script, parameters) })

await generate()
const files = await projectFiles(root)
const texts = await readFiles(root, files)

const tasks: Task[] = [
  program('types', 'typescript/bin/tsc', '-p', '.', '--noEmit'),
  program('types of the frontend', 'typescript/bin/tsc', '-p', 'frontend', '--noEmit'),
  program('lint', 'oxlint/bin/oxlint', '--type-aware', '--deny-warnings'),
  program('format', 'oxfmt/bin/oxfmt', '--list-different', '.'),
  program('dead code and dependencies', 'knip/bin/knip.js', '--no-progress', '--no-config-hints'),
  {
    name: 'architecture',
    run: async () => outcomeOf(checkArchitecture(sourcesOf(texts)).map(({ file, line, message }) => `${file}:${line}: ${message}`)),
  },
  { name: 'architecture canary', run: async () => outcomeOf(canaryMistakes()) },
  {
    name: 'addresses',
    run: async () =>
      outcomeOf([
        ...[...texts].flatMap(([file, text]) => (file === 'package-lock.json' ? [] : addressMistakes(file, text))),
        ...lockMistakes('package-lock.json', readFileSync(path.join(root, 'package-lock.json'), 'utf8')),
      ]),
  },
  { name: 'paths in documents', run: async () => outcomeOf(pathMistakes(texts, files)) },
  { name: 'known weaknesses', run: () => auditDependencies(root, new Date().toISOString().slice(0, 10)) },
  {
    name: 'site schema is current',
    run: async () => outcomeOf(outdatedSchemas().map(name => `config/${name} is old: npm run schema`)),
  },
]

// The canary plants files in the tree, which the others would find.
const canary = await runTasks([{ name: 'lint canary', run: () => lintCanary(root) }], 1)
const reports = [...canary, ...(await runTasks(tasks, availableParallelism()))]
console.log(printReports(reports))
process.exitCode = reports.every(({ passed }) => passed) ? 0 : 1
if (process.connected) process.disconnect()
