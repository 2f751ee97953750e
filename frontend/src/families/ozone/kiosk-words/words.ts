/** All words of the treatment machine's screens, by language; loaded with them. */
import type { Locale } from '../../../i18n/format.ts'
import { useSpeech } from '../../../kiosk/speech.ts'
import { en } from './en.ts'
import { id } from './id.ts'

export type OzoneWords = typeof id

export const ozoneWords: Record<Locale, OzoneWords> = { id, en }

/** The words in the language of the surrounding kiosk. */
export function useOzoneWords(): () => OzoneWords {
  const { language } = useSpeech()
  return () => ozoneWords[language()]
}
