/** Hours in which a recipient is left alone, in the time of the outlet. */

const minuteMs = 60_000
const minutesPerDay = 24 * 60

/**
 * When the quiet hours that it is now end, in milliseconds of the epoch; nothing outside of them. On the day the clocks
 * change it may be an hour off: ask again when that time has come.
 */
export function quietUntilMs(hours: { from: string; to: string } | undefined, timeZone: string, nowMs: number): number | undefined {
  if (hours === undefined) return undefined
  const [from, to, now] = [minutesOf(hours.from), minutesOf(hours.to), minutesOf(timeOfDay(timeZone, nowMs))]
  const isQuiet = from < to ? now >= from && now < to : now >= from || now < to
  if (!isQuiet) return undefined
  const minutesLeft = (to - now + minutesPerDay) % minutesPerDay
  return Math.floor(nowMs / minuteMs) * minuteMs + minutesLeft * minuteMs
}

function minutesOf(time: string): number {
  const [hours, minutes] = time.split(':').map(Number)
  return (hours ?? 0) * 60 + (minutes ?? 0)
}

function timeOfDay(timeZone: string, atMs: number): string {
  return new Intl.DateTimeFormat('en', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(atMs)
}
