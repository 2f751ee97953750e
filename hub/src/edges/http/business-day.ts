/** Days as the outlet counts them, in its own time zone. */

interface LocalDate {
  year: number
  month: number
  day: number
}

/** The moment, in milliseconds UTC, at which the day `daysBack` before the one of `nowMs` began in `timeZone`. */
export function startOfDay(nowMs: number, timeZone: string, daysBack = 0): number {
  const { year, month, day } = localDate(nowMs, timeZone)
  return midnight(Date.UTC(year, month - 1, day - daysBack), timeZone)
}

/** The moment, in milliseconds UTC, at which the day `date` (`YYYY-MM-DD`) begins in `timeZone`. */
export function startOfDate(date: string, timeZone: string): number {
  return midnight(Date.parse(date), timeZone)
}

function midnight(asUtcMs: number, timeZone: string): number {
  // The offset at the moment sought may differ from the one at the first guess, when clocks change in between.
  const guess = asUtcMs - offsetMs(asUtcMs, timeZone)
  return asUtcMs - offsetMs(guess, timeZone)
}

function parts(atMs: number, timeZone: string): Record<string, number> {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  })
  return Object.fromEntries(format.formatToParts(atMs).map(part => [part.type, Number(part.value)]))
}

function localDate(atMs: number, timeZone: string): LocalDate {
  const { year = 0, month = 0, day = 0 } = parts(atMs, timeZone)
  return { year, month, day }
}

/** How far the zone's wall clock is ahead of UTC. */
function offsetMs(atMs: number, timeZone: string): number {
  const { year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0 } = parts(atMs, timeZone)
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(atMs / 1000) * 1000
}
