/** The words come with the pages that say them: the first page of the console is as large as it may be. */
import { usePageWords } from '../../../i18n/page-words.ts'
import { en } from './en.ts'
import { id, type MealKey } from './id.ts'

export type Say = (key: MealKey, values?: Record<string, string | number>) => string

export const useMealWords = (): Say => usePageWords<MealKey>({ id, en })
