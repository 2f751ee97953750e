/** What a machine under test stands in: a site without a hub that answers, and nothing to be written to. */
import { usualMealRules, usualWaterRules } from '@palang/config'
import { type ManualClock, silentLog } from '@palang/kit'
import type { MachineServices } from './machine.ts'

/** Everything but the machine, its devices and its diary. */
export function testServices(clock: ManualClock): Omit<MachineServices, 'config' | 'devices' | 'diary' | 'onFatal'> {
  return {
    outlet: { name: 'Test', timezone: 'Asia/Jakarta', currency: 'IDR' },
    water: usualWaterRules,
    meals: usualMealRules,
    software: 'test',
    clock,
    nowMs: () => clock.now(),
    time: { quality: () => 'synced', clockWasSet: () => false },
    log: silentLog(),
    hub: {
      ask: () => Promise.resolve(null),
      online: () => true,
      askPayment: () => Promise.resolve(null),
      askPrepaid: () => Promise.resolve(null),
      respond: () => {},
      publish: () => {},
      announce: () => {},
      frame: () => {},
    },
    photos: { take: () => Promise.resolve(null), keep: () => Promise.resolve(null) },
    cards: { standing: () => 'unknown', isMembersPlate: () => false, passback: () => null },
    alone: { prices: () => null, isClockSure: () => false },
    places: { word: () => ({ places: null, awaySinceMs: null }), listen: () => () => undefined },
    checkpoint: { plan: () => null, scans: () => [], waiting: () => ({ count: 0, oldestAt: null }), lastSyncAt: () => null },
    outbox: () => ({ pending: 0 }),
    onChange: () => {},
  }
}
