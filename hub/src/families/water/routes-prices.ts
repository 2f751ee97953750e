/** Prices of water over HTTP. */
import { priceChangeBody, priceLists, type PriceListView, priceListView } from '@palang/protocol'
import { Hono } from 'hono'
import { isHidden, mustReachMachine, mustReachOutlet, type Reach } from '../../access/reach.ts'
import type { PriceProof } from '../../domain/water-prices.ts'
import type { AppEnv } from '../../edges/http/context.ts'
import { body, describe } from '../../edges/http/describe.ts'
import type { Idempotent } from '../../edges/http/idempotency.ts'
import { mustBeWater } from '../../edges/http/named-machine.ts'
import { allow } from '../../edges/http/rights.ts'
import type { HubServices } from '../../services.ts'
import { waterMachinesOf } from '../../site-machines.ts'
import { provenPrices, setPrices } from './prices.ts'

/** Lists shown at most, besides those in force. */
const mostLists = 200

/** `/api/water/prices` */
export function priceRoutes(services: HubServices, idempotent: Idempotent) {
  return new Hono<AppEnv>()
    .get(
      '/api/water/prices',
      describe({
        id: 'listWaterPrices',
        tag: 'Water',
        summary: 'Price lists, newest first, and which machines say that they sell by each',
        description:
          'A machine sells by the newest list of its own, else by the newest for all, else by its `products` in the site file. `waiting` are machines that are to sell by a list and have not said so: they are away, or were told a moment ago.',
        ok: { schema: priceLists },
      }),
      allow('viewer'),
      async c => {
        const proofs = seenBy(c.get('reach'), services, await provenPrices(services))
        const isShown = ({ selling, waiting }: PriceProof, index: number) => index < mostLists || selling.length + waiting.length > 0
        return c.json({ items: proofs.filter(isShown).map(priceView) })
      },
    )
    .post(
      '/api/water/prices',
      describe({
        id: 'setWaterPrices',
        tag: 'Water',
        summary: 'Set prices for one machine, or for all that have none of their own',
        description:
          'In force at once, and never changed or deleted afterwards. Connected machines are told now; a sale under way keeps the price it was begun with. A price of 0 is taken only with `free: true`. Ask again for the proof.',
        ok: { status: 201, schema: priceListView },
        errors: ['unknown_machine', 'not_supported', 'database_unavailable'],
        idempotent: true,
      }),
      allow('admin'),
      body(priceChangeBody),
      idempotent({ interrupted: 'refuse' }),
      async c => {
        const { machine_id: machineId = null, products, reason } = c.req.valid('json')
        if (machineId === null) mustReachOutlet(c.get('reach'), services.site.outlet.id)
        else {
          mustReachMachine(c.get('reach'), machineId)
          mustBeWater(services, machineId)
        }
        const list = await setPrices(services, c.get('actor'), { machineId, products, reason })
        const proof = (await provenPrices(services)).find(({ list: { id } }) => id === list.id)
        return c.json(priceView(proof ?? { list, selling: [], waiting: [] }), 201)
      },
    )
}

/** Of the machines in reach; those of other outlets and their lists are not shown. */
function seenBy(reach: Reach, { site }: Pick<HubServices, 'site'>, proofs: readonly PriceProof[]): PriceProof[] {
  const isSeen = (machineId: string) => !isHidden(reach, machineId)
  const seesAny = reach.only === undefined || waterMachinesOf(site).some(({ id }) => isSeen(id))
  return proofs
    .filter(({ list: { machineId } }) => (machineId === null ? seesAny : isSeen(machineId)))
    .map(({ list, selling, waiting }) => ({ list, selling: selling.filter(isSeen), waiting: waiting.filter(isSeen) }))
}

function priceView({ list: { version, machineId, products, since, actor, reason }, selling, waiting }: PriceProof): PriceListView {
  return { version, machine_id: machineId, products, since, actor, reason, selling, waiting }
}
