/** These words come with the pages that use them: the first page of the console is as large as it may be. */
import { resolveTemplate } from '@solid-primitives/i18n'
import { useI18n } from '../../../i18n/i18n.tsx'
import { en } from './en.ts'
import { id, type OperatorKey, type OperatorWords } from './id.ts'

const words: Record<'id' | 'en', OperatorWords> = { id, en }

/** The text of a key in the language chosen, with `{{ name }}` replaced from `values`. */
export function useOperatorWords(): (key: OperatorKey, values?: Record<string, string | number>) => string {
  const i18n = useI18n()
  return (key, values) => resolveTemplate(words[i18n.locale()][key], values)
}
