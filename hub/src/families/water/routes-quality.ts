/** Today's quality of a machine's water for anybody, and the code on the machine that leads there. */
import { publicQuality } from '@palang/protocol'
import { Hono } from 'hono'
import { mustReachMachine } from '../../access/reach.ts'
import type { AppEnv } from '../../edges/http/context.ts'
import { isSecure } from '../../edges/http/context.ts'
import { describe } from '../../edges/http/describe.ts'
import { mustBeWater } from '../../edges/http/named-machine.ts'
import { isForPeople, refusal } from '../../edges/http/problem.ts'
import { allow } from '../../edges/http/rights.ts'
import type { HubServices } from '../../services.ts'
import { publicQualityDesk } from '../../water/public-quality.ts'
import { qualityCode } from '../../water/quality-code.ts'
import { noMachinePage, qualityPage } from '../../water/quality-page.ts'
import { languageFor } from '../../water/quality-words.ts'

/** Between us and whoever asks, others may answer for so long. */
const shared = 'public, max-age=5'

/** `/quality/{id}`, `/api/public/quality/{id}` and `quality-code.svg`. */
export function qualityRoutes(services: HubServices) {
  return new Hono<AppEnv>().route('/', openRoutes(services)).route('/', codeRoute(services))
}

const noMachine = () => refusal('not_found', 'there is no water machine of that name')

function openRoutes(services: HubServices) {
  const ask = publicQualityDesk(services)
  const qualityOf = async (machineId: string) => {
    const quality = await ask(machineId)
    if (quality === undefined) throw noMachine()
    return quality
  }
  return new Hono<AppEnv>()
    .get(
      '/api/public/quality/:id',
      describe({
        id: 'getPublicQuality',
        tag: 'Water',
        summary: 'Today’s quality of a machine’s water, for anybody',
        description: 'Without a login, and nothing but this. `verdict` is `unknown` and `selling` null while the machine is away.',
        open: true,
        path: { id: 'vending-1' },
        ok: { schema: publicQuality },
        errors: ['not_found', 'database_unavailable'],
      }),
      async c => {
        const quality = await qualityOf(c.req.param('id'))
        return c.json(quality, 200, { 'cache-control': shared })
      },
    )
    .get(
      '/quality/:id',
      describe({
        id: 'showPublicQuality',
        tag: 'Water',
        summary: 'The same as a page, in Indonesian or English',
        open: true,
        path: { id: 'vending-1' },
        ok: { media: 'text/html', text: 'A page' },
        errors: ['not_found', 'database_unavailable'],
      }),
      async c => {
        const quality = await ask(c.req.param('id'))
        const language = languageFor(c.req.query('lang'), c.req.header('accept-language'))
        if (quality === undefined) {
          if (!isForPeople(c.req.header('accept'))) throw noMachine()
          return c.html(noMachinePage(language), 404, { 'cache-control': 'no-store', vary: 'accept, accept-language' })
        }
        const page = qualityPage(quality, language, services.clock.now())
        return c.html(page, 200, { 'cache-control': shared, vary: 'accept-language' })
      },
    )
}

function codeRoute(services: HubServices) {
  return new Hono<AppEnv>().get(
    '/api/v1/machines/:id/quality-code.svg',
    describe({
      id: 'getQualityCode',
      tag: 'Water',
      summary: 'The QR code for a machine’s door: it leads to its public page',
      description: 'At `water.public_url` of the site file, where customers reach the hub; without one at the address this was asked at.',
      path: { id: 'vending-1' },
      ok: { media: 'image/svg+xml', text: 'A picture to print' },
      errors: ['unknown_machine', 'not_supported'],
    }),
    allow('viewer'),
    c => {
      const machineId = c.req.param('id')
      mustReachMachine(c.get('reach'), machineId)
      mustBeWater(services, machineId)
      const askedAt = `${isSecure(c) ? 'https' : 'http'}://${new URL(c.req.url).host}`
      return c.body(qualityCode(services.site.water.public_url ?? askedAt, machineId), 200, { 'content-type': 'image/svg+xml' })
    },
  )
}
