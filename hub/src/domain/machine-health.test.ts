import { expect, test } from 'vitest'
import { healthOf, type MachineSigns, readingTooOldMs, statusWordOf } from './machine-health.ts'

const well: MachineSigns = {
  online: true,
  mode: 'active',
  ageMs: 5_000,
  verdict: 'good',
  reasons: [],
  near: [],
  alarms: [],
  calibrationOverdue: false,
}
const bad = { verdict: 'bad', reasons: ['tds_high'] } as const

test.each<[string, Partial<MachineSigns>, string, string[]]>([
  ['nothing is wrong', {}, 'HEALTHY', []],
  ['the water is bad', bad, 'CRITICAL', ['tds_high']],
  ['a critical alarm stands', { alarms: [{ code: 'water_leak', severity: 'critical' }] }, 'CRITICAL', ['water_leak']],
  ['another alarm stands', { alarms: [{ code: 'paper_out', severity: 'warning' }] }, 'WARNING', ['paper_out']],
  ['a calibration is overdue', { calibrationOverdue: true }, 'WARNING', ['calibration_overdue']],
  ['a threshold is near', { near: ['tds_near_limit'] }, 'WARNING', ['tds_near_limit']],
  ['it is away', { online: false, alarms: [{ code: 'machine_offline', severity: 'critical' }] }, 'UNKNOWN', ['offline']],
  ['it is away and its water was bad', { online: false, ...bad }, 'UNKNOWN', ['offline']],
  [
    'it is away and leaks',
    { online: false, alarms: [{ code: 'water_leak', severity: 'critical' }] },
    'CRITICAL',
    ['water_leak', 'offline'],
  ],
  ['it has never measured', { ageMs: null, verdict: 'unknown', reasons: ['no_reading_yet'] }, 'UNKNOWN', ['no_recent_reading']],
  ['it has not measured for too long', { ageMs: readingTooOldMs + 1 }, 'UNKNOWN', ['no_recent_reading']],
  ['it measures as long ago as may be', { ageMs: readingTooOldMs }, 'HEALTHY', []],
  ['its sensor is frozen', { verdict: 'unknown', reasons: ['sensor_frozen'] }, 'CRITICAL', ['sensor_frozen']],
  ['its sensor has yet to measure', { verdict: 'unknown', reasons: ['no_reading_yet'] }, 'UNKNOWN', ['no_reading_yet']],
  ['two things are wrong', { ...bad, near: ['ph_near_limit'] }, 'CRITICAL', ['tds_high', 'ph_near_limit']],
])('when %s', (_, signs, health, reasons) => {
  expect(healthOf({ ...well, ...signs })).toEqual({ health, reasons })
})

test('a machine under maintenance is so, heard or not', () => {
  expect(statusWordOf({ online: false, mode: 'maintenance' })).toBe('MAINTENANCE')
  expect(statusWordOf({ online: true, mode: 'disabled' })).toBe('MAINTENANCE')
  expect(statusWordOf({ online: false, mode: 'active' })).toBe('OFFLINE')
  expect(statusWordOf({ online: true, mode: 'active' })).toBe('ACTIVE')
})
