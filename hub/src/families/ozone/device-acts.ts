/** What people do with treatment devices besides putting them at machines. */
import { CodedError, isoNow } from '@palang/kit'
import { recordedChange } from '../../access/audit.ts'
import type { Actor, HubServices } from '../../services.ts'
import type { CounterBreakRecord, TelemetryDeviceRecord } from '../../store/treatments.ts'
import { enteredDevice } from './device-changes.ts'

type Parts = Pick<HubServices, 'store' | 'clock' | 'treatments'>

/** Enters a device nobody heard yet, or takes a retired one back; one that is known already stays as it is. */
export async function enterDevice(parts: Parts, actor: Actor, deviceId: string): Promise<TelemetryDeviceRecord> {
  const device = await recordedChange(parts, actor, async (tx, note) => {
    const [known] = await tx.treatments.getDevices([deviceId])
    if (known !== undefined && known.retiredAt === null) return known
    const entered = { ...(known ?? enteredDevice(deviceId, isoNow(parts.clock))), retiredAt: null }
    await tx.treatments.putDevices([entered])
    note({ action: known === undefined ? 'add_device' : 'restore_device', subject: deviceId })
    return entered
  })
  parts.treatments.book.note({ devices: [device] })
  return device
}

/** Takes it from its machine and off the devices that wait for one; what it told stays. Throws `not_found`. */
export async function retireDevice(parts: Parts, actor: Actor, deviceId: string, reason?: string): Promise<void> {
  const { book, assignments } = parts.treatments
  if (book.placeOf(deviceId) !== undefined) await assignments.release(actor, deviceId, reason)
  const device = await recordedChange(parts, actor, async (tx, note) => {
    const [known] = await tx.treatments.getDevices([deviceId])
    if (known === undefined) throw new CodedError('not_found', 'there is no such device')
    if (known.retiredAt !== null) return known
    const retired = { ...known, retiredAt: isoNow(parts.clock) }
    await tx.treatments.putDevices([retired])
    note({ action: 'retire_device', subject: deviceId, reason })
    return retired
  })
  book.note({ devices: [device] })
}

/** Puts a gap away of which nothing will come any more. Throws `not_found` unless it is an open gap of the device. */
export function closeGap(parts: Parts, actor: Actor, gap: { deviceId: string; id: string; reason: string }): Promise<CounterBreakRecord> {
  return recordedChange(parts, actor, async (tx, note) => {
    const found = (await tx.treatments.openGaps([gap.deviceId])).find(({ id }) => id === gap.id)
    if (found === undefined) throw new CodedError('not_found', 'the device has no such open gap')
    const closed = { ...found, closedAt: isoNow(parts.clock) }
    await tx.treatments.putBreaks([closed])
    const { id, missing, arrived } = found
    note({ action: 'close_counter_gap', subject: gap.deviceId, before: { id, missing, arrived }, reason: gap.reason })
    return closed
  })
}
