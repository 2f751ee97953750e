/** The words come with the pages that say them: the first page of the console is as large as it may be. */
import { usePageWords } from '../../../i18n/page-words.ts'
import { en } from './en.ts'
import { id, type WaterKey } from './id.ts'
import type { Say } from './reasons.ts'

export const useWaterWords = (): Say => usePageWords<WaterKey>({ id, en })
