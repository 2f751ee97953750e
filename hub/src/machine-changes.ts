/** Adding machines without a controller, changing what people say of machines, and taking them off. */
import { CodedError, isoNow, uuidv7 } from '@palang/kit'
import type { machineChangeBody, newMachineBody } from '@palang/protocol'
import type { z } from 'zod'
import { recordedChange } from './access/audit.ts'
import { dateAt } from './edges/http/business-day.ts'
import { detailsIn } from './machine-details.ts'
import type { Actor, HubServices } from './services.ts'
import type { MachineRecord } from './store/records.ts'
import type { Tx } from './store/store.ts'

type Parts = Pick<HubServices, 'store' | 'clock' | 'outlets' | 'site'>
type Change = z.output<typeof machineChangeBody>
type Fields = Pick<Change, 'machine_type' | 'installed_date' | 'last_maintenance'>

/** The mode that the source document's `is_active` stands for; what is under maintenance is still in use. */
export function modeAfter(
  { mode: before }: Pick<MachineRecord, 'mode'>,
  { mode, is_active: isActive }: Pick<Change, 'mode' | 'is_active'>,
) {
  if (mode !== undefined) return mode
  if (isActive === undefined || isActive === (before !== 'disabled')) return before
  return isActive ? 'active' : 'disabled'
}

/** Adds it where it is to stand. Throws `already_exists`, `conflict`, and `not_found` for an outlet that is not there. */
export async function addMachine(
  services: Parts & Pick<HubServices, 'announced'>,
  actor: Actor,
  { outletId, ...wanted }: z.output<typeof newMachineBody> & { outletId: string },
): Promise<MachineRecord> {
  const outlet = services.outlets.get(outletId)
  if (outlet === undefined) throw new CodedError('not_found', `there is no outlet ${outletId}`)
  if (outlet.retiredAt !== null) throw new CodedError('conflict', `the outlet ${outletId} was retired`)
  mustHavePassed(services, outletId, wanted)
  const isOfDocument = wanted.outlet !== undefined || wanted.machine_type !== undefined
  const family = wanted.family ?? (isOfDocument ? 'ozone' : 'water')
  const machine = await services.announced.add(actor, { id: wanted.id, name: wanted.name, family, outletId })
  return changeRecord(services, actor, machine, { ...wanted, mode: modeAfter(machine, wanted) })
}

/** Writes name, mode and what else people say of the machine. Throws `conflict` for another outlet, and for work before the last. */
export async function changeRecord(services: Parts, actor: Actor, machine: MachineRecord, change: Change): Promise<MachineRecord> {
  const outletId = change.outlet_id ?? change.outlet ?? machine.outletId
  if (outletId !== machine.outletId)
    throw new CodedError('conflict', `${machine.id} stands at ${machine.outletId}; retire it and add another where it is to stand`)
  mustHavePassed(services, outletId, change)
  const worked = await lastWork(services, machine.id)
  return recordedChange(services, actor, async (tx, note) => {
    const before = (await tx.machines.get(machine.id)) ?? machine
    const after = { ...before, name: change.name ?? before.name, mode: change.mode ?? before.mode }
    const { name, mode } = after
    const fields = await putFields(tx, { ...services, actor, machineId: machine.id, worked }, change)
    if (!fields.isChanged && name === before.name && mode === before.mode) return before
    await tx.machines.put(after)
    note({
      action: 'change_machine',
      subject: machine.id,
      before: { name: before.name, mode: before.mode, ...fields.before },
      after: { name, mode, ...fields.after },
    })
    return after
  })
}

async function lastWork({ store }: Parts, machineId: string): Promise<string | undefined> {
  return (await store.premises.maintenance(machineId, 1))[0]?.date
}

/** Throws `invalid_request` for a day that has not come yet at the outlet. */
function mustHavePassed({ clock, outlets }: Parts, outletId: string, { installed_date: installed, last_maintenance: last }: Fields): void {
  const today = dateAt(clock.now(), outlets.zoneOf(outletId))
  for (const [path, day] of [
    ['installed_date', installed],
    ['last_maintenance', last],
  ] as const)
    if (typeof day === 'string' && day > today) {
      const message = 'this day has not come yet'
      throw new CodedError('invalid_request', `${path}: ${message}`, { detail: { errors: [{ path, message }] } })
    }
}

type Keeping = Pick<Parts, 'clock'> & { actor: Actor; machineId: string; worked: string | undefined }

/** What of it changed, in the words of the change. */
async function putFields(tx: Tx, { clock, actor, machineId, worked }: Keeping, change: Fields) {
  const now = await detailsIn(tx, machineId)
  const next = {
    ...now,
    machineType: change.machine_type ?? now.machineType,
    installedDate: change.installed_date === undefined ? now.installedDate : change.installed_date,
  }
  const isOther = next.machineType !== now.machineType || next.installedDate !== now.installedDate
  if (isOther) await tx.premises.machineDetails.put(next)
  const date = change.last_maintenance ?? worked
  const isNew = date !== undefined && date !== worked
  if (isNew) {
    if (worked !== undefined && date < worked)
      throw new CodedError('conflict', `there was work on ${worked} already; what was done before is noted in the log`)
    const entry = { id: uuidv7(clock.now()), machineId, date, kind: 'service', note: null, actor: actor.id, notedAt: isoNow(clock) }
    await tx.premises.addMaintenance(entry)
  }
  if (!isOther && !isNew) return { isChanged: false, before: {}, after: {} }
  return {
    isChanged: true,
    before: { machine_type: now.machineType, installed_date: now.installedDate, last_maintenance: worked ?? null },
    after: { machine_type: next.machineType, installed_date: next.installedDate, last_maintenance: date ?? null },
  }
}

/** Takes it off every list; its devices wait for another machine. Throws as `announced.remove`. */
export async function removeMachine({ announced, treatments }: Pick<HubServices, 'announced' | 'treatments'>, actor: Actor, id: string) {
  if (announced.has(id)) {
    for (const deviceId of treatments.book.devicesAt(id)) await treatments.assignments.release(actor, deviceId, 'the machine was taken off')
  }
  await announced.remove(actor, id)
}
