/** Counts for the last line of `npm test`, and why something was skipped. */
import { writeFileSync } from 'node:fs'
import type { Reporter, TestModule } from 'vitest/node'
import { z } from 'zod'

export const testReport = z.object({
  passed: z.int(),
  failed: z.int(),
  skipped: z.int(),
  /** Files and suites that could not run: each counts as one failure. */
  broken: z.array(z.string()),
  /** Skipped tests with their reason, when they gave one. */
  skips: z.array(z.object({ name: z.string(), reason: z.string().optional() })),
})
export type TestReport = z.infer<typeof testReport>

/** Folds the modules of a finished run into one report. */
function reportOf(modules: readonly Pick<TestModule, 'moduleId' | 'errors' | 'children'>[]): TestReport {
  const report: TestReport = { passed: 0, failed: 0, skipped: 0, broken: [], skips: [] }
  for (const module of modules) {
    if (module.errors().length > 0) report.broken.push(module.moduleId)
    for (const suite of module.children.allSuites()) if (suite.errors().length > 0) report.broken.push(suite.fullName)
    for (const test of module.children.allTests()) {
      const result = test.result()
      if (result.state === 'passed') report.passed += 1
      else if (result.state === 'failed') report.failed += 1
      else {
        report.skipped += 1
        const reason = result.state === 'skipped' ? result.note : undefined
        report.skips.push({ name: test.fullName, ...(reason === undefined ? {} : { reason }) })
      }
    }
  }
  report.failed += report.broken.length
  return report
}

/** A Vitest reporter that leaves the report of the run in `file`. */
export function countingReporter(file: string): Reporter {
  return {
    onTestRunEnd(modules, unhandled) {
      const report = reportOf(modules)
      writeFileSync(file, JSON.stringify({ ...report, failed: report.failed + unhandled.length }))
    },
  }
}
