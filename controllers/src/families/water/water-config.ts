/** What the site file says of one water machine, as the machine goes by it. */
import { digestOf } from '@palang/kit'
import type { MachineServices } from '../machine.ts'
import { usualPulsesPerLitre } from './calibration.ts'
import { waterDelays } from './delays.ts'
import type { WaterConfig } from './state.ts'

/** What of the site file is the machine's own. */
export function waterConfig({
  config: { id, devices, products = [] },
  outlet,
  water,
}: Pick<MachineServices, 'config' | 'outlet' | 'water'>): WaterConfig {
  const { board } = devices
  return {
    machineId: id,
    pulsesPerLitre: (board !== undefined && 'pulses_per_litre' in board ? board.pulses_per_litre : undefined) ?? usualPulsesPerLitre,
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
  }
}
