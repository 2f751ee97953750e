/** The route merchants and operators give validations by. */
import { givenValidation, validationBody } from '@palang/protocol'
import { Hono } from 'hono'
import { mustReachOutlet } from '../../access/reach.ts'
import type { AppEnv } from '../../edges/http/context.ts'
import { body, describe } from '../../edges/http/describe.ts'
import type { Idempotent } from '../../edges/http/idempotency.ts'
import { allow } from '../../edges/http/rights.ts'
import type { HubServices } from '../../services.ts'

/** `/api/parking/validations` */
export function validationRoutes({ parking, site }: HubServices, idempotent: Idempotent) {
  return new Hono<AppEnv>().post(
    '/api/parking/validations',
    describe({
      id: 'giveValidation',
      tag: 'Parking',
      summary: 'Give an open stay what a merchant grants',
      description:
        'Once each, of the tariff the stay entered under; it comes off the next price. A program with the scope `validate` gives only the validation its token is named after.',
      ok: { status: 201, schema: givenValidation },
      errors: ['no_open_session', 'validation_unknown', 'validation_given'],
      idempotent: true,
    }),
    allow('operator', { scope: 'validate' }),
    body(validationBody),
    idempotent({ interrupted: 'refuse' }),
    async c => {
      mustReachOutlet(c.get('reach'), site.outlet.id)
      const { session, given } = await parking.giveValidation(c.req.valid('json'), c.get('actor'))
      return c.json({ session_id: session.id, validation: given.name, given_at: given.at, given_by: given.by }, 201)
    },
  )
}
