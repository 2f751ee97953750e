import type { I18n } from '../i18n/i18n.tsx'
import type { MachineRow } from './site.tsx'

/** Which program runs on the machine, and how long ago it was heard; what is not known is left out. */
export function machineAbout(i18n: I18n, { live, view }: Pick<MachineRow, 'live' | 'view'>, nowMs: number): string {
  const heard = live?.heardAtMs
  const software = live?.system?.software ?? view.software
  return [
    software === null || software === undefined ? undefined : i18n.t('gate.software', { version: software }),
    heard === undefined ? undefined : i18n.t('gate.heard', { age: i18n.format().age(nowMs - heard) }),
  ]
    .filter(part => part !== undefined)
    .join(' · ')
}
