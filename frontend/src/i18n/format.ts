/** Numbers, money and times as people of one locale read them, in the outlet's time zone. All functions are pure. */

export type Locale = 'id' | 'en'

const tags: Record<Locale, string> = { id: 'id-ID', en: 'en-GB' }
const units: Record<Locale, { s: string; min: string; h: string; d: string; ms: string }> = {
  id: { s: 'dtk', min: 'mnt', h: 'jam', d: 'hari', ms: 'ms' },
  en: { s: 's', min: 'min', h: 'h', d: 'd', ms: 'ms' },
}

export interface Formats {
  /** `1.240` */
  number(value: number): string
  /** `7,1`: with so many decimals. */
  decimal(value: number, digits: number): string
  /** `Rp 12.500`; `amount` in the smallest unit of the currency. */
  money(amount: number, currency?: string): string
  /** `1,5 jt`, `250 rb`: a figure for the scale of a chart. */
  brief(value: number): string
  /** `+12 %`, always with its sign; `ratio` 0.12 is 12 %. */
  change(ratio: number): string
  /** `10.42` */
  time(at: string | number): string
  /** `10.42.07` */
  clock(at: string | number): string
  /** `10.42.07,118` */
  clockMs(at: string | number): string
  /** `20 Jan` in this year, `20 Jan 2025` otherwise. */
  day(at: string | number): string
  /** `20 Jan 10.42`, without the day when it is today. */
  moment(at: string | number): string
  /** `Selasa, 20 Januari 2026 10.42.07` */
  full(at: string | number): string
  /** How long ago, in the largest sensible unit: `0,2 dtk`, `12 dtk`, `4 mnt`, `3 jam`, `2 hari`. */
  age(ms: number): string
  /** `6 ms`, `0,42 dtk`, `3,9 dtk`, `12 dtk`: a measured span. */
  span(ms: number): string
  /** `45 mnt`, `2 jam 15 mnt`, `3 hari 4 jam`. */
  minutes(minutes: number): string
  /** `Jumat` */
  weekday(at: string | number): string
  /** `2026-01-20`, the day as files and addresses write it. */
  isoDay(at: string | number): string
  /** When the day of `atMs` began in the outlet's time zone, milliseconds. */
  dayStart(atMs: number): number
}

/** Makes the formats of one locale and time zone; an unknown zone falls back to UTC. */
export function createFormats(locale: Locale, timeZone: string, nowMs: () => number = Date.now): Formats {
  const tag = tags[locale]
  const zone = knownZone(timeZone)
  const unit = units[locale]
  const whole = new Intl.NumberFormat(tag)
  const [none, tenth, hundredth] = decimals(tag)
  const brief = new Intl.NumberFormat(tag, { notation: 'compact', maximumFractionDigits: 1 })
  const percent = new Intl.NumberFormat(tag, { style: 'percent', signDisplay: 'exceptZero', maximumFractionDigits: 0 })
  const dated = (options: Intl.DateTimeFormatOptions) => {
    const made = new Intl.DateTimeFormat(tag, { timeZone: zone, hourCycle: 'h23', ...options })
    return (at: string | number) => made.format(new Date(at))
  }
  const time = dated({ hour: '2-digit', minute: '2-digit' })
  const clock = dated({ hour: '2-digit', minute: '2-digit', second: '2-digit' })
  const clockMs = dated({ hour: '2-digit', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3 })
  const shortDay = dated({ day: 'numeric', month: 'short' })
  const yearDay = dated({ day: 'numeric', month: 'short', year: 'numeric' })
  const year = dated({ year: 'numeric' })
  const day = (at: string | number) => (year(at) === year(nowMs()) ? shortDay(at) : yearDay(at))
  return {
    number: value => whole.format(value),
    decimal: (value, digits) => ([none, tenth, hundredth][digits] ?? whole).format(value),
    money: createMoney(tag),
    brief: value => brief.format(value).replace('-', '−'),
    change: ratio => percent.format(ratio).replace('-', '−'),
    time,
    clock,
    clockMs,
    day,
    moment: at => (yearDay(at) === yearDay(nowMs()) ? time(at) : `${day(at)} ${time(at)}`),
    full: dated({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric', hour: '2-digit', minute: '2-digit', second: '2-digit' }),
    age(ms) {
      const s = Math.max(100, ms) / 1000
      if (s < 10) return `${tenth.format(Math.floor(s * 10) / 10)} ${unit.s}`
      if (s < 60) return `${whole.format(Math.floor(s))} ${unit.s}`
      if (s < 3600) return `${whole.format(Math.floor(s / 60))} ${unit.min}`
      if (s < 86_400) return `${whole.format(Math.floor(s / 3600))} ${unit.h}`
      return `${whole.format(Math.floor(s / 86_400))} ${unit.d}`
    },
    span(ms) {
      if (ms < 100) return `${whole.format(Math.round(ms))} ${unit.ms}`
      if (ms < 1000) return `${hundredth.format(ms / 1000)} ${unit.s}`
      if (ms < 60_000) return `${tenth.format(ms / 1000)} ${unit.s}`
      return `${whole.format(Math.round(ms / 60_000))} ${unit.min}`
    },
    minutes(minutes) {
      const total = Math.max(0, Math.floor(minutes))
      const days = Math.floor(total / 1440)
      const hours = Math.floor((total % 1440) / 60)
      const rest = total % 60
      if (days > 0) return hours > 0 ? `${days} ${unit.d} ${hours} ${unit.h}` : `${days} ${unit.d}`
      if (hours > 0) return rest > 0 ? `${hours} ${unit.h} ${rest} ${unit.min}` : `${hours} ${unit.h}`
      return `${rest} ${unit.min}`
    },
    weekday: dated({ weekday: 'long' }),
    isoDay: at => isoDay(zone, at),
    dayStart: atMs => atMs - sinceMidnight(zone, atMs),
  }
}

/** With none, one and two decimals. */
function decimals(tag: string) {
  const of = (digits: number) => new Intl.NumberFormat(tag, { minimumFractionDigits: digits, maximumFractionDigits: digits })
  return [of(0), of(1), of(2)] as const
}

function createMoney(tag: string): Formats['money'] {
  const made = new Map<string, Intl.NumberFormat>()
  return (amount, currency = 'IDR') => {
    let format = made.get(currency)
    if (format === undefined) {
      format = new Intl.NumberFormat(tag, { style: 'currency', currency, currencyDisplay: 'narrowSymbol', maximumFractionDigits: 0 })
      made.set(currency, format)
    }
    return spaced(format, amount)
  }
}

/** The symbol and the figure with one no-break space between, whichever way the locale would join them. */
function spaced(format: Intl.NumberFormat, amount: number): string {
  const parts = format.formatToParts(amount)
  const of = (type: string) => parts.find(part => part.type === type)?.value ?? ''
  const figure = parts
    .filter(part => ['integer', 'group', 'decimal', 'fraction'].includes(part.type))
    .map(part => part.value)
    .join('')
  return `${of('minusSign') === '' ? '' : '−'}${of('currency')}\u00a0${figure}`
}

function isoDay(timeZone: string, at: string | number): string {
  const parts = new Intl.DateTimeFormat('en', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).formatToParts(new Date(at))
  return (['year', 'month', 'day'] as const).map(type => parts.find(part => part.type === type)?.value ?? '').join('-')
}

function sinceMidnight(timeZone: string, atMs: number): number {
  const parts = new Intl.DateTimeFormat('en', {
    timeZone,
    hourCycle: 'h23',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(atMs)
  const of = (type: string) => Number(parts.find(part => part.type === type)?.value ?? 0)
  return ((of('hour') * 60 + of('minute')) * 60 + of('second')) * 1000 + (atMs % 1000)
}

function knownZone(timeZone: string): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone
  } catch {
    return 'UTC'
  }
}
