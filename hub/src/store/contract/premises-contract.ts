/** What people say of outlets and machines, and the work on them. */
import { uuidv7 } from '@palang/kit'
import { expect, test } from 'vitest'
import type { CurrentStore } from '../contract.ts'
import type { MachineDetailRecord, MaintenanceRecord, OutletDetailRecord } from '../premises.ts'
import { at, outlet, session, unique } from './samples.ts'

function work(machineId: string, date: string): MaintenanceRecord {
  return { id: uuidv7(), machineId, date, kind: 'service', note: null, actor: 'user:siti', notedAt: at(0) }
}

/** Registers the tests. */
export function premisesContract(store: CurrentStore): void {
  test('what is said of outlets and machines is replaced whole, kept to the letter and taken away', async () => {
    const of: OutletDetailRecord = {
      id: unique('outlet'),
      location: 'Blok M',
      address: 'Jl. Melawai 3\nJakarta',
      contactPerson: null,
      contactPhone: '+62 811',
      isActive: true,
      retiredAt: null,
    }
    const machine: MachineDetailRecord = {
      id: unique('ozon'),
      machineType: 'Ozone Generator',
      installedDate: '2026-01-20',
      planDays: 30,
      planTreatments: null,
      retiredAt: null,
    }
    const closed = { ...of, isActive: false, location: null, retiredAt: at(5) }
    const retired = { ...machine, planDays: null, planTreatments: 500, retiredAt: at(6) }
    await store().transact(async tx => {
      for (const each of [of, closed]) await tx.premises.outletDetails.put(each)
      for (const each of [machine, retired]) await tx.premises.machineDetails.put(each)
      expect(await tx.premises.machineDetails.get(machine.id)).toEqual(retired)
    })
    expect(await store().premises.outletDetails()).toContainEqual(closed)
    expect(await store().premises.machineDetails()).toContainEqual(retired)
    expect(await store().transact(tx => tx.premises.machineDetails.remove(machine.id))).toBe(true)
    expect(await store().transact(tx => tx.premises.machineDetails.get(machine.id))).toBeUndefined()
  })

  test('an outlet is put, read and taken away within a transaction', async () => {
    const added = outlet(unique('outlet'))
    await store().transact(tx => tx.premises.outlets.put(added))
    expect(await store().outlets.list()).toContainEqual(added)
    expect(await store().transact(tx => tx.premises.outlets.remove(added.id))).toBe(true)
    expect(await store().outlets.list()).not.toContainEqual(added)
  })

  test('how an outlet is used is told by the machines that stand there, those that were retired, and what was done', async () => {
    const [empty, standing, left, sold] = ['outlet', 'outlet', 'outlet', 'outlet'].map(unique)
    const machine = (outletId = '') =>
      ({
        id: unique('ozon'),
        outletId,
        name: 'Ozon',
        family: 'ozone',
        direction: null,
        zoneId: null,
        vehicleClass: null,
        mode: 'active',
        createdAt: at(0),
      }) as const
    const gone = machine(left)
    const detail = { id: gone.id, machineType: 'OZ', installedDate: null, planDays: null, planTreatments: null, retiredAt: at(1) }
    await store().transact(async tx => {
      for (const each of [machine(standing), machine(standing), gone]) await tx.machines.put(each)
      await tx.premises.machineDetails.put(detail)
      await tx.sessions.putMany([session({ outletId: sold ?? '' })])
    })
    const useOf = (id = '') => store().transact(tx => tx.premises.useOf(id))
    expect([await useOf(empty), await useOf(standing), await useOf(left), await useOf(sold)]).toEqual([
      { machines: 0, isUsed: false },
      { machines: 2, isUsed: true },
      { machines: 0, isUsed: true },
      { machines: 0, isUsed: true },
    ])
  })

  test('work on a machine is read newest day first, and its last day is told of each machine', async () => {
    const machineId = unique('ozon')
    const done = ['2026-01-10', '2026-01-20', '2026-01-15'].map(date => work(machineId, date))
    await store().transact(async tx => {
      for (const entry of done) await tx.premises.addMaintenance(entry)
    })
    const read = await store().premises.maintenance(machineId, 2)
    expect(read).toEqual([done[1], done[2]])
    expect(await store().premises.lastMaintenance()).toContainEqual({ machineId, date: '2026-01-20' })
    expect(await store().premises.maintenance('nobody', 2)).toEqual([])
  })

  test('a machine has history once a session or work tells of it', async () => {
    const [idle, used, kept] = [unique('ozon'), unique('ozon'), unique('ozon')]
    await store().transact(async tx => {
      await tx.sessions.putMany([session({ family: 'ozone', machineId: used })])
      await tx.premises.addMaintenance(work(kept, '2026-01-20'))
    })
    const has = (id: string) => store().transact(tx => tx.premises.hasHistory(id))
    expect([await has(idle), await has(used), await has(kept)]).toEqual([false, true, true])
  })
}
