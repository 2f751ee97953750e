/**
 * Light by day, dark by night. In sunlight only a bright ground keeps its contrast on a reflecting panel; at night the
 * same ground blinds the driver. Sunrise and sunset move by less than an hour over the year where these machines stand,
 * so the outlet's clock is enough and no sensor is needed.
 */
export type Theme = 'light' | 'dark'

const dayStartsHour = 6
const dayEndsHour = 18

/** The theme for the outlet's local hour. */
export function themeAt(atMs: number, timeZone: string): Theme {
  const hour = Number(new Intl.DateTimeFormat('en-GB', { hour: '2-digit', hourCycle: 'h23', timeZone }).format(atMs))
  return hour >= dayStartsHour && hour < dayEndsHour ? 'light' : 'dark'
}

/** A theme fixed by the address (`?theme=dark` for a garage without daylight), or nothing. */
export function pinnedTheme(search: string): Theme | undefined {
  const wanted = new URLSearchParams(search).get('theme')
  return wanted === 'light' || wanted === 'dark' ? wanted : undefined
}
