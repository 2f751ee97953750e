/** Tells gates anew what they go by alone: tariffs soon after they were published, cards and memberships within a minute. */
import type { Site } from '@palang/config'
import { digestOf, messageOf, type Clock, type Log, type Timer } from '@palang/kit'
import { settingsCapability, type Family } from '@palang/protocol'
import type { FleetHub } from '../../fleet/fleet.ts'
import type { Store } from '../../store/store.ts'

/** Milliseconds between two looks at the starts of tariffs. */
export const lookForTariffsEvery = 15_000
/** Milliseconds between two looks at everything: all cards are read for it. */
export const lookForAllEvery = 60_000

interface Parts {
  site: Site
  store: Pick<Store, 'tariffs'>
  clock: Clock
  log: Log
  fleet: Pick<FleetHub, 'tell'>
  settingsOf(family: Family): Promise<{ version: string; config: Record<string, unknown> }>
}

/** Not started. A gate that links is told by its welcome; one that was told and lost its link as well. */
export function createSettingsTeller({ site, store, clock, log, fleet, settingsOf }: Parts): { start(): Promise<void>; stop(): void } {
  let starts: string | undefined
  let told: string | undefined
  let timers: Timer[] = []
  const startsNow = async () => JSON.stringify(await store.tariffs.starts())

  async function settingsNow() {
    const { version, config } = await settingsOf('gate')
    // How gates are to stand has a message of its own, which must not be late.
    const { hold: _, ...settings } = config
    return { payload: { config_version: version, config: settings }, digest: digestOf(JSON.stringify(settings)) }
  }

  async function lookAtAll(): Promise<void> {
    const { payload, digest } = await settingsNow()
    if (digest === told) return
    for (const { id, family } of site.machines)
      if (family === 'gate') fleet.tell(id, { type: 'machine_settings', payload }, settingsCapability)
    told = digest
  }

  async function lookAtTariffs(): Promise<void> {
    const now = await startsNow()
    if (now === starts) return
    await lookAtAll()
    starts = now
  }

  const tried = (look: () => Promise<void>) => () =>
    void look().catch(error => log.warn({ reason: messageOf(error) }, 'gates could not be told of what is in force'))

  return {
    async start() {
      starts = await startsNow().catch(() => undefined)
      told = await settingsNow().then(
        ({ digest }) => digest,
        () => undefined,
      )
      timers = [clock.every(lookForTariffsEvery, tried(lookAtTariffs)), clock.every(lookForAllEvery, tried(lookAtAll))]
    },
    stop() {
      for (const timer of timers.splice(0)) timer.cancel()
    },
  }
}
