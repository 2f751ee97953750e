/** All words of the water machine's screens, by language; loaded with them. */
import type { Locale } from '../../../i18n/format.ts'
import { useSpeech } from '../../../kiosk/speech.ts'
import { en } from './en.ts'
import { id } from './id.ts'

export type WaterWords = typeof id

export const waterWords: Record<Locale, WaterWords> = { id, en }

/** The words in the language of the surrounding kiosk. */
export function useWaterWords(): () => WaterWords {
  const { language } = useSpeech()
  return () => waterWords[language()]
}
