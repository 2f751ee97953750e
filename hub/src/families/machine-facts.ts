/** What the facts of every machine do, whatever its family. */
import { machineFacts } from '@palang/protocol'
import { byType, ruleFor } from './fact-rules.ts'

/** Applies one fact any machine may write; those of a family are left alone. */
export const applyMachineFact = byType({
  alarm_raised: ruleFor(machineFacts.alarm_raised, (projection, { code, severity, message }, { machineId, occurredAt: at }) => {
    projection.raiseAlarm({ machineId, code, severity, message, at })
  }),
  alarm_cleared: ruleFor(machineFacts.alarm_cleared, (projection, { code }, { machineId, occurredAt: at }) => {
    projection.clearAlarm(machineId, code, at)
  }),
})
