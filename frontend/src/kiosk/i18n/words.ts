/** All words of the kiosk, by language. */
import type { Locale } from '../../i18n/format.ts'
import { en } from './en.ts'
import { id } from './id.ts'

/** The shape every language fills: plain text, or text with values already formatted. */
export type Words = typeof id

export const words: Record<Locale, Words> = { id, en }
