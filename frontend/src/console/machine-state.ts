/** How a machine of any family is, as one word with its tone. */
import { families } from '../families/registry.ts'
import type { I18n } from '../i18n/i18n.tsx'
import type { MachineRow } from '../site/site.tsx'
import type { Tone } from '../ui/tone.tsx'

/** When it last said anything, local clock; undefined for one that never did. */
export function heardAt(row: MachineRow): number | undefined {
  return row.live?.heardAtMs ?? (row.view.last_seen === null ? undefined : Date.parse(row.view.last_seen))
}

/** Of a machine that is away, that it is. */
export function machineState(i18n: I18n, row: MachineRow): { tone: Tone; word: string } {
  if (row.tone !== 'stale') return { tone: row.tone, word: families[row.view.family].headline(i18n, row).word }
  return { tone: 'stale', word: i18n.t(heardAt(row) === undefined ? 'machine.neverHeard' : 'machine.notHeard') }
}
