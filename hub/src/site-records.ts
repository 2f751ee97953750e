/** Writes what the site file says about outlet, zones, machines and tariff into the store, so that records can refer to it. */
import type { Site } from '@palang/config'
import type { Store } from './store/store.ts'

/** Idempotent. A machine's mode and a name changed on the console are kept; a tariff version is stored once. */
export async function storeSite(store: Store, site: Site, now: string): Promise<void> {
  const { outlet, parking } = site
  await store.outlets.put({ id: outlet.id, name: outlet.name, timezone: outlet.timezone, currency: outlet.currency })
  for (const zone of parking?.zones ?? []) {
    await store.zones.put({ id: zone.id, outletId: outlet.id, name: zone.name ?? zone.id, capacity: zone.capacity })
  }
  for (const machine of site.machines) {
    const known = await store.machines.get(machine.id)
    await store.machines.put({
      id: machine.id,
      outletId: outlet.id,
      name: known?.name ?? machine.name ?? machine.id,
      family: machine.family,
      direction: machine.direction ?? null,
      zoneId: machine.zone ?? null,
      vehicleClass: machine.vehicle_class,
      mode: known?.mode ?? 'active',
      createdAt: known?.createdAt ?? now,
    })
  }
  if (parking !== undefined) {
    const { tariffTable } = parking
    await store.tariffs.add({ id: tariffTable.id, version: tariffTable.version, definition: tariffTable, createdAt: now })
  }
}
