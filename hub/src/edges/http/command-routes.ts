/** Reading commands: what was asked, by whom, and what became of it. */
import { commandLife, commandListQuery, commandView as commandSchema, pageOf } from '@palang/protocol'
import { Hono } from 'hono'
import { isHidden } from '../../access/reach.ts'
import type { HubServices } from '../../services.ts'
import type { AppEnv } from './context.ts'
import { describe, query } from './describe.ts'
import { refusal } from './problem.ts'
import { allow } from './rights.ts'
import { commandLifeView } from './command-outcome.ts'
import { commandView, pageFrom, pageView } from './views.ts'

const commandList = pageOf(commandSchema).meta({ examples: [{ items: [], next_cursor: null }] })

/** `/api/commands` */
export function commandRoutes({ store }: HubServices) {
  return new Hono<AppEnv>()
    .get(
      '/api/commands',
      describe({ id: 'listCommands', tag: 'Commands', summary: 'Commands, newest first', ok: { schema: commandList } }),
      allow('viewer'),
      query(commandListQuery),
      async c => {
        const { machine_id: machineId, ...page } = c.req.valid('query')
        const machineIds = c.get('reach').only?.machineIds
        const found = await store.commands.list({ ...(machineId === undefined ? {} : { machineId }), machineIds }, pageFrom(page))
        return c.json(pageView(found, commandView))
      },
    )
    .get(
      '/api/commands/:id',
      describe({
        id: 'getCommand',
        tag: 'Commands',
        summary: "A command's whole life",
        path: { id: '019bda5e-9a40-7000-8000-0000000000c1' },
        ok: { schema: commandLife },
        errors: ['not_found'],
      }),
      allow('viewer'),
      async c => {
        const found = await store.commands.get(c.req.param('id'))
        if (found === undefined || isHidden(c.get('reach'), found.command.machineId)) throw refusal('not_found', 'there is no such command')
        return c.json(await commandLifeView(store, found))
      },
    )
}
