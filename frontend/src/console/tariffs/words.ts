import { resolveTemplate } from '@solid-primitives/i18n'
import { useI18n } from '../../i18n/i18n.tsx'
import { wordsEn } from './words-en.ts'
import { wordsId, type TariffWord } from './words-id.ts'

/** A text of the pages about tariffs in the person's language, with `{{ name }}` replaced from `values`. */
export type TariffWords = (key: TariffWord, values?: Record<string, string | number>) => string

const words = { id: wordsId, en: wordsEn } as const satisfies Record<string, Record<TariffWord, string>>

/** The words in the language chosen now. Apart from the dictionary of all pages, which is loaded first and has to stay small. */
export function useTariffWords(): TariffWords {
  const i18n = useI18n()
  return (key, values) => resolveTemplate(words[i18n.locale()][key], values)
}
