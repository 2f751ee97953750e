/** Entering calibrations, and telling of those that should have been made anew. */
import { CodedError, isoNow, uuidv7 } from '@palang/kit'
import { type CalibrationKind, configuredPulsesPerLitre } from '@palang/protocol'
import { recordedChange } from '../../access/audit.ts'
import { dueTooFar } from '../../domain/calibration-due.ts'
import { contentOf, dueAfter, implausible } from '../../domain/calibrations.ts'
import type { Actor, HubServices } from '../../services.ts'
import { machineOf } from '../../site-machines.ts'
import type { CalibrationRecord } from '../../store/water-care.ts'

export interface NewCalibration {
  kind: CalibrationKind
  points?: { measured: number; reference: number }[] | undefined
  pulses_per_litre?: number | undefined
  due_at?: string | undefined
  note?: string | undefined
}

/**
 * In force from now on; the machine is told at once when it is connected. Throws `calibration_implausible` with a `reason` for what
 * no sound sensor or meter has, and for a date too far ahead.
 */
export async function calibrate(
  parts: Pick<HubServices, 'store' | 'site' | 'clock' | 'settings'>,
  actor: Actor,
  machineId: string,
  { kind, points = [], pulses_per_litre = 0, due_at: due, note = '' }: NewCalibration,
): Promise<CalibrationRecord> {
  const now = isoNow(parts.clock)
  const content = contentOf(kind, { points, pulses_per_litre })
  const dueAt = due ?? dueAfter(now, parts.site.water.calibration_days)
  const configuredPulses = configuredPulsesPerLitre(machineOf(parts.site, machineId)?.devices ?? {})
  const wrong = dueTooFar(dueAt, now) ?? implausible({ kind, content, dueAt }, { now, configuredPulses })
  if (wrong !== undefined) {
    const { reason, path, message } = wrong
    throw new CodedError('calibration_implausible', message, { detail: { reason, errors: [{ path, message }] } })
  }
  const made = await recordedChange(parts, actor, async (tx, tell) => {
    const before = (await tx.waterCare.newestCalibrations([machineId])).find(one => one.kind === kind)
    // A clock that was set back must not put the new one behind the old one.
    const calibratedAt = before !== undefined && before.calibratedAt > now ? before.calibratedAt : now
    const record = { id: uuidv7(), machineId, kind, content, calibratedAt, dueAt, actor: actor.id, note: note === '' ? null : note }
    await tx.waterCare.addCalibration(record)
    tell({
      action: 'calibrate',
      subject: machineId,
      before: before === undefined ? null : { kind, ...before.content },
      after: { kind, ...content, due_at: dueAt },
      reason: record.note ?? undefined,
    })
    return record
  })
  await parts.settings.changed('water')
  return made
}
