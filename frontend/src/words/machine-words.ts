/** Names of what every family has: alarms, devices, and who does things. */
import type { I18n } from '../i18n/i18n.tsx'

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
