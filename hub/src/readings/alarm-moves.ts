/** Alarms that the hub itself raises and clears for machines, within the transaction that found the cause. */
import { alarmMessage, clear, raise, type AlarmCondition } from '../domain/alarms.ts'
import type { Live } from '../services.ts'
import type { AlarmRecord } from '../store/records.ts'
import type { Tx } from '../store/store.ts'

/** A condition that begins, or the end of one. */
export type AlarmMove = ({ kind: 'raise' } & AlarmCondition) | ({ kind: 'clear' } & Pick<AlarmCondition, 'machineId' | 'code' | 'at'>)

/** Writes what changes and resolves to it, to be told after the commit. No machine and code may be moved twice. */
export async function moveAlarms(tx: Tx, moves: readonly AlarmMove[]): Promise<AlarmRecord[]> {
  if (moves.length === 0) return []
  const active = await tx.alarms.active(moves.map(({ machineId }) => machineId))
  const changed = moves.flatMap(move => {
    const standing = active.find(({ machineId, code }) => machineId === move.machineId && code === move.code)
    return (move.kind === 'raise' ? raise(standing, move) : clear(standing, move.at)) ?? []
  })
  if (changed.length > 0) await tx.alarms.putMany(changed)
  return changed
}

/** Tells screens of what was committed. */
export function tellAlarms(live: Pick<Live, 'publish'>, alarms: readonly AlarmRecord[]): void {
  for (const alarm of alarms) live.publish({ type: 'alarm', machineId: alarm.machineId, payload: alarmMessage(alarm) })
}
