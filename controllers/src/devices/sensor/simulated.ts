/** A sensor inside this process: good water, with the little unrest every real one has. */
import type { Clock, Timer } from '@palang/kit'
import { SimulatedConnection } from '../simulated-connection.ts'
import { TellingDevice, Told } from '../told.ts'
import type { SensorEvent, SensorPort } from './port.ts'

type Values = { tds: number; ph: number; temperature: number | null }

/** How far a reading strays from the water, at most. */
const unrest = { tds: 0.8, ph: 0.02, temperature: 0.1 } as const

export interface SimulatedSensorOptions {
  clock: Clock
  intervalMs?: number
  /** 0 ≤ x < 1; half is no unrest at all. */
  random?: () => number
}

export class SimulatedSensor extends TellingDevice<SensorEvent> implements SensorPort {
  protected readonly told = new Told<SensorEvent>()
  /** What it stands in; null is a value it does not have. */
  water: { tds: number | null; ph: number | null; temperature: number | null } = { tds: 120, ph: 7.1, temperature: 27 }
  readonly #clock: Clock
  readonly #connection: SimulatedConnection
  readonly #intervalMs: number
  readonly #random: () => number
  #telling: Timer | undefined
  #begunMs = 0

  constructor({ clock, intervalMs = 2_000, random = Math.random }: SimulatedSensorOptions) {
    super()
    this.#clock = clock
    this.#intervalMs = intervalMs
    this.#random = random
    this.#connection = new SimulatedConnection(clock, status => this.told.setStatus(status))
  }

  start(): void {
    if (this.#telling !== undefined) return
    this.#begunMs = this.#clock.monotonic()
    this.#connection.start()
    this.#telling = this.#clock.every(this.#intervalMs, () => this.measure())
  }

  stop(): Promise<void> {
    this.#telling?.cancel()
    this.#telling = undefined
    return this.#connection.stop()
  }

  /** Its Wi-Fi goes, or comes back. */
  plug(on: boolean): void {
    this.#connection.plug(on)
  }

  /** One reading, in good time or at once. */
  measure(): void {
    if (this.#telling === undefined) return
    const { tds, ph, temperature } = this.water
    if (this.#connection.status.state === 'disconnected') return this.told.tell({ kind: 'fault', fault: 'away', message: 'unplugged' })
    if (tds === null || ph === null) {
      const message = 'the sensor has no value'
      this.#connection.fault(message)
      return this.told.tell({ kind: 'fault', fault: 'impossible', message })
    }
    if (this.#connection.status.state === 'fault') this.#connection.fault(undefined)
    if (this.#connection.isReady)
      this.told.tell({ kind: 'reading', ...this.#strayed({ tds, ph, temperature }), uptimeMs: this.#uptimeMs() })
  }

  #strayed({ tds, ph, temperature }: Values): Values {
    const around = (value: number, reach: number, decimals: number) =>
      Number((value + (this.#random() - 0.5) * 2 * reach).toFixed(decimals))
    return {
      tds: Math.max(0, around(tds, unrest.tds, 1)),
      ph: around(ph, unrest.ph, 2),
      temperature: temperature === null ? null : around(temperature, unrest.temperature, 1),
    }
  }

  #uptimeMs(): number {
    return Math.round(this.#clock.monotonic() - this.#begunMs)
  }
}
