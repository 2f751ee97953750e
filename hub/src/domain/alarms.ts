/**
 * Alarms. A condition is active once per machine and code, and clears itself. An incident is one case: each is an alarm of
 * its own, and ends when a person acknowledges it.
 */
import { uuidv7 } from '@palang/kit'
import { type AlarmSeverity, isIncident } from '@palang/protocol'
import type { AlarmRecord } from '../store/records.ts'

export interface AlarmCondition {
  machineId: string
  code: string
  severity: AlarmSeverity
  message: string
  at: string
}

/** The new alarm, or nothing when the same condition is active already. */
export function raise(active: AlarmRecord | undefined, condition: AlarmCondition): AlarmRecord | undefined {
  if (active !== undefined && !isIncident(condition.code)) return undefined
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

/** The alarm as cleared, or nothing when none was active; no machine can say that an incident is over. */
export function clear(active: AlarmRecord | undefined, at: string): AlarmRecord | undefined {
  return active === undefined || isIncident(active.code) ? undefined : ended(active, at)
}

/** The alarm as taken note of, or nothing when that changes nothing: the first name and comment stand. */
export function acknowledge(alarm: AlarmRecord, { at, by, comment }: { at: string; by: string; comment: string }): AlarmRecord | undefined {
  const ends = alarm.state === 'active' && isIncident(alarm.code)
  if (alarm.acknowledgedAt !== null && !ends) return undefined
  const noted = alarm.acknowledgedAt === null ? { ...alarm, acknowledgedAt: at, acknowledgedBy: by, comment } : alarm
  return ends ? ended(noted, at) : noted
}

function ended(alarm: AlarmRecord, at: string): AlarmRecord {
  return { ...alarm, state: 'cleared', clearedAt: at }
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
