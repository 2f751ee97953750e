/** The language chosen at this machine, kept over a reload until the machine resets it. */
import type { Locale } from '../i18n/format.ts'

export const defaultLanguage: Locale = 'id'
const key = 'palang.kiosk.language'

/** The part of the browser's storage used; it may be blocked, and then nothing is kept. */
export interface KeptText {
  getItem(key: string): string | null
  setItem(key: string, value: string): void
}

export function keptLanguage(storage: KeptText): Locale {
  try {
    return storage.getItem(key) === 'en' ? 'en' : defaultLanguage
  } catch {
    return defaultLanguage
  }
}

export function keepLanguage(storage: KeptText, language: Locale): void {
  try {
    storage.setItem(key, language)
  } catch {
    // A kiosk browser without storage starts in the default language after a reload; nothing else is lost.
  }
}
