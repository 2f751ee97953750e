/** What a water machine says of itself on its tile; the first page loads it, so it says no more than that. */
import type { MachineRow } from '../../site/site.tsx'
import type { I18n } from '../../i18n/i18n.tsx'
import { graveWords } from '../../words/machine-words.ts'
import type { Headline } from '../registry.ts'

/** What the machine does now, in two words. */
export function waterWord(i18n: I18n, { live, view }: Pick<MachineRow, 'live' | 'view'>): string {
  const mode = live?.system?.mode ?? view.mode
  if (mode !== 'active') return i18n.t(`machine.${mode}`)
  const { quality, water } = live ?? {}
  if (quality !== undefined && quality.interlock !== 'open') return i18n.t(`water.interlock.${quality.interlock}`)
  if (water?.sale !== undefined) return i18n.t(`water.phase.${water.sale.phase}`)
  return quality === undefined ? i18n.t('machine.ready') : i18n.t(`water.verdict.${quality.verdict}`)
}

/** Its state, and the dissolved solids as the one number that matters. */
export function waterHeadline(i18n: I18n, row: MachineRow): Headline {
  const tds = row.live?.quality?.tds ?? undefined
  return {
    countWord: '',
    ...(tds === undefined ? {} : { figure: { value: i18n.format().decimal(tds, 0), word: i18n.t('water.tds') } }),
    word: waterWord(i18n, row),
    note: undefined,
    ...graveWords(i18n, row),
  }
}
