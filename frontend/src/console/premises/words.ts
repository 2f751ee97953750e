import { usePageWords } from '../../i18n/page-words.ts'
import { en } from './words-en.ts'
import { id } from './words-id.ts'

export type PremisesKey = keyof typeof id

/** Words of the pages about outlets and machines. */
export const usePremisesWords = () => usePageWords<PremisesKey>({ id, en })
