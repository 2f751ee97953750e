/** The English words for tests, without a page around them. */
import { en } from './en.ts'
import { createFormats } from './format.ts'
import type { I18n } from './i18n.tsx'

const words: Record<string, string> = en
export const english: I18n = {
  locale: () => 'en',
  setLocale: () => Promise.resolve(),
  t: key => en[key],
  tMaybe: (key, fallback) => words[key] ?? fallback,
  format: () => createFormats('en', 'Asia/Jakarta'),
  setTimeZone: () => undefined,
}
