import path from 'node:path'
import {
  noAlerts,
  type MachineConfig,
  type Site,
  usualMealRules,
  usualPhotoKeeping,
  usualTelemetryRules,
  usualWaterRules,
} from '@palang/config'
import { type Clock, silentLog } from '@palang/kit'
import { type Controller, type ControllerOptions, createController } from '../controller.ts'

/** What a test chooses of the controller of one machine, an entry gate unless told; the rest is the same everywhere. */
export type TestControllerOptions = Pick<ControllerOptions, 'onFatal'> &
  Partial<Pick<ControllerOptions, 'openDevices' | 'openJournal'>> & {
    /** Where the machine keeps its books. */
    folder: string
    hubUrl: string
    clock: Clock
    simulation?: boolean
    /** In place of an entry gate. */
    machine?: MachineConfig
  }

const entryGate: MachineConfig = {
  id: 'gate_in',
  family: 'gate',
  direction: 'in',
  vehicle_class: 'car',
  panel: { port: 0, host: '127.0.0.1' },
  devices: {},
  // Vehicles of tests drive over the loop in no time.
  passage: { shortest_ms: 0, gap_ms: 0 },
}

/** The whole controller of one machine, as production builds it, on a free panel port. */
export function testController({
  folder,
  hubUrl,
  simulation = false,
  machine = entryGate,
  openDevices = () => ({}),
  ...rest
}: TestControllerOptions): Controller {
  const site: Site = {
    file: 'test',
    outlet: { id: 'pusat', name: 'Parkir Pusat', timezone: 'Asia/Jakarta', currency: 'IDR' },
    hub: { host: '127.0.0.1', port: 0, databaseUrl: '', mqtt: { kind: 'off' }, url: hubUrl },
    dataDir: folder,
    simulation,
    logLevel: 'error',
    alerts: noAlerts,
    photos: usualPhotoKeeping,
    payments: {},
    parking: undefined,
    water: usualWaterRules,
    meals: usualMealRules,
    telemetry: usualTelemetryRules,
    machines: [machine],
  }
  return createController({
    site,
    machine,
    kioskFolder: path.join(folder, 'kiosk'),
    token: { current: () => 'machine-token', keep: () => undefined },
    panelToken: 'panel-token',
    software: 'test',
    log: silentLog(),
    openDevices,
    ...rest,
  })
}
