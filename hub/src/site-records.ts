/** Writes what the site file says about outlet, zones, machines and tariff into the store, so that records can refer to it. */
import { isDeepStrictEqual } from 'node:util'
import type { Site } from '@palang/config'
import { ConfigError, isCoded, uuidv7 } from '@palang/kit'
import { siteFileActor } from './domain/tariff-starts.ts'
import type { MachineRecord } from './store/records.ts'
import type { Store, Tx } from './store/store.ts'

/**
 * Idempotent. A machine's mode and a name changed on the console are kept; a tariff version is stored once, and starts
 * when the site file names it anew. Throws
 * `ConfigError` when the tariff file changed and its version did not: stays are priced by the version they entered with.
 */
export async function storeSite(store: Store, site: Site, now: string): Promise<void> {
  const { outlet, parking } = site
  await store.outlets.put({ id: outlet.id, name: outlet.name, timezone: outlet.timezone, currency: outlet.currency })
  for (const zone of parking?.zones ?? []) {
    await store.zones.put({ id: zone.id, outletId: outlet.id, name: zone.name ?? zone.id, capacity: zone.capacity })
  }
  const stored = await storedMachines(store)
  for (const machine of site.machines) {
    const known = stored.get(machine.id)
    const record: MachineRecord = {
      id: machine.id,
      outletId: outlet.id,
      name: known?.name ?? machine.name ?? machine.id,
      family: machine.family,
      direction: machine.direction ?? null,
      zoneId: machine.zone ?? null,
      vehicleClass: machine.vehicle_class,
      mode: known?.mode ?? 'active',
      createdAt: known?.createdAt ?? now,
    }
    if (!isDeepStrictEqual(record, known)) await store.transact(tx => tx.machines.put(record))
  }
  if (parking !== undefined) {
    const { tariffTable } = parking
    const { id, version } = tariffTable
    try {
      await store.transact(async tx => {
        await tx.tariffs.add({ id, version, definition: tariffTable, createdAt: now })
        await startNamed(tx, { id, version }, now)
      })
    } catch (error) {
      if (!isCoded(error, 'conflict')) throw error
      const message = `tariff ${id} version ${version} is stored with another content; a changed tariff needs a new number: raise \`version:\``
      throw new ConfigError([{ file: parking.tariff, path: 'version', message }])
    }
  }
}

/** A version starts when the site file names it anew; what was published since is not undone by another start of the hub. */
async function startNamed(tx: Tx, { id, version }: { id: string; version: number }, now: string): Promise<void> {
  const last = (await tx.tariffs.starts()).findLast(({ actor }) => actor === siteFileActor)
  if (last?.tariffId === id && last.version === version) return
  await tx.tariffs.start({ id: uuidv7(), tariffId: id, version, startsAt: now, setAt: now, actor: siteFileActor, reason: null })
}

async function storedMachines(store: Store): Promise<Map<string, MachineRecord>> {
  return new Map((await store.machines.all()).map(machine => [machine.id, machine]))
}
