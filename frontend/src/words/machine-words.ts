/** Names of what every family has: alarms, devices, and who does things. */
import type { I18n } from '../i18n/i18n.tsx'
import type { LiveAlarm } from '../live/state.ts'
import type { Tone } from '../live/trouble.ts'

/** The text of an alarm in the person's language; the hub's own words when the code is not one we know. */
export function alarmText(i18n: I18n, alarm: { code: string; message: string }): string {
  return i18n.tMaybe(`alarm.${alarm.code}`, alarm.message)
}

/** The name of a device as people call it. */
export function deviceName(i18n: I18n, kind: string): string {
  return i18n.tMaybe(`device.${kind}`, kind.replaceAll('_', ' '))
}

/** `user:siti@…` → `siti@…`; machines and rules by their plain name. */
export function actorName(actor: string): string {
  return actor.replace(/^(user|token|machine|rule):/, '')
}

/** The gravest standing alarm as the state of a machine that is heard, with what else there is and since when; undefined without one. */
export function graveWords(i18n: I18n, row: { alarms: readonly LiveAlarm[]; tone: Tone }): { word: string; note: string } | undefined {
  const [grave, next] = row.alarms.filter(alarm => alarm.severity !== 'info')
  if (grave === undefined || row.tone === 'stale') return undefined
  const since = i18n.t('alarms.since', { time: i18n.format().moment(grave.raisedAt) })
  return { word: alarmText(i18n, grave), note: next === undefined ? since : `${alarmText(i18n, next)} · ${since}` }
}
