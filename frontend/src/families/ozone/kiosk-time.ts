/** Times of treatments as people read them. */
import type { OzoneWords } from './kiosk-words/words.ts'

/** `5` minutes, or seconds where it is no whole minute. */
export function lengthOf(seconds: number, { minutes, seconds: inSeconds }: OzoneWords): { figure: string; unit: string } {
  return seconds % 60 === 0 ? { figure: String(seconds / 60), unit: minutes } : { figure: String(seconds), unit: inSeconds }
}

/** `5 menit`. */
export function lengthText(seconds: number, words: OzoneWords): string {
  const { figure, unit } = lengthOf(seconds, words)
  return `${figure}\u00a0${unit}`
}
