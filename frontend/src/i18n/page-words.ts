/** The words of one page, loaded with the page: the first load carries only what every page says. */
import { resolveTemplate } from '@solid-primitives/i18n'
import { type Locale, useI18n } from './i18n.tsx'

/** The text of a key in the language of the person, with `{{ name }}` replaced. Both languages name the same keys. */
export function usePageWords<Key extends string>(
  words: Readonly<Record<Locale, Readonly<Record<Key, string>>>>,
): (key: Key, values?: Record<string, string | number>) => string {
  const i18n = useI18n()
  return (key, values) => {
    const text: string = words[i18n.locale()][key]
    return resolveTemplate(text, values)
  }
}
