/** What each family adds to the console. A family without an entry does not compile. */
import type { Family } from '@palang/protocol'
import Droplet from 'lucide-solid/icons/droplet'
import ScanLine from 'lucide-solid/icons/scan-line'
import Wind from 'lucide-solid/icons/wind'
import type { Component } from 'solid-js'
import type { MachineRow } from '../console/site.tsx'
import type { I18n, TextKey } from '../i18n/i18n.tsx'
import { GateIcon } from './gate/gate-icon.tsx'
import { gateHeadline } from './gate/gate-words.ts'

/** What a tile says in large and small. */
export interface Headline {
  /** The state in a word or two. */
  word: string
  /** What the number of today counts. */
  countWord: string
  /** The reason for the state, when there is one. */
  note: string | undefined
}

export interface FamilyFace {
  name: TextKey
  icon: Component<{ size?: number | string; class?: string; 'aria-hidden'?: 'true' }>
  /** Its page for one machine, when it has one. */
  path?: (machineId: string) => string
  headline: (i18n: I18n, row: MachineRow) => Headline
}

/** What can be said of a machine whatever its family. */
function plainHeadline(i18n: I18n, row: MachineRow): Headline {
  const mode = row.live?.system?.mode ?? row.view.mode
  return {
    word: mode === 'active' ? i18n.t('machine.ready') : i18n.t(`machine.${mode}`),
    countWord: '',
    note: row.alarms[0]?.message,
  }
}

export const families = {
  gate: { name: 'family.gate', icon: GateIcon, path: id => `/gates/${encodeURIComponent(id)}`, headline: gateHeadline },
  water: { name: 'family.water', icon: Droplet, headline: plainHeadline },
  ozone: { name: 'family.ozone', icon: Wind, headline: plainHeadline },
  checkpoint: { name: 'family.checkpoint', icon: ScanLine, headline: plainHeadline },
} as const satisfies Record<Family, FamilyFace> as Record<Family, FamilyFace>
