/** The treatment devices of a simulated site: they come to the hub's own broker, and count on where they were left. */
import path from 'node:path'
import { mappingsOf, simulatedUnits, simulatedUnitsTokenFile, type Site } from '@palang/config'
import { readSecretFile, type Log } from '@palang/kit'
import type { Clock, Timer } from '@palang/kit/clock'
import type { Treatment } from '@palang/protocol'
import { z } from 'zod'
import { keptFile } from '../world/kept-file.ts'
import { createOzoneFleet, type OzoneFleet } from './ozone-fleet.ts'

/** As the ozone document prints it. */
const documentMapping = 'ozon'
/** The hub writes the token when it starts, which may be after this. */
const lookEveryMs = 1_000
const keepEveryMs = 10_000
const lengthS = 60
const heartbeatMs = 60_000
/** Between two customers of one device, on average. */
const customersEveryS = 240

const counts = z.object({ BASIC: z.int().min(0), STANDARD: z.int().min(0), PREMIUM: z.int().min(0) })
const keptEvent = z.object({ key: z.int(), run: z.string(), payload: z.string(), copies: z.int().min(1) })
const leftUnit = z.object({ counts, seq: z.int().min(0), boot: z.int().min(0), runs: z.int().min(0), queue: z.array(keptEvent).readonly() })
const memory = z.record(z.string(), leftUnit)

export interface SiteUnits {
  /** By device, what it counted. */
  view(): Record<string, z.infer<typeof counts>>
  /** Somebody presses; false where no such device is connected yet. */
  press(deviceId: string, treatment: Treatment): boolean
  start(): void
  stop(): Promise<void>
}

export interface SiteUnitsOptions {
  site: Site
  clock: Clock
  log: Log
  seed: number
  /** Customers come. */
  traffic: boolean
}

/** Nothing happens before `start`, nor for a site that plays none. */
export function createSiteUnits({ site, clock, log, seed, traffic }: SiteUnitsOptions): SiteUnits {
  const deviceIds = simulatedUnits(site).map(({ deviceId }) => deviceId)
  const mapping = mappingsOf(site.telemetry).find(({ name }) => name === documentMapping)
  const kept = keptFile(path.join(site.dataDir, 'simulated-units.json'), memory, { log, what: 'how the treatment devices were left' })
  let fleet: OzoneFleet | undefined
  let timer: Timer | undefined

  function look(): void {
    const password = readSecretFile(simulatedUnitsTokenFile(site.dataDir))
    if (password === undefined || mapping === undefined || site.hub.mqtt.kind !== 'embedded') return
    timer?.cancel()
    const found = kept.read()
    fleet = createOzoneFleet({
      deviceIds,
      make: { mapping, tellsIdentity: true, tellsPhases: true, firmware: 'sim-1.0' },
      url: `mqtt://127.0.0.1:${site.hub.mqtt.port}`,
      login: username => ({ username, password }),
      clock,
      seed,
      lengthS,
      heartbeatMs,
      customers: { everyS: traffic ? customersEveryS : undefined, hours: { from: 0, to: 24, timezone: site.outlet.timezone } },
      faults: { names: [], everyS: heartbeatMs },
      found: deviceId => found?.[deviceId],
      say: line => log.info({ line }, 'treatment devices'),
    })
    fleet.start()
    timer = clock.every(keepEveryMs, keep)
  }

  function keep(): void {
    if (fleet !== undefined) kept.write(fleet.left())
  }

  return {
    view: () => Object.fromEntries(Object.entries(fleet?.left() ?? {}).map(([id, left]) => [id, left.counts])),
    press(deviceId, treatment) {
      if (fleet === undefined || !deviceIds.includes(deviceId)) return false
      fleet.input(deviceId, { kind: 'press', treatment })
      return true
    },
    start() {
      if (deviceIds.length > 0) timer ??= clock.every(lookEveryMs, look)
    },
    async stop() {
      timer?.cancel()
      timer = undefined
      keep()
      await fleet?.stop()
    },
  }
}
