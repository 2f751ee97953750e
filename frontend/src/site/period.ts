/** The days a report is about, as people choose them and as the address carries them. Pure. */
import type { Period } from '../api/money-endpoints.ts'

const dayMs = 86_400_000
/** The hub reports no more days at once. */
const mostDays = 93

export const periodChoices = ['today', 'yesterday', 'week', 'month', 'custom'] as const
export type PeriodChoice = (typeof periodChoices)[number]

/** The choice as the address carries it; the days count for `custom` only. */
export type PeriodParams = Partial<Record<'period' | 'from' | 'to', string | undefined>>

export function choiceOf({ period }: PeriodParams): PeriodChoice {
  return periodChoices.find(choice => choice === period) ?? 'today'
}

/**
 * The days of a choice, when `today` is the day it is at the outlet (`2026-01-20`); weeks begin on Monday. Undefined for
 * chosen days that are none, run backwards or are too many.
 */
export function periodOf(params: PeriodParams, today: string): Period | undefined {
  switch (choiceOf(params)) {
    case 'today':
      return { from: today, to: today }
    case 'yesterday':
      return { from: addDays(today, -1), to: addDays(today, -1) }
    case 'week':
      return { from: addDays(today, -((new Date(today).getUTCDay() + 6) % 7)), to: today }
    case 'month':
      return { from: `${today.slice(0, 8)}01`, to: today }
    case 'custom':
      return chosen(params.from ?? today, params.to ?? today)
  }
}

function chosen(from: string, to: string): Period | undefined {
  const days = (Date.parse(to) - Date.parse(from)) / dayMs + 1
  return isDay(from) && isDay(to) && days >= 1 && days <= mostDays ? { from, to } : undefined
}

/** Whether `text` is a day, `2026-01-20`. */
export function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)) && addDays(text, 0) === text
}

/** The day `count` days after `day`. */
export function addDays(day: string, count: number): string {
  return new Date(Date.parse(day) + count * dayMs).toISOString().slice(0, 10)
}
