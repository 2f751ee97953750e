/** When a machine is to be looked after: so many days, or so many treatments, after it was the last time. Days are those of its outlet. */
import { dateOfDay, dayOfDate } from '@palang/tariff'

export interface MaintenancePlan {
  /** Null is never. */
  days: number | null
  treatments: number | null
}

export interface MaintenanceDue {
  /** The day on which it is due at the latest; null without a plan by days, or when nobody said when the machine was new. */
  date: string | null
  /** Left until then; negative when it is past. */
  daysLeft: number | null
  treatmentsLeft: number | null
  isDue: boolean
}

/** `since`: the day of the last work, else the one it was installed; `treatments` since that day; `today` at the outlet. */
export function maintenanceDue(
  plan: MaintenancePlan,
  { since, treatments, today }: { since: string | null; treatments: number; today: string },
): MaintenanceDue {
  const date = dueDay(plan.days, since)
  const daysLeft = date === null ? null : dayOfDate(date) - dayOfDate(today)
  const treatmentsLeft = plan.treatments === null ? null : plan.treatments - treatments
  return { date, daysLeft, treatmentsLeft, isDue: (daysLeft !== null && daysLeft <= 0) || (treatmentsLeft !== null && treatmentsLeft <= 0) }
}

/** The day it is due by a plan of days. */
export function dueDay(days: number | null, since: string | null): string | null {
  return days === null || since === null ? null : dateOfDay(dayOfDate(since) + days)
}
