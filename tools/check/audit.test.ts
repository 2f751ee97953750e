import { expect, test } from 'vitest'
import { judge } from './audit.ts'
import { printReports } from './tasks.ts'

const advisory = (id: string, severity: string) => ({
  source: 1,
  name: 'left-pad',
  dependency: 'left-pad',
  title: 'Pads the wrong side',
  url: `https://github.com/advisories/${id}`,
  severity,
  range: '<1.3.0',
})
const report = (...via: unknown[]) => JSON.stringify({ auditReportVersion: 2, vulnerabilities: { 'left-pad': { name: 'left-pad', via } } })
const today = '2026-11-21'
const allowance = { advisory: 'GHSA-1', reason: 'only pads in tests', until: '2026-12-01' }

test('a serious weakness fails, once, and one below does not', () => {
  const printed = report(advisory('GHSA-1', 'high'), advisory('GHSA-1', 'high'), advisory('GHSA-2', 'moderate'), 'some-parent')
  expect(judge(printed, [], today)).toEqual({
    passed: false,
    output: 'left-pad <1.3.0: high: Pads the wrong side (https://github.com/advisories/GHSA-1)',
  })
  expect(judge(report(), [], today).passed).toBe(true)
})

test('an allowance holds until its day, and only while it is needed', () => {
  const printed = report(advisory('GHSA-1', 'critical'))
  expect(judge(printed, [allowance], today).passed).toBe(true)
  expect(judge(printed, [{ ...allowance, until: '2026-11-20' }], today).output).toContain('look at it again')
  expect(judge(report(), [allowance], today).output).toContain('remove the allowance')
})

test.each([
  ['{"message":"405 Method Not Allowed - ","statusCode":405}', '405 Method Not Allowed'],
  ['{"message":"request failed, reason: getaddrinfo ENOTFOUND"}', 'ENOTFOUND'],
  ['', 'no report'],
])('a registry that does not answer is skipped with the reason: %s', (printed, reason) => {
  const outcome = judge(printed, [], today)
  expect(outcome).toMatchObject({ passed: true, skipped: expect.stringContaining(reason) })
  expect(printReports([{ name: 'known weaknesses', tookMs: 100, ...outcome }])).toMatch(
    /skipped {2}known weaknesses {2}0\.1 s {2}.*\n\n0 passed, 0 failed, 1 skipped/,
  )
})
