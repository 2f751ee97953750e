/** What the site file says of one treatment machine, as the machine goes by it. */
import { digestOf } from '@palang/kit'
import { type TreatmentOffer, usualTreatmentSafety } from '@palang/protocol'
import type { MachineServices } from '../machine.ts'
import { ozoneDelays } from './delays.ts'
import type { OzoneConfig } from './state.ts'

export function ozoneConfig({
  config: { id, devices, treatments = [], ...safety },
  outlet,
  water,
}: Pick<MachineServices, 'config' | 'outlet' | 'water'>): OzoneConfig {
  const offers: TreatmentOffer[] = treatments.map(({ treatment, minutes, price }) => ({
    treatment,
    seconds: Math.max(1, Math.round(minutes * 60)),
    price,
  }))
  return {
    machineId: id,
    currency: outlet.currency,
    delays: ozoneDelays,
    takesCoins: devices.coins !== undefined,
    takesCards: devices.terminal !== undefined,
    takesPrepaid: devices.reader !== undefined,
    treatments: offers,
    treatmentsVersion: digestOf(JSON.stringify(offers)).slice(0, 16),
    maxRunS: Math.max(1, Math.floor((safety.max_run_minutes ?? usualTreatmentSafety.max_run_minutes) * 60)),
    coolDownS: safety.cool_down_s ?? usualTreatmentSafety.cool_down_s,
    hasDoor: safety.door ?? usualTreatmentSafety.door,
    creditMs: water.credit_minutes * 60_000,
  }
}
