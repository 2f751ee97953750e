/** How many of the hourly counts belong to today. `hours` are 24, oldest first, from `fromIso`; the day began at `dayStartMs`. */
export function todayCount(hours: readonly number[], fromIso: string, nowMs: number, dayStartMs: number): number {
  const fromMs = Date.parse(fromIso)
  return hours.reduce((sum, count, index) => {
    const startMs = fromMs + index * 3_600_000
    return startMs >= dayStartMs && startMs <= nowMs ? sum + count : sum
  }, 0)
}
