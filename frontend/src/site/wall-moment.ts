/** Moments as a field for day and time holds them, `2026-01-20T10:42`, on the wall of the outlet. */
import type { Formats } from '../i18n/format.ts'

const minuteMs = 60_000

/** What the wall shows at a moment. */
export function wallOf(format: Pick<Formats, 'dayStart' | 'isoDay'>, atMs: number): string {
  return `${format.isoDay(atMs)}T${new Date(atMs - format.dayStart(atMs)).toISOString().slice(11, 16)}`
}

/** The moment, in milliseconds; NaN for what is none. On a day whose clock is changed it may be off by the change. */
export function momentOfWall(format: Pick<Formats, 'dayStart'>, wall: string): number {
  const [, day = '', hours, minutes] = /^(\d{4}-\d\d-\d\d)T(\d\d):(\d\d)$/.exec(wall) ?? []
  const noon = Date.parse(`${day}T12:00:00Z`)
  return Number.isNaN(noon) ? noon : format.dayStart(noon) + (Number(hours) * 60 + Number(minutes)) * minuteMs
}
