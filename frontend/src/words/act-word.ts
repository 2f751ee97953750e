import type { I18n } from '../i18n/i18n.tsx'
import { actsEn } from './acts-en.ts'
import { actsId } from './acts-id.ts'

const words = { id: actsId, en: actsEn }

/** An act of the audit trail in words; one that nobody named, as it comes. */
export function actWord(i18n: Pick<I18n, 'locale'>, action: string): string {
  const found = new Map<string, string>(Object.entries(words[i18n.locale()]))
  return found.get(action) ?? action.replaceAll(/[_.]/g, ' ')
}
