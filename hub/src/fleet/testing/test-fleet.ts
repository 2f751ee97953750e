/** A fleet with its command book and live feed, over a store in memory. */
import { silentLog, type Clock } from '@palang/kit'
import { createLive } from '../../live/live.ts'
import { simulatedSite } from '../../testing/simulated-site.ts'
import { createCommandBook } from '../command-book.ts'
import { createFleet, type FleetOptions } from '../fleet.ts'
import { commandStore } from './command-store.ts'

/** The fleet of the simulated site; another site, and tokens for the machines' panels, may be given. */
export function testFleet(clock: Clock, store = commandStore(), given: Partial<Pick<FleetOptions, 'site' | 'panelToken'>> = {}) {
  const log = silentLog()
  const live = createLive({ clock, isGate: () => true })
  const book = createCommandBook({ store: store.store, clock, log, publish: live.publish })
  const parts = { site: simulatedSite, store: store.store, clock, log, live, book, hubEpoch: 'epoch-1', panelToken: () => undefined }
  return { store, log, live, book, fleet: createFleet({ ...parts, ...given }) }
}
