/** The coming and going of vehicles. */
import { uuidv7 } from '@palang/kit/ids'
import type { Log } from '@palang/kit'
import type { Clock, Timer } from '@palang/kit/clock'
import { z } from 'zod'
import type { ExpectedVehicle } from '../panel/hub-eyes.ts'
import type { CarPark } from '../world/car-park.ts'
import type { Gate } from '../world/gate.ts'
import type { Vehicle } from '../world/vehicle.ts'
import { type DriverWorld, expectedVisit, visit } from './driver.ts'
import { makePlate, makeVehicle, visitorCard } from './people.ts'

const rate = z.number().min(0).max(1)
const secondsRange = z
  .tuple([z.number().positive(), z.number().positive()])
  .refine(([least, most]) => least <= most, 'the first must not be larger')

export const trafficSettings = z.strictObject({
  on: z.boolean(),
  /** Seconds between arrivals, and inside, before `--speed` divides them. */
  interval_s: secondsRange,
  stay_s: secondsRange,
  max_inside: z.int().min(0).max(1_000),
  /** Shares of arrivals that do something else than enter. */
  turns_back: rate,
  card_already_inside: rate,
  exit_without_entry: rate,
})
export type TrafficSettings = z.infer<typeof trafficSettings>

export const usualTraffic: TrafficSettings = {
  on: true,
  interval_s: [12, 20],
  stay_s: [40, 120],
  max_inside: 30,
  turns_back: 0.04,
  card_already_inside: 0.03,
  exit_without_entry: 0.02,
}

const firstArrivalMs = 1_500
const longestQueue = 2
/** Tries to get out before a driver leaves the car where it is. */
const longestPatience = 3

export interface TrafficOptions extends DriverWorld {
  gates: readonly Gate[]
  carPark: CarPark
  clock: Clock
  log: Log
  /** Divides every interval and stay. */
  speed: number
  settings: TrafficSettings
}

export class Traffic {
  readonly #options: TrafficOptions
  #settings: TrafficSettings
  #running = false
  #arrival: Timer | undefined
  readonly #departures = new Map<string, Timer>()
  readonly #leaving = new Set<string>()
  /** How often each vehicle was turned back at an exit. */
  readonly #refusals = new Map<string, number>()

  constructor(options: TrafficOptions) {
    this.#options = options
    this.#settings = options.settings
  }

  settings(): TrafficSettings {
    return this.#settings
  }

  start(): void {
    if (this.#running) return
    this.#running = true
    if (this.#settings.on) this.#resume()
  }

  stop(): void {
    this.#running = false
    this.#halt()
  }

  /** Changes what is given; vehicles already at a gate finish what they do. */
  change(settings: Partial<TrafficSettings>): void {
    this.#settings = { ...this.#settings, ...settings }
    this.#halt()
    if (this.#running && this.#settings.on) this.#resume()
  }

  /**
   * Sends the vehicle that the hub was told about, unless a test or script has put one there. It stays inside until it is
   * told to leave.
   */
  async send(wanted: ExpectedVehicle): Promise<void> {
    const { gates, carPark, log } = this.#options
    const gate = gates.find(one => one.id === wanted.gateId)
    if (gate === undefined || gate.lane.view().vehicle?.driver === 'manual') return
    const vehicle = (wanted.leaves ? carPark.find(wanted) : undefined) ?? this.#stranger(gate, wanted)
    if (this.#leaving.has(vehicle.id)) return
    this.#departures.get(vehicle.id)?.cancel()
    this.#leaving.add(vehicle.id)
    const outcome = await expectedVisit(gate, vehicle)
    this.#leaving.delete(vehicle.id)
    log.info({ gate: gate.id, plate: vehicle.plate, outcome }, 'expected vehicle')
    if (outcome === 'passed') this.settle(gate, vehicle)
    else if (gate.direction === 'out') this.#planDeparture(vehicle)
  }

  /** Books a vehicle that drove through a gate in or out of the car park. */
  settle(gate: Gate, vehicle: Vehicle): void {
    const { carPark } = this.#options
    if (gate.direction === 'in') return carPark.park(vehicle)
    const known = carPark.find({ card: vehicle.card ?? undefined, plate: vehicle.plate, ticket: vehicle.ticket ?? undefined })
    if (known !== undefined) carPark.leave(known)
  }

  #resume(): void {
    this.#watched(this.#openForTraffic())
    for (const vehicle of this.#options.carPark.inside()) this.#planDeparture(vehicle)
  }

  /** Nobody comes before the first entry has its controller. */
  async #openForTraffic(): Promise<void> {
    const { gates, watch } = this.#options
    const entries = gates.filter(gate => gate.direction === 'in')
    const open = await watch.until(() => !this.#running || entries.some(gate => gate.board.port.isOpen()))
    if (open && this.#running && this.#settings.on) this.#planArrival(firstArrivalMs)
  }

  #halt(): void {
    this.#arrival?.cancel()
    for (const timer of this.#departures.values()) timer.cancel()
    this.#departures.clear()
  }

  #planArrival(delayMs: number): void {
    this.#arrival?.cancel()
    this.#arrival = this.#options.clock.after(delayMs, () => {
      this.#planArrival(this.#draw(this.#settings.interval_s))
      this.#watched(this.#arrive())
    })
  }

  #planDeparture(vehicle: Vehicle): void {
    const movesByItself = vehicle.driver !== 'expected' && vehicle.driver !== 'manual'
    const canPay = vehicle.card !== null || vehicle.ticket !== null
    if (!movesByItself || !canPay || !this.#running || !this.#settings.on || this.#leaving.has(vehicle.id)) return
    this.#departures.get(vehicle.id)?.cancel()
    this.#departures.set(
      vehicle.id,
      this.#options.clock.after(this.#draw(this.#settings.stay_s), () => this.#watched(this.#depart(vehicle))),
    )
  }

  async #arrive(): Promise<void> {
    const { random, carPark } = this.#options
    const draw = random.next()
    const { card_already_inside: again, exit_without_entry: stray, turns_back: turnsBack } = this.#settings
    const inside = carPark.inside()
    const twin = inside.find(vehicle => vehicle.card !== null && !this.#leaving.has(vehicle.id))
    if (draw < again && twin !== undefined) {
      await this.#tryGate('in', gate => ({ ...this.#stranger(gate, {}), driver: 'visitor', card: twin.card }), false)
    } else if (draw < again + stray) {
      await this.#tryGate('out', gate => ({ ...this.#stranger(gate, {}), driver: 'visitor', card: visitorCard(random) }), false)
    } else if (inside.length < this.#settings.max_inside) {
      const withTickets = this.#options.eyes.connected()
      await this.#tryGate('in', gate => makeVehicle(random, gate.vehicleClass, inside, withTickets), random.chance(turnsBack))
    }
  }

  async #tryGate(direction: 'in' | 'out', make: (gate: Gate) => Vehicle, changesMind: boolean): Promise<void> {
    const gate = this.#pickGate(direction)
    if (gate === undefined) return
    const vehicle = make(gate)
    const outcome = await this.#visit(gate, vehicle, changesMind)
    if (outcome !== 'passed') return
    this.settle(gate, vehicle)
    if (direction === 'in') this.#planDeparture(vehicle)
  }

  async #depart(vehicle: Vehicle): Promise<void> {
    this.#departures.delete(vehicle.id)
    const gate = this.#pickGate('out')
    if (gate === undefined) return this.#planDeparture(vehicle)
    this.#leaving.add(vehicle.id)
    const outcome = await this.#visit(gate, vehicle, false)
    this.#leaving.delete(vehicle.id)
    const refusals = outcome === 'passed' ? 0 : (this.#refusals.get(vehicle.id) ?? 0) + 1
    this.#refusals.set(vehicle.id, refusals)
    if (outcome === 'passed') this.settle(gate, vehicle)
    else if (refusals < longestPatience) this.#planDeparture(vehicle)
    else this.#options.log.warn({ plate: vehicle.plate }, 'cannot get out; it stays until an operator helps')
  }

  async #visit(gate: Gate, vehicle: Vehicle, changesMind: boolean): Promise<'passed' | 'turned_back'> {
    const outcome = await visit(this.#options, gate, vehicle, { changesMind })
    const { plate, card, ticket, driver } = vehicle
    this.#options.log.info({ gate: gate.id, plate, card, ticket, driver, outcome }, 'vehicle')
    return outcome
  }

  #pickGate(direction: 'in' | 'out'): Gate | undefined {
    const open = this.#options.gates.filter(gate => gate.direction === direction && gate.lane.view().queue < longestQueue)
    const [first, ...others] = open
    return first === undefined ? undefined : this.#options.random.pick([first, ...others])
  }

  #stranger(gate: Gate, { card, plate, ticket }: Partial<ExpectedVehicle>): Vehicle {
    return {
      id: uuidv7(),
      plate: plate ?? makePlate(this.#options.random),
      class: gate.vehicleClass,
      driver: 'expected',
      card: card ?? null,
      ticket: ticket ?? null,
    }
  }

  #draw([least, most]: readonly [number, number]): number {
    return ((least + this.#options.random.next() * (most - least)) * 1_000) / this.#options.speed
  }

  #watched(work: Promise<void>): void {
    work.catch((error: unknown) => this.#options.log.error({ err: error }, 'a driver lost the way'))
  }
}
