/** The words of selling, by language; loaded with the screens of a family that sells. */
import type { Locale } from '../../../i18n/format.ts'
import { useSpeech } from '../../speech.ts'
import { en } from './en.ts'
import { id } from './id.ts'

export type SaleWords = typeof id

export const saleWords: Record<Locale, SaleWords> = { id, en }

/** The words in the language of the surrounding kiosk. */
export function useSaleWords(): () => SaleWords {
  const { language } = useSpeech()
  return () => saleWords[language()]
}
