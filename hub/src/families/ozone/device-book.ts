/** What the hub knows of treatment devices while it runs: who they are, at which machine each was when, and what treatments cost. */
import { inOrderOfForce } from '../../domain/treatment-prices.ts'
import type { Store } from '../../store/store.ts'
import type { TelemetryAssignmentRecord, TelemetryDeviceRecord, TreatmentPriceRecord } from '../../store/treatments.ts'

export interface DeviceBook {
  /** Reads all of it from the store. */
  start(): Promise<void>
  device(id: string): TelemetryDeviceRecord | undefined
  devices(): TelemetryDeviceRecord[]
  /** Where the device was at that moment. */
  placeAt(deviceId: string, at: string): TelemetryAssignmentRecord | undefined
  /** Where it is now. */
  placeOf(deviceId: string): TelemetryAssignmentRecord | undefined
  /** Of one device, the oldest first. */
  placesOf(deviceId: string): readonly TelemetryAssignmentRecord[]
  /** The devices that were ever at the machine. */
  devicesEverAt(machineId: string): string[]
  /** The devices that are at the machine now. */
  devicesAt(machineId: string): string[]
  prices(): readonly TreatmentPriceRecord[]
  /** What was committed. */
  note(changes: {
    devices?: Iterable<TelemetryDeviceRecord>
    assignments?: readonly TelemetryAssignmentRecord[]
    prices?: readonly TreatmentPriceRecord[]
  }): void
}

/** Knows nothing before `start`. */
export function createDeviceBook({ store }: { store: Pick<Store, 'treatments'> }): DeviceBook {
  const devices = new Map<string, TelemetryDeviceRecord>()
  const places = new Map<string, TelemetryAssignmentRecord[]>()
  const atMachine = new Map<string, Set<string>>()
  let prices: TreatmentPriceRecord[] = []

  const place = (given: TelemetryAssignmentRecord) => {
    const others = (places.get(given.deviceId) ?? []).filter(({ id }) => id !== given.id)
    places.set(
      given.deviceId,
      [...others, given].toSorted((a, b) => (a.from < b.from ? -1 : 1)),
    )
    const there = atMachine.get(given.machineId) ?? new Set()
    if (given.until === null) there.add(given.deviceId)
    else if (!others.some(one => one.machineId === given.machineId && one.until === null)) there.delete(given.deviceId)
    atMachine.set(given.machineId, there)
  }
  const placesOf = (deviceId: string): readonly TelemetryAssignmentRecord[] => places.get(deviceId) ?? []
  const note: DeviceBook['note'] = given => {
    for (const device of given.devices ?? []) devices.set(device.id, device)
    for (const assignment of given.assignments ?? []) place(assignment)
    if (given.prices !== undefined) prices = inOrderOfForce([...prices, ...given.prices])
  }

  return {
    async start() {
      const [known, assignments, set] = await Promise.all([
        store.treatments.devices(),
        store.treatments.assignments(),
        store.treatments.prices(),
      ])
      note({ devices: known, assignments, prices: set })
    },
    device: id => devices.get(id),
    devices: () => [...devices.values()],
    placeAt: (deviceId, at) => placesOf(deviceId).findLast(({ from, until }) => from <= at && (until === null || at < until)),
    placeOf: deviceId => placesOf(deviceId).find(({ until }) => until === null),
    placesOf,
    devicesAt: machineId => [...(atMachine.get(machineId) ?? [])],
    devicesEverAt: machineId => [...places].flatMap(([id, list]) => (list.some(one => one.machineId === machineId) ? [id] : [])),
    prices: () => prices,
    note,
  }
}
