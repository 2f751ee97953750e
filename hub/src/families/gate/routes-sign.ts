/** Free places as the text of a sign. */
import { signQuery, signText, signView } from '@palang/protocol'
import { Hono } from 'hono'
import { mustReachOutlet } from '../../access/reach.ts'
import type { AppEnv } from '../../edges/http/context.ts'
import { describe, query } from '../../edges/http/describe.ts'
import { refusal } from '../../edges/http/problem.ts'
import { allow } from '../../edges/http/rights.ts'
import type { HubServices } from '../../services.ts'
import { placesRows } from './places.ts'

/** `/api/parking/sign` */
export function signRoutes({ parking, site }: HubServices) {
  return new Hono<AppEnv>().get(
    '/api/parking/sign',
    describe({
      id: 'getSign',
      tag: 'Parking',
      summary: 'The text of a sign that shows free places',
      description:
        'Plain text, one line per line of the template under `parking.signs` of the site file; with `format=json` the same with its numbers. Signs that are given a URL only send their token as HTTP Basic.',
      ok: { schema: signView, text: 'The text; plain unless `format=json`' },
      errors: ['not_found'],
    }),
    allow('viewer', { machine: true }),
    query(signQuery),
    async c => {
      mustReachOutlet(c.get('reach'), site.outlet.id)
      const { sign: wanted, format } = c.req.valid('query')
      const signs = site.parking?.signs ?? []
      const sign = wanted === undefined ? signs[0] : signs.find(({ id }) => id === wanted)
      if (sign === undefined) throw refusal('not_found', 'the site file has no such sign under parking.signs')
      const rows = placesRows(await parking.capacity())
      const text = signText(sign, rows)
      return format === 'json' ? c.json({ sign: sign.id, text, rows }) : c.text(`${text}\n`)
    },
  )
}
