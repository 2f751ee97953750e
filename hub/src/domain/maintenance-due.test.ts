import { expect, test } from 'vitest'
import { maintenanceDue } from './maintenance-due.ts'

const of = (days: number | null, treatments: number | null, over: { since?: string | null; treatments?: number; today?: string } = {}) =>
  maintenanceDue({ days, treatments }, { since: '2026-01-01', treatments: 10, today: '2026-01-20', ...over })

test('due on the day itself and after it, by days or by treatments, whichever comes first', () => {
  expect(of(30, 500)).toEqual({ date: '2026-01-31', daysLeft: 11, treatmentsLeft: 490, isDue: false })
  expect(of(19, 500)).toMatchObject({ date: '2026-01-20', daysLeft: 0, isDue: true })
  expect(of(10, 500)).toMatchObject({ daysLeft: -9, isDue: true })
  expect(of(30, 10)).toMatchObject({ treatmentsLeft: 0, isDue: true })
})

test('without a plan nothing is due, and by days nothing that nobody said was ever new', () => {
  expect(of(null, null)).toEqual({ date: null, daysLeft: null, treatmentsLeft: null, isDue: false })
  expect(of(30, null, { since: null })).toEqual({ date: null, daysLeft: null, treatmentsLeft: null, isDue: false })
})
