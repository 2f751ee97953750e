/** Settings people may change. */
import { settingsBody, settingsView } from '@palang/protocol'
import { Hono } from 'hono'
import { recordedChange } from '../../access/audit.ts'
import type { HubServices } from '../../services.ts'
import type { AppEnv } from './context.ts'
import { body, describe } from './describe.ts'
import { allow } from './rights.ts'

/** Only settings under this prefix are for people; the hub keeps its own beside them and never shows those. */
const settingPrefix = 'config.'

/** `/api/config` */
export function settingsRoutes(services: HubServices) {
  return new Hono<AppEnv>()
    .get(
      '/api/config',
      describe({ id: 'getSettings', tag: 'Settings', summary: 'The outlet and its settings', ok: { schema: settingsView } }),
      allow('viewer'),
      async c => c.json(await settings(services)),
    )
    .put(
      '/api/config',
      describe({
        id: 'changeSettings',
        tag: 'Settings',
        summary: 'Change settings',
        description: 'The settings given are replaced, the others stay.',
        ok: { schema: settingsView },
      }),
      allow('admin', { everywhere: true }),
      body(settingsBody),
      async c => {
        await recordedChange(services, c.get('actor'), async (tx, note) => {
          for (const [key, value] of Object.entries(c.req.valid('json').settings)) {
            const before = await tx.settings.get(settingPrefix + key)
            await tx.settings.put(settingPrefix + key, value)
            note({ action: 'change_setting', subject: `setting:${key}`, before, after: value })
          }
        })
        return c.json(await settings(services))
      },
    )
}

async function settings({ store, site }: HubServices) {
  const own = (await store.settings.list()).filter(({ key }) => key.startsWith(settingPrefix))
  return {
    outlet: site.outlet,
    simulation: site.simulation,
    settings: Object.fromEntries(own.map(({ key, value }) => [key.slice(settingPrefix.length), value])),
  }
}
