/** Many ozone units in one process, with the faults that were asked for and the ledger of truth. */
import type { Clock, Timer } from '@palang/kit/clock'
import { messageOf } from '@palang/kit/errors'
import { seeded, type Random } from '../traffic/random.ts'
import { seedFor } from '../water/noise.ts'
import { chanceFault, createStrikes, type FaultName } from './chance-faults.ts'
import { createPlayedUnit, type Customers, type PlayedUnit } from './played-unit.ts'
import { createLedger, type Ledger, type Truth } from './truth.ts'
import { createTurnstile } from './turnstile.ts'
import type { Login } from './unit-link.ts'
import { type LeftUnit, newUnit, type UnitInput, type UnitMake } from './unit-state.ts'

export interface OzoneFleetOptions {
  deviceIds: readonly string[]
  make: Omit<UnitMake, 'deviceId'>
  url: string
  /** What a unit shows the broker; undefined for one that asks nobody. */
  login(deviceId: string): Login | undefined
  clock: Clock
  seed: number
  lengthS: number
  heartbeatMs: number
  customers: Customers
  /** These strike each unit by chance, `everyS` seconds apart on average. */
  faults: { names: readonly FaultName[]; everyS: number }
  /** How the unit was left; undefined for one fresh from the box. */
  found?(deviceId: string): LeftUnit | undefined
  /** Another unit takes the place of `deviceId`; resolves to its id, once it may connect. Absent where none is to be had. */
  successor?(deviceId: string): Promise<string>
  say(line: string): void
}

export interface OzoneFleet {
  start(): void
  /** Something happens to the unit with this id; nothing when there is none. */
  input(deviceId: string, input: UnitInput): void
  /** Another unit takes its place; its events that were not told are gone with it. */
  swap(deviceId: string): Promise<void>
  /** Sends the customers home and lets no fault strike any more; units go on sending what waits. */
  closeOutlets(): void
  /** Events on cards that no broker acknowledged. */
  waiting(): number
  connected(): number
  /** By device, what outlives this program. */
  left(): Record<string, LeftUnit>
  /** One line of how it goes. */
  summary(): string
  truth(): Truth
  stop(): Promise<void>
}

/** So many units connect at a time: brokers turn away crowds of strangers. */
const connectingAtOnce = 50
const tellEveryMs = 60_000

/** Nothing runs before `start`. */
export function createOzoneFleet(options: OzoneFleetOptions): OzoneFleet {
  const ledger = createLedger()
  const places = createPlaces(options, ledger)
  const { units, gone } = places
  const living = () => [...units.values()]
  const summary = () => summaryOf(living(), gone.length, ledger)
  let telling: Timer | undefined
  return {
    start() {
      for (const deviceId of options.deviceIds) places.add(deviceId)
      telling = options.clock.every(tellEveryMs, () => options.say(summary()))
    },
    input: (deviceId, input) => units.get(deviceId)?.input(input),
    swap: places.swap,
    closeOutlets: places.close,
    waiting: () => waitingIn(living()),
    connected: () => connectedOf(living()),
    left: () => Object.fromEntries(living().map(unit => [unit.deviceId, leftOf(unit)])),
    summary,
    truth: () => ({ treatments: ledger.treatments(), units: [...gone, ...living()].map(truthOf) }),
    async stop() {
      telling?.cancel()
      places.close()
      await Promise.all(living().map(unit => unit.stop()))
    },
  }
}

interface Places {
  /** By device; those that stand at their place now. */
  units: ReadonlyMap<string, PlayedUnit>
  gone: readonly PlayedUnit[]
  add(deviceId: string): void
  swap(deviceId: string): Promise<void>
  close(): void
}

function createPlaces(options: OzoneFleetOptions, ledger: Ledger): Places {
  const play = playing(options, ledger)
  const units = new Map<string, PlayedUnit>()
  const gone: PlayedUnit[] = []
  let isClosed = false
  const strikes = createStrikes({ ...options, ...options.faults, strike })

  function add(deviceId: string): void {
    const unit = play(deviceId)
    units.set(deviceId, unit)
    unit.start()
    strikes.await(deviceId)
  }

  function strike(deviceId: string, name: FaultName, random: Random): void {
    if (name === 'swap') {
      swap(deviceId).catch((error: unknown) => options.say(`${deviceId} could not be replaced: ${messageOf(error)}`))
      return
    }
    for (const input of chanceFault(name, random)) units.get(deviceId)?.input(input)
  }

  async function swap(deviceId: string): Promise<void> {
    const unit = units.get(deviceId)
    if (unit === undefined || options.successor === undefined) return
    units.delete(deviceId)
    strikes.spare(deviceId)
    gone.push(unit)
    await unit.stop()
    const next = await options.successor(deviceId)
    if (!isClosed) add(next)
  }

  return {
    units,
    gone,
    add,
    swap,
    close() {
      isClosed = true
      for (const [deviceId, unit] of units) {
        strikes.spare(deviceId)
        unit.sendCustomersHome()
      }
    },
  }
}

/** Each unit has chance of its own: how many others there are changes nothing for it. */
function playing(options: OzoneFleetOptions, ledger: Ledger): (deviceId: string) => PlayedUnit {
  const { clock, seed } = options
  const turnstile = createTurnstile(connectingAtOnce)
  return deviceId =>
    createPlayedUnit({
      ...options,
      make: { ...options.make, deviceId },
      state: { ...newUnit(clock.now(), options), ...switchedOn(options.found?.(deviceId)) },
      login: options.login(deviceId),
      random: seeded(seedFor(seed, deviceId)),
      jitter: seeded(seedFor(seed, `link of ${deviceId}`)).next,
      ledger,
      turnstile,
    })
}

function leftOf(unit: PlayedUnit): LeftUnit {
  const { counts, seq, boot, runs, queue } = unit.view().state
  return { counts, seq, boot, runs, queue }
}

function switchedOn(found: LeftUnit | undefined): LeftUnit | undefined {
  return found === undefined ? undefined : { ...found, boot: found.boot + 1 }
}

function waitingIn(units: readonly PlayedUnit[]): number {
  return units.reduce((sum, unit) => sum + unit.view().state.queue.length, 0)
}

function connectedOf(units: readonly PlayedUnit[]): number {
  return units.filter(unit => unit.view().state.isLinked).length
}

function summaryOf(units: readonly PlayedUnit[], replaced: number, ledger: Ledger): string {
  const { begun, delivered } = ledger.totals()
  const troubles = new Set(units.flatMap(unit => unit.view().trouble ?? []))
  return [
    `${units.length} units, ${connectedOf(units)} connected: ${begun} treatments, ${delivered} delivered, ${waitingIn(units)} events wait`,
    ...(replaced === 0 ? [] : [`${replaced} units replaced`]),
    ...troubles,
  ].join('; ')
}

function truthOf(unit: PlayedUnit): Truth['units'][number] {
  const { counts, queue } = unit.view().state
  return { device_id: unit.deviceId, counts, queued: queue.length }
}
