import type { Words } from '../../kiosk/i18n/words.ts'

/** The words for a price line's key; a tariff newer than this build still shows its amount under a plain name. */
export function lineText(words: Words, key: string): string {
  return Object.hasOwn(words.lines, key) ? words.lines[key as keyof Words['lines']] : words.lines.other
}
