/** What the site file says of one water machine, as the machine goes by it. */
import type { Devices } from '@palang/config'
import { digestOf } from '@palang/kit'
import { configuredPulsesPerLitre, usualInterlock } from '@palang/protocol'
import type { MachineServices } from '../machine.ts'
import { waterDelays } from './delays.ts'
import { qualityLimits } from './quality-limits.ts'
import type { WaterConfig } from './state.ts'

/** What of the site file is the machine's own. */
export function waterConfig({
  config: { id, devices, products = [], interlock: lock = usualInterlock },
  outlet,
  water,
}: Pick<MachineServices, 'config' | 'outlet' | 'water'>): WaterConfig {
  return {
    machineId: id,
    pulsesPerLitre: configuredPulsesPerLitre(devices),
    currency: outlet.currency,
    delays: waterDelays,
    takesCoins: devices.coins !== undefined,
    takesCards: devices.terminal !== undefined,
    takesPrepaid: devices.reader !== undefined,
    printsReceipts: devices.printer !== undefined,
    products,
    productsVersion: digestOf(JSON.stringify(products)).slice(0, 16),
    pricesMaxAgeMs: water.prices_max_age_hours * 3_600_000,
    creditMs: water.credit_minutes * 60_000,
    quality: {
      sensor: devices.sensor === undefined ? null : { staleMs: staleMsOf(devices.sensor) },
      thresholds: water.thresholds,
      overdue: water.calibration_overdue,
      interlock: lock,
    },
  }
}

/** For how long a sensor may say nothing. */
function staleMsOf(sensor: NonNullable<Devices['sensor']>): number {
  const intervalMs = 'interval_s' in sensor ? sensor.interval_s * 1_000 : 0
  return Math.max(qualityLimits.staleMs, intervalMs * qualityLimits.staleIntervals)
}
