import { expect, test } from 'vitest'
import { closingLines } from './closing-lines.ts'

const report = { passed: 12, failed: 0, skipped: 1, broken: [], skips: [{ name: 'store on MariaDB', reason: 'mariadbd is not installed' }] }

test('the last line is the count alone', () => {
  const lines = closingLines({ report, exitCode: 0, unavailable: [], failures: [] }).split('\n')
  expect(lines.at(-1)).toBe('12 passed, 0 failed, 1 skipped')
  expect(lines).toContain('  store on MariaDB: mariadbd is not installed')
})

test('what cannot run here is named with its reason', () => {
  const text = closingLines({
    report,
    exitCode: 0,
    unavailable: ['screens in a browser: needs chromium, which is not installed (only root may install packages)'],
    failures: [],
  })
  expect(text).toContain('Not available on this computer:\n  screens in a browser: needs chromium')
})

test.each([
  ['Vitest died', { report: undefined, exitCode: 134, failures: [] }, '0 passed, 1 failed, 0 skipped'],
  [
    'no test was found',
    { report: { ...report, passed: 0, skipped: 0, skips: [] }, exitCode: 1, failures: [] },
    '0 passed, 1 failed, 0 skipped',
  ],
  ['a preparation failed', { report, exitCode: 0, failures: ['frontend: does not build'] }, '12 passed, 1 failed, 1 skipped'],
])('it counts as a failure that %s', (_what, result, last) => {
  expect(
    closingLines({ ...result, unavailable: [] })
      .split('\n')
      .at(-1),
  ).toBe(last)
})
