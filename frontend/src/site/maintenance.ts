/** When a machine is to be looked after, as people say it. Pure. */
import type { MaintenanceView } from '@palang/protocol'
import type { Tone } from '../ui/tone.tsx'

const dayMs = 86_400_000
/** From so many days before, a person may want to plan a visit. */
const soonDays = 7

export type DueKey = 'due.none' | 'due.now' | 'due.late' | 'due.days' | 'due.treatments' | 'due.unknown'

/** What is said of it; `count` are days or treatments. */
export interface DueWord {
  tone: Tone
  key: DueKey
  count: number
}

/** Of one machine, of which the hub reckoned everything. What is over first, then days, then treatments. */
export function dueWord({ plan, due }: Pick<MaintenanceView, 'plan' | 'due'>): DueWord {
  if (plan.days === null && plan.treatments === null) return { tone: 'stale', key: 'due.none', count: 0 }
  const { days_left: days, treatments_left: treatments } = due
  if (due.is_due) return days !== null && days < 0 ? { tone: 'attend', key: 'due.late', count: -days } : now
  if (days !== null) return daysWord(days)
  if (treatments !== null) return { tone: 'flow', key: 'due.treatments', count: treatments }
  return { tone: 'attend', key: 'due.unknown', count: 0 }
}

const now: DueWord = { tone: 'attend', key: 'due.now', count: 0 }

function daysWord(days: number): DueWord {
  return { tone: days <= soonDays ? 'info' : 'flow', key: 'due.days', count: days }
}

/** Of one in a list: by the day it is due, and by the alarm that says so where it goes by treatments. Undefined where nothing is known. */
export function listedDue(next: string | null | undefined, isAlarmed: boolean, today: string): DueWord | undefined {
  const days = next === null || next === undefined ? undefined : Math.round((Date.parse(next) - Date.parse(today)) / dayMs)
  if (days !== undefined && days < 0) return { tone: 'attend', key: 'due.late', count: -days }
  if (days === 0 || isAlarmed) return now
  return days === undefined ? undefined : daysWord(days)
}

/** A plan as it was written: nothing means never. Undefined for what is no whole number from 1 on. */
export function planNumber(text: string, most: number): number | null | undefined {
  const plain = text.trim().replaceAll('.', '')
  if (plain === '') return null
  const value = /^\d{1,8}$/.test(plain) ? Number(plain) : 0
  return value >= 1 && value <= most ? value : undefined
}
