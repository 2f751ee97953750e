/** Tells gates anew what they go by alone, once another tariff was published or started. */
import type { Site } from '@palang/config'
import { messageOf, type Clock, type Log, type Timer } from '@palang/kit'
import { settingsCapability, type Family } from '@palang/protocol'
import type { FleetHub } from '../../fleet/fleet.ts'
import type { Store } from '../../store/store.ts'

/** Milliseconds between two looks at the starts of tariffs. */
export const lookForTariffsEvery = 15_000

interface Parts {
  site: Site
  store: Pick<Store, 'tariffs'>
  clock: Clock
  log: Log
  fleet: Pick<FleetHub, 'tell'>
  settingsOf(family: Family): Promise<{ version: string; config: Record<string, unknown> }>
}

/** Not started. A gate that links is told by its welcome; one that was told and lost its link as well. */
export function createPriceTeller({ site, store, clock, log, fleet, settingsOf }: Parts): { start(): Promise<void>; stop(): void } {
  let told: string | undefined
  let regular: Timer | undefined
  const known = async () => JSON.stringify(await store.tariffs.starts())

  async function look(): Promise<void> {
    try {
      const now = await known()
      if (now === told) return
      const { version, config } = await settingsOf('gate')
      // How gates are to stand has a message of its own, which must not be late.
      const { hold: _, ...settings } = config
      const payload = { config_version: version, config: settings }
      for (const { id, family } of site.machines)
        if (family === 'gate') fleet.tell(id, { type: 'machine_settings', payload }, settingsCapability)
      told = now
    } catch (error) {
      log.warn({ reason: messageOf(error) }, 'gates could not be told of the tariffs in force')
    }
  }

  return {
    async start() {
      told = await known().catch(() => undefined)
      regular ??= clock.every(lookForTariffsEvery, () => void look())
    },
    stop() {
      regular?.cancel()
      regular = undefined
    },
  }
}
