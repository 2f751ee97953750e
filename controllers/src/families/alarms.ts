/** Alarms and incidents of any machine's step. */
import type { AlarmSeverity, IncidentCode, WaterFact } from '@palang/protocol'

/** As much of a step as alarms need. The facts are of every family. */
export interface AlarmTurn {
  state: { alarms: string[] }
  effects: { push(effect: { do: 'record'; fact: Extract<WaterFact, { type: 'alarm_raised' | 'alarm_cleared' }> }): unknown }
}

/** Which money a fact is about: an integer in the currency's smallest unit, and whose. */
export interface Money {
  visit_id: string
  session_id: string
  amount: number
  currency: string
}

/** Raises the alarm unless it is raised already. */
export function raiseAlarm({ state, effects }: AlarmTurn, code: string, severity: AlarmSeverity, message: string): void {
  if (state.alarms.includes(code)) return
  state.alarms.push(code)
  effects.push({ do: 'record', fact: { type: 'alarm_raised', payload: { code, severity, message: message.slice(0, 300) } } })
}

/** Clears the alarm if it is raised. */
export function clearAlarm({ state, effects }: AlarmTurn, code: string): void {
  if (!state.alarms.includes(code)) return
  state.alarms = state.alarms.filter(raised => raised !== code)
  effects.push({ do: 'record', fact: { type: 'alarm_cleared', payload: { code } } })
}

/** Tells of money whose whereabouts nobody proved: each case is told, whatever was told before. */
export function raiseIncident(
  { effects }: Pick<AlarmTurn, 'effects'>,
  code: IncidentCode,
  severity: AlarmSeverity,
  message: string,
  about: Partial<Money>,
): void {
  effects.push({ do: 'record', fact: { type: 'alarm_raised', payload: { code, severity, message: message.slice(0, 300), ...about } } })
}
