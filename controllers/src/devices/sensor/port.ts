/** Port of a sensor of the water: dissolved solids, pH and temperature. */
import type { Device, StatusEvent } from '../status.ts'

/** As the sensor said it: mg/l, pH, degrees Celsius; null where it has no thermometer. Whether water can be so is for others to judge. */
export interface SensorReading {
  tds: number
  ph: number
  temperature: number | null
  /** Since the sensor began, where it says so; one that stands still is the same answer again. */
  uptimeMs: number | null
}

/** `away`: nobody answers, or something that is no sensor. `impossible`: it answers, and has no value, or none that is a number. */
export type SensorFault = 'away' | 'impossible'

/** A miss or two are the network's way: `away` and `disconnected` are told when it is not only that. */
export type SensorEvent =
  | StatusEvent
  | ({ kind: 'reading' } & SensorReading)
  /** As often as it is asked in vain; `message` is for a technician. */
  | { kind: 'fault'; fault: SensorFault; message: string }
  /** It began anew since the reading before. */
  | { kind: 'restarted' }

/** `fault` is the status of one that answers without values. */
export type SensorPort = Device<SensorEvent>
