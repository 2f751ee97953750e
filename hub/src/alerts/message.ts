/** One message to one recipient, in every form a channel may want. */
import type { Site } from '@palang/config'
import { isIncident } from '@palang/protocol'
import type { AlarmRecord, AlertDeliveryRecord } from '../store/records.ts'
import { alarmName, type Language } from './alarm-words.ts'

/** What a channel carries. The same `id` each time it is tried. */
export interface Message {
  id: string
  subject: string
  text: string
  html: string
  /** For programs. */
  json: { type: string; timestamp: string; data: Record<string, unknown> }
}

/** One alarm of a message, as it is now. */
export interface MessageLine {
  event: AlertDeliveryRecord['event']
  count: number
  alarm: AlarmRecord
}

interface About {
  id: string
  site: Pick<Site, 'outlet' | 'machines'>
  /** Of those told in this step nobody before took note. */
  step: number
  at: string
}

const words = {
  en: {
    open: 'Open',
    cleared: 'Over',
    times: (count: number) => `${count} times`,
    since: (time: string) => `since ${time}`,
    span: (from: string, to: string) => `${from} to ${to}`,
    more: (count: number) => `${count} alarms`,
    notTaken: 'Nobody has taken note of this yet.',
    test: 'Test message',
    testText: 'This is a test. Alerts of this site reach you.',
    severity: { info: 'Information', warning: 'Warning', critical: 'Critical' },
  },
  id: {
    open: 'Terbuka',
    cleared: 'Selesai',
    times: (count: number) => `${count} kali`,
    since: (time: string) => `sejak ${time}`,
    span: (from: string, to: string) => `${from} sampai ${to}`,
    more: (count: number) => `${count} alarm`,
    notTaken: 'Belum ada yang menanggapi ini.',
    test: 'Pesan percobaan',
    testText: 'Ini percobaan. Pemberitahuan dari lokasi ini sampai kepada Anda.',
    severity: { info: 'Informasi', warning: 'Peringatan', critical: 'Kritis' },
  },
} as const satisfies Record<Language, object>

/** The message that tells of these alarms, in the language of the outlet; worst first. */
export function alarmsMessage(lines: readonly MessageLine[], { id, site, step, at }: About): Message {
  const language = site.outlet.language ?? 'id'
  const say = words[language]
  const ranked = lines.toSorted((a, b) => rank(a) - rank(b))
  const told = ranked.map(line => lineWords(line, site, language))
  const [first] = told
  const subject = first === undefined ? site.outlet.name : `${first.state}: ${first.name}, ${first.machine}`
  const isUnheeded = step > 1 && lines.some(({ event }) => event === 'raised')
  return {
    id,
    ...written({
      outlet: site.outlet.name,
      subject: told.length > 1 ? `${subject} (${say.more(told.length)})` : subject,
      note: isUnheeded ? say.notTaken : undefined,
      lines: told.map(({ state, name, machine, detail }) => ({ head: `${state}: ${name}`, rest: `${machine} · ${detail}` })),
    }),
    json: {
      type: 'alarms',
      timestamp: at,
      data: { outlet: { id: site.outlet.id, name: site.outlet.name }, step, alarms: ranked.map(programLine) },
    },
  }
}

/** A message that only shows that messages arrive. */
export function testMessage({ id, site, at }: Omit<About, 'step'>): Message {
  const say = words[site.outlet.language ?? 'id']
  return {
    id,
    ...written({ outlet: site.outlet.name, subject: say.test, note: undefined, lines: [{ head: say.testText, rest: '' }] }),
    json: { type: 'test', timestamp: at, data: { outlet: { id: site.outlet.id, name: site.outlet.name } } },
  }
}

function rank({ event, alarm }: MessageLine): number {
  return (event === 'raised' ? 0 : 3) + { critical: 0, warning: 1, info: 2 }[alarm.severity]
}

function lineWords({ event, count, alarm }: MessageLine, site: About['site'], language: Language) {
  const say = words[language]
  const time = (at: string) => moment(at, site.outlet.timezone, language)
  const isOver = event === 'cleared' || alarm.state === 'cleared'
  const when = alarm.clearedAt === null ? say.since(time(alarm.raisedAt)) : say.span(time(alarm.raisedAt), time(alarm.clearedAt))
  return {
    state: isOver ? say.cleared : say.severity[alarm.severity],
    name: alarmName(alarm, language),
    machine: site.machines.find(({ id }) => id === alarm.machineId)?.name ?? alarm.machineId,
    detail: [count > 1 ? `${when}, ${say.times(count)}` : when, ...ownWords(alarm)].join(' · '),
  }
}

/** Which money, which recipient: what the name of the alarm leaves open. */
function ownWords({ code, machineId, message }: AlarmRecord): string[] {
  return isIncident(code) || machineId === 'hub' ? [message] : []
}

function programLine({ event, count, alarm }: MessageLine): Record<string, unknown> {
  return {
    event,
    count,
    alarm_id: alarm.id,
    machine_id: alarm.machineId,
    code: alarm.code,
    severity: alarm.severity,
    state: alarm.state,
    message: alarm.message,
    raised_at: alarm.raisedAt,
    cleared_at: alarm.clearedAt,
    acknowledged_by: alarm.acknowledgedBy,
  }
}

function moment(at: string, timeZone: string, language: Language): string {
  return new Intl.DateTimeFormat(language === 'id' ? 'id-ID' : 'en-GB', {
    timeZone,
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(Date.parse(at))
}

interface Written {
  outlet: string
  subject: string
  note: string | undefined
  lines: readonly { head: string; rest: string }[]
}

function written({ outlet, subject, note, lines }: Written): Pick<Message, 'subject' | 'text' | 'html'> {
  const text = [
    ...(note === undefined ? [] : [note, '']),
    ...lines.flatMap(({ head, rest }) => (rest === '' ? [head] : [head, `  ${rest}`])),
    '',
    outlet,
  ]
  const row = ({ head, rest }: { head: string; rest: string }) =>
    `<p style="margin:0 0 12px"><b>${escaped(head)}</b>${rest === '' ? '' : `<br>${escaped(rest)}`}</p>`
  const html = [
    '<div style="font:15px/1.5 system-ui,sans-serif">',
    ...(note === undefined ? [] : [`<p style="margin:0 0 12px">${escaped(note)}</p>`]),
    ...lines.map(row),
    `<p style="margin:0;color:#666">${escaped(outlet)}</p></div>`,
  ]
  return { subject: `${outlet} · ${subject}`, text: text.join('\n'), html: html.join('\n') }
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
