/** What a treatment machine says of itself on its tile; the first page loads it, so it says no more than that. */
import type { I18n } from '../../i18n/i18n.tsx'
import type { MachineRow } from '../../site/site.tsx'
import { graveWords } from '../../words/machine-words.ts'
import type { Headline } from '../registry.ts'
import { stateOf } from './machine-state.ts'

/** What it does now in a word; what it is running by name. */
function ozoneWord(i18n: I18n, row: MachineRow): string {
  const state = stateOf(row)
  const { treatment } = row.live?.treatment ?? {}
  switch (state) {
    case 'running':
      return treatment === null || treatment === undefined
        ? i18n.t('ozone.running')
        : `${i18n.t('ozone.running')} · ${treatment.charAt(0)}${treatment.slice(1).toLowerCase()}`
    case 'closed': {
      const mode = row.live?.system?.mode ?? row.view.mode
      return mode === 'active' ? i18n.t('machine.ready') : i18n.t(`machine.${mode}`)
    }
    case 'offline':
      return i18n.t('machine.notHeard')
    // A device that only counts tells no more than that it is there.
    case 'unknown':
    case 'idle':
      return i18n.t('machine.ready')
    default:
      return i18n.t(`ozone.${state}`)
  }
}

/** Its state, and the treatments of the day. */
export function ozoneHeadline(i18n: I18n, row: MachineRow): Headline {
  return { word: ozoneWord(i18n, row), countWord: i18n.t('ozone.today'), note: undefined, ...graveWords(i18n, row) }
}
