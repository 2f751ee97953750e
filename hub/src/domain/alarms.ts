/** Alarms: one active at a time per machine and code; a condition that clears clears itself. */
import { uuidv7 } from '@palang/kit'
import type { AlarmSeverity } from '@palang/protocol'
import type { AlarmRecord } from '../store/records.ts'

export interface AlarmCondition {
  machineId: string
  code: string
  severity: AlarmSeverity
  message: string
  at: string
}

/** The new alarm, or nothing when the same one is active already. */
export function raise(active: AlarmRecord | undefined, condition: AlarmCondition): AlarmRecord | undefined {
  if (active !== undefined) return undefined
  return {
    id: uuidv7(),
    machineId: condition.machineId,
    code: condition.code,
    severity: condition.severity,
    state: 'active',
    message: condition.message,
    raisedAt: condition.at,
    clearedAt: null,
    acknowledgedAt: null,
    acknowledgedBy: null,
    comment: null,
  }
}

/** The alarm as cleared, or nothing when none was active. */
export function clear(active: AlarmRecord | undefined, at: string): AlarmRecord | undefined {
  return active === undefined ? undefined : { ...active, state: 'cleared', clearedAt: at }
}

/** An alarm as screens are told of it. */
export function alarmMessage(alarm: AlarmRecord): Record<string, unknown> {
  return {
    alarm_id: alarm.id,
    code: alarm.code,
    severity: alarm.severity,
    state: alarm.state,
    message: alarm.message,
    raised_at: alarm.raisedAt,
    ...(alarm.clearedAt === null ? {} : { cleared_at: alarm.clearedAt }),
    ...(alarm.acknowledgedBy === null ? {} : { acknowledged_by: alarm.acknowledgedBy }),
  }
}
