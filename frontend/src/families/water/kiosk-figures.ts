/** Volumes and measured values as people of a language read them. */
import type { QualityMeasure } from '@palang/protocol'
import type { Locale } from '../../i18n/format.ts'

const tags: Record<Locale, string> = { id: 'id-ID', en: 'en-GB' }
const digits: Record<QualityMeasure, number> = { tds: 0, ph: 1, temperature: 0 }

/** `600 ml`, `1,5 L`, `19 L`. */
export function volumeText(language: Locale, volumeMl: number): string {
  if (volumeMl < 1_000) return `${volumeMl}\u00a0ml`
  return `${new Intl.NumberFormat(tags[language], { maximumFractionDigits: 2 }).format(volumeMl / 1_000)}\u00a0L`
}

/** `118`, `7,1`, `27°`; a value nobody knows is a dash. */
export function measureText(language: Locale, measure: QualityMeasure, value: number | null): string {
  if (value === null) return '–'
  const fractionDigits = digits[measure]
  const figure = new Intl.NumberFormat(tags[language], {
    minimumFractionDigits: fractionDigits,
    maximumFractionDigits: fractionDigits,
  }).format(value)
  return measure === 'temperature' ? `${figure}°` : figure
}

/** An end of what is safe: as few digits as it has. */
export function limitText(language: Locale, value: number): string {
  return new Intl.NumberFormat(tags[language], { maximumFractionDigits: 1 }).format(value)
}
