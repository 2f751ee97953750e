/** What stands in a hub before its units speak: outlets, a machine for each unit, and which device is in it. */
import { z } from 'zod'
import { eachOf, type HubApi } from '../hub/hub-api.ts'

/** So many machines stand in one outlet. */
const perOutlet = 25
const atOnce = 20
const places = ['Tebet', 'Matraman', 'Kemang', 'Cawang', 'Rawamangun', 'Kalibata', 'Pancoran', 'Duren Sawit'] as const

const outlet = z.looseObject({ id: z.string(), name: z.string() })
const outlets = z.union([z.array(outlet), z.looseObject({ items: z.array(outlet) }).transform(({ items }) => items)])

/** The machine in which the n-th unit (from 0) is put. */
export function machineOf(n: number): string {
  return `ozone-${n + 1}`
}

/** Makes what is missing and leaves what is there, so that it may be called with every start. */
export async function prepareOzoneSite(api: HubApi, deviceIds: readonly string[]): Promise<void> {
  const known = new Map(outlets.parse(await api.get('/api/outlets/')).map(({ id, name }) => [name, id]))
  const ids: string[] = []
  for (let n = 0; n * perOutlet < deviceIds.length; n += 1) {
    const name = `Ozon ${places[n % places.length]} ${n + 1}`
    ids.push(known.get(name) ?? outlet.parse(await api.post('/api/outlets/', { name, location: places[n % places.length] })).id)
  }
  await eachOf(deviceIds, atOnce, async (deviceId, n) => {
    const outletId = ids[Math.floor(n / perOutlet)]
    await api.post('/api/machines/', { id: machineOf(n), name: `Ozon ${n + 1}`, family: 'ozone', outlet_id: outletId })
    await putDevice(api, machineOf(n), deviceId)
  })
}

/** The device is in this machine from now on. */
export async function putDevice(api: HubApi, machineId: string, deviceId: string): Promise<void> {
  await api.post('/api/devices/', { device_id: deviceId, machine_id: machineId })
}
