import type { ActResult } from '../devices/status.ts'
import { type AlarmTurn, clearAlarm, raiseAlarm } from './alarms.ts'

/** Tells what became of a paper. Each is told by its name, also when the one before has not been seen to yet. */
export function tellPrinted(turn: AlarmTurn, name: string, result: ActResult): void {
  clearAlarm(turn, 'printer_failed')
  if (result.ok) return
  const what = result.moved === 'no' ? 'was not printed' : 'may not have been printed'
  raiseAlarm(turn, 'printer_failed', 'warning', `${name} ${what}: ${result.message}`)
}
