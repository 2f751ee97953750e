/** What a water machine is told to go by: at the start of its link, and whenever it changes. */
import type { Site } from '@palang/config'
import { digestOf } from '@palang/kit'
import type { CalibrationKind, WaterSettings } from '@palang/protocol'
import { pricesInForce } from '../../domain/water-prices.ts'
import type { CalibrationRecord, PriceListRecord } from '../../store/water-care.ts'
import type { FamilySettings, MarkSource } from '../registry.ts'
import { siteFileProducts } from './site-file-products.ts'

type Calibrations = WaterSettings['calibrations'][string]

/**
 * The settings of each machine: its own prices and calibrations only, so that what is told does not grow with the site. A version
 * changes exactly when what the machine goes by does.
 */
export async function waterConfig({ store, site, payments }: MarkSource & { site: Site }): Promise<FamilySettings> {
  const [lists, machines, calibrations] = await Promise.all([
    store.waterCare.priceLists(),
    siteFileProducts({ store, site }),
    store.waterCare.newestCalibrations(),
  ])
  const prices = pricesInForce(lists, machines)
  const calibrated = Map.groupBy(calibrations, ({ machineId }) => machineId)
  return machineId => {
    const list = prices.get(machineId)
    const config: WaterSettings = {
      currency: site.outlet.currency,
      timezone: site.outlet.timezone,
      prices: list === undefined ? {} : { [machineId]: pricesOf(list) },
      thresholds: site.water.thresholds,
      payments: { qris: payments.isOffered(), prepaid: site.water.prepaid_cards },
      calibrations: { [machineId]: Object.assign({}, ...(calibrated.get(machineId) ?? []).map(calibrationOf)) },
    }
    return { version: digestOf(JSON.stringify(config)).slice(0, 16), config }
  }
}

/** Changes with every list and calibration, also those another program on this database writes, and when QRIS comes or goes. */
export async function waterMark({ store: { waterCare }, payments }: MarkSource): Promise<string> {
  const [lists, calibrations] = await Promise.all([waterCare.priceLists(), waterCare.newestCalibrations()])
  return [String(payments.isOffered()), ...[...lists, ...calibrations].map(({ id }) => id)].join(' ')
}

function pricesOf({ version, since, products }: PriceListRecord): WaterSettings['prices'][string] {
  return { version, since, products }
}

function calibrationOf({ kind, content, calibratedAt, dueAt }: CalibrationRecord): { [Kind in CalibrationKind]?: Calibrations[Kind] } {
  const told = { calibrated_at: calibratedAt, due_at: dueAt }
  if (kind === 'flow') return 'pulses_per_litre' in content ? { flow: { ...content, ...told } } : {}
  return 'points' in content ? { [kind]: { ...content, ...told } } : {}
}
