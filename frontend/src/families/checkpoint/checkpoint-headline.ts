/** What a checkpoint says of itself on its tile; the first page loads it, so it says no more than that. */
import type { I18n } from '../../i18n/i18n.tsx'
import type { MachineRow } from '../../site/site.tsx'
import { graveWords } from '../../words/machine-words.ts'
import type { Headline } from '../registry.ts'

/** What a tap means there now, the scans of the day, what waits to be told and when its hub last had something of it. */
export function checkpointHeadline(i18n: I18n, row: MachineRow): Headline {
  const status = row.live?.checkpoint
  const mode = row.live?.system?.mode ?? row.view.mode
  const grave = graveWords(i18n, row)
  if (status === undefined)
    return { word: i18n.t(mode === 'active' ? 'machine.ready' : `machine.${mode}`), countWord: '', note: undefined, ...grave }
  const scans = Object.values(status.today).reduce((sum, count) => sum + count, 0)
  const synced = status.last_sync_at === null ? undefined : i18n.t('scan.synced', { time: i18n.format().moment(status.last_sync_at) })
  const waiting = status.backlog === 0 ? undefined : i18n.t('scan.waiting', { count: i18n.format().number(status.backlog) })
  return {
    word: mode === 'active' ? i18n.t(`scan.${status.step}`) : i18n.t(`machine.${mode}`),
    countWord: '',
    figure: { value: i18n.format().number(scans), word: i18n.t('scan.today') },
    note: [waiting, synced].filter(part => part !== undefined).join(' · ') || undefined,
    ...grave,
  }
}
