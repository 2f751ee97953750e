/** The end of `npm test`: what was skipped and why, and the count alone on the last line. */
import type { TestReport } from './reporter.ts'

export interface RunResult {
  /** Missing when Vitest died before it could report. */
  report: TestReport | undefined
  exitCode: number
  /** Suites that cannot run on this computer, with the reason. */
  unavailable: readonly string[]
  /** Preparations that failed. */
  failures: readonly string[]
}

/** The lines, ending with `N passed, N failed, N skipped`. */
export function closingLines({ report, exitCode, unavailable, failures }: RunResult): string {
  const { passed, failed, skipped, skips } = report ?? { passed: 0, failed: 0, skipped: 0, skips: [] }
  const skipLines = skips.map(({ name, reason }) => `  ${name}${reason === undefined ? '' : `: ${reason}`}`)
  // A run that ends badly without a failed test (no test found, a crash) is a failure all the same.
  const atLeast = exitCode === 0 ? 0 : 1
  return [
    ...section(
      'Not available on this computer:',
      unavailable.map(line => `  ${line}`),
    ),
    ...section('Skipped:', skipLines),
    ...section(
      'Failed before the tests:',
      failures.map(line => `  ${line}`),
    ),
    `${passed} passed, ${Math.max(failed, atLeast) + failures.length} failed, ${skipped} skipped`,
  ].join('\n')
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [title, ...lines, '']
}
