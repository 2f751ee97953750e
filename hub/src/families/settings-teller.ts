/**
 * Tells machines anew what they go by: at once where the console changed it, soon after where something else did (a tariff
 * whose moment has come, a second program on the same database), and everything else within a minute.
 */
import type { Site } from '@palang/config'
import { isoNow, digestOf, messageOf, mutex, type Clock, type Log, type Timer } from '@palang/kit'
import { settingsCapability, type Family } from '@palang/protocol'
import type { FleetHub } from '../fleet/fleet.ts'
import type { LiveHub } from '../live/live.ts'
import type { OnlinePayments, SettingsNews } from '../services.ts'
import type { Store } from '../store/store.ts'
import { settingsMark, type FamilySettings, type MachineSettings } from './registry.ts'

/** Milliseconds between two looks at what is cheap to look at. */
export const lookAtMarksEvery = 15_000
/** Milliseconds between two looks at everything: all cards are read for it. */
export const lookForAllEvery = 60_000
/** A machine that linked so soon after it was told was perhaps welcomed with what was before. Milliseconds. */
const linkingMs = 30_000

interface Parts {
  site: Site
  store: Store
  clock: Clock
  log: Log
  fleet: Pick<FleetHub, 'tell'>
  live: Pick<LiveHub, 'hear'>
  payments: Pick<OnlinePayments, 'isOffered'>
  settingsOf(family: Family): Promise<FamilySettings>
}

interface Told {
  payload: Record<string, unknown>
  digest: string
  /** On the steady clock; nothing for what a machine has from its welcome. */
  atMs?: number
}

export interface SettingsTeller extends SettingsNews {
  start(): Promise<void>
  stop(): void
}

/** Not started. A machine that links is told by its welcome; one that was told and lost its link as well. */
export function createSettingsTeller({ site, store, clock, log, fleet, live, payments, settingsOf }: Parts): SettingsTeller {
  const families = [...new Set(site.machines.map(({ family }) => family))]
  const marks = new Map<Family, string>()
  const told = new Map<string, Told>()
  const inTurn = mutex()
  let timers: Timer[] = []
  let stopHearing: (() => void) | undefined

  const tell = (machineId: string, { payload }: Told) => fleet.tell(machineId, { type: 'machine_settings', payload }, settingsCapability)

  async function read(family: Family): Promise<Map<string, Told>> {
    const settings = await settingsOf(family)
    const make = onceEach(tellable)
    return new Map(site.machines.flatMap(({ id, family: its }) => (its === family ? [[id, make(settings(id))] as const] : [])))
  }

  /** One after the other: what was read first is told first. */
  const look = (family: Family): Promise<void> =>
    inTurn.run(async () => {
      for (const [machineId, now] of await read(family)) {
        if (now.digest === told.get(machineId)?.digest) continue
        const news = { ...now, atMs: clock.monotonic() }
        told.set(machineId, news)
        tell(machineId, news)
      }
    })

  async function lookAtMark(family: Family): Promise<void> {
    const now = await settingsMark(family, { store, payments }, isoNow(clock))
    if (now === marks.get(family)) return
    await look(family)
    marks.set(family, now)
  }

  const tried = (work: (family: Family) => Promise<void>, family: Family) =>
    work(family).catch((error: unknown) => log.warn({ family, reason: messageOf(error) }, 'machines could not be told of what is in force'))
  const every = (ms: number, work: (family: Family) => Promise<void>) =>
    clock.every(ms, () => families.forEach(family => void tried(work, family)))

  async function begin(family: Family): Promise<void> {
    marks.set(family, await settingsMark(family, { store, payments }, isoNow(clock)))
    for (const [machineId, now] of await read(family)) told.set(machineId, now)
  }

  return {
    changed: family => tried(look, family),
    async start() {
      await Promise.all(families.map(family => tried(begin, family)))
      timers = [every(lookAtMarksEvery, lookAtMark), every(lookForAllEvery, look)]
      stopHearing = live.hear('presence', machineId => {
        const last = told.get(machineId)
        if (last?.atMs !== undefined && clock.monotonic() - last.atMs < linkingMs) tell(machineId, last)
      })
    },
    stop() {
      stopHearing?.()
      for (const timer of timers.splice(0)) timer.cancel()
    },
  }
}

function tellable({ version, config }: MachineSettings): Told {
  // How gates are to stand has a message of its own, which must not be late.
  const { hold: _, ...settings } = config
  return { payload: { config_version: version, config: settings }, digest: digestOf(JSON.stringify(settings)) }
}

/** Many machines have the same settings: what is made of them is made once. */
function onceEach<From extends object, To>(make: (from: From) => To): (from: From) => To {
  const made = new Map<From, To>()
  return from => {
    const known = made.get(from)
    if (known !== undefined) return known
    const fresh = make(from)
    made.set(from, fresh)
    return fresh
  }
}
