/** What a treatment machine with a controller is told to go by: at the start of its link, and whenever it changes. */
import type { Site } from '@palang/config'
import { digestOf } from '@palang/kit'
import { treatment, type Treatment, type TreatmentSellingSettings } from '@palang/protocol'
import { inOrderOfForce, treatmentPrice } from '../../domain/treatment-prices.ts'
import type { FamilySettings, MarkSource } from '../registry.ts'

/** The same for every machine of the outlet: a treatment nobody set a price for is sold as the site file says. */
export async function treatmentConfig({ store, site, payments }: MarkSource & { site: Site }, at: string): Promise<FamilySettings> {
  const set = inOrderOfForce(await store.treatments.prices())
  const inForce = set.filter(({ since }) => since <= at)
  const prices: Partial<Record<Treatment, number>> = {}
  for (const name of treatment.options) {
    const price = treatmentPrice(inForce, { outletId: site.outlet.id, treatment: name, at })
    if (price !== null) prices[name] = price
  }
  const since = inForce.at(-1)?.since
  const list = since === undefined ? {} : { prices: { '*': { version: digestOf(JSON.stringify(prices)).slice(0, 16), since, prices } } }
  const config: TreatmentSellingSettings = { payments: { qris: payments.isOffered(), prepaid: site.water.prepaid_cards }, ...list }
  const settings = { version: digestOf(JSON.stringify(config)).slice(0, 16), config }
  return () => settings
}

/** Changes with every price that was set or came into force, also one another program on this database wrote, and when QRIS comes or goes. */
export async function treatmentMark({ store, payments }: MarkSource, at: string): Promise<string> {
  const inForce = (await store.treatments.prices()).filter(({ since }) => since <= at)
  return [String(payments.isOffered()), ...inForce.map(({ id }) => id)].join(' ')
}
