/** What every screen needs to speak: the words and the formats of the language chosen. */
import { createContext, useContext } from 'solid-js'
import type { Formats, Locale } from '../i18n/format.ts'
import type { Words } from './i18n/words.ts'

export interface Speech {
  language(): Locale
  words(): Words
  /** Money, numbers and times in the language and the outlet's time zone. */
  say(): Formats
}

export const SpeechContext = createContext<Speech>()

/** The speech of the surrounding kiosk; a screen outside one is a mistake in the program. */
export function useSpeech(): Speech {
  const speech = useContext(SpeechContext)
  if (speech === undefined) throw new Error('a kiosk screen is drawn outside the kiosk')
  return speech
}
