/** What a treatment machine is doing, in a word. Apart from the rest that is known of it: the first page needs it for its tiles. Pure. */
import type { MachineRow } from '../../site/site.tsx'

/** The first that holds is what is said; they are in the order in which they worry. */
export const machineStates = ['emergency', 'fault', 'door', 'offline', 'closed', 'unknown', 'cooling', 'running', 'idle'] as const
export type MachineState = (typeof machineStates)[number]

/** A stop that was pressed stays one, also when the machine is away; everything else is only known of one that is heard. */
export function stateOf({ live, view, isStale }: Pick<MachineRow, 'live' | 'view' | 'isStale'>): MachineState {
  const treatment = live?.treatment
  if (treatment?.switches.emergency_stop === true) return 'emergency'
  if (isStale) return 'offline'
  if (treatment?.state === 'fault') return 'fault'
  if (treatment?.switches.door === true) return 'door'
  if ((live?.system?.mode ?? view.mode) !== 'active') return 'closed'
  return treatment?.state ?? 'unknown'
}
