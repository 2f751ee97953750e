/** All words of the checkpoint's screens, by language; loaded with them. */
import type { Locale } from '../../../i18n/format.ts'
import { useSpeech } from '../../../kiosk/speech.ts'
import { en } from './en.ts'
import { id } from './id.ts'

export type CheckpointWords = typeof id

export const checkpointWords: Record<Locale, CheckpointWords> = { id, en }

/** The words in the language of the surrounding kiosk. */
export function useCheckpointWords(): () => CheckpointWords {
  const { language } = useSpeech()
  return () => checkpointWords[language()]
}

/** Why something was not recorded, by the panel's code. */
export function refusalIn({ refused }: CheckpointWords, code: string): string {
  return Object.entries(refused).find(([known]) => known === code)?.[1] ?? refused.other
}
