/** Reasons and volumes in words. */
import type { I18n } from '../../../i18n/i18n.tsx'
import { id, type WaterKey } from './id.ts'

/** The text of a key in the language of the person, with `{{ name }}` replaced. */
export type Say = (key: WaterKey, values?: Record<string, string | number>) => string

/** A reason of quality, of the sale or of health in words; an alarm's by its own name. */
export function reasonText(i18n: I18n, say: Say, reason: string): string {
  const key = `reason.${reason}`
  return hasWord(key) ? say(key) : i18n.tMaybe(`alarm.${reason}`, reason.replaceAll('_', ' '))
}

/** Whether the pages about water have words for it. */
export function hasWord(key: string): key is WaterKey {
  return Object.hasOwn(id, key)
}

/** `600 ml`, `19 l`: as people order it. */
export function volumeText(i18n: I18n, ml: number): string {
  return ml >= 1_000 && ml % 500 === 0
    ? `${i18n.format().decimal(ml / 1_000, ml % 1_000 === 0 ? 0 : 1)} l`
    : `${i18n.format().number(ml)} ml`
}
