/** What the facts of every machine do, whatever its family. */
import type { machineFacts } from '@palang/protocol'
import type { z } from 'zod'
import type { Projection } from '../intake/projection.ts'
import type { FactRecord } from '../store/records.ts'

type Payload<T extends keyof typeof machineFacts> = z.output<(typeof machineFacts)[T]>

/** Applies one fact any machine may write; those of a family are left alone. The payload was checked at intake. */
export function applyMachineFact(projection: Projection, { type, payload, machineId, occurredAt: at }: FactRecord): void {
  if (type === 'alarm_raised') {
    const { code, severity, message } = payload as Payload<'alarm_raised'>
    projection.raiseAlarm({ machineId, code, severity, message, at })
  } else if (type === 'alarm_cleared') {
    projection.clearAlarm(machineId, (payload as Payload<'alarm_cleared'>).code, at)
  }
}
