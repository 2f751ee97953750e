/** A treatment board inside this process: the same port, with the relay, the door and the emergency stop behind it. */
import type { Clock, Timer } from '@palang/kit'
import { listeners } from '../../io/listeners.ts'
import { SimulatedConnection } from '../simulated-connection.ts'
import { type ActResult, type DeviceStatus, refused } from '../status.ts'
import type { LastMeasured, LastMeasuredResult, measuredEnds } from './measured.ts'
import type { TreatmentBoardEvent, TreatmentBoardPort, TreatmentSwitches } from './treatment-port.ts'

const unheard: TreatmentSwitches = { door: null, emergency_stop: null }

export class SimulatedTreatmentBoard implements TreatmentBoardPort {
  readonly #clock: Clock
  readonly #events = listeners<TreatmentBoardEvent>()
  readonly #connection: SimulatedConnection
  #switches: TreatmentSwitches = { door: false, emergency_stop: false }
  #count = 0
  #last: Pick<LastMeasured, 'amount' | 'reason'> = { amount: 0, reason: 'none' }
  #on: { sinceMs: number; off: Timer } | undefined

  constructor({ clock }: { clock: Clock }) {
    this.#clock = clock
    this.#connection = new SimulatedConnection(clock, status => this.#events.tell({ kind: 'status', status }))
  }

  /** Whether the relay is on. */
  get isOn(): boolean {
    return this.#on !== undefined
  }

  start(): void {
    this.#connection.start()
  }

  stop(): Promise<void> {
    // With the process that plays it, the board goes as well.
    this.#on?.off.cancel()
    this.#on = undefined
    return this.#connection.stop()
  }

  status(): DeviceStatus {
    return this.#connection.status
  }

  switches(): TreatmentSwitches {
    return this.#connection.isReady ? this.#switches : unheard
  }

  subscribe(listener: (event: TreatmentBoardEvent) => void): () => void {
    return this.#events.add(listener)
  }

  run(ms: number): Promise<ActResult> {
    return this.#act(() => {
      if (this.#switches.emergency_stop === true) return refused('emergency_stop', 'the emergency stop is pressed')
      if (this.#on !== undefined) return refused('machine_busy', 'a treatment runs')
      this.#count += 1
      this.#on = { sinceMs: this.#clock.monotonic(), off: this.#clock.after(ms, () => this.#end('done')) }
      return { ok: true }
    })
  }

  lastRun(): Promise<LastMeasuredResult> {
    if (!this.#connection.isReady) return Promise.resolve(away())
    const last = this.#on === undefined ? this.#last : { amount: this.#ranMs(), reason: 'running' as const }
    return Promise.resolve({ ok: true, count: this.#count, ...last })
  }

  halt(): Promise<ActResult> {
    return this.#act(() => {
      this.#end('stopped')
      return { ok: true }
    })
  }

  /** A switch becomes active or goes back to rest; the emergency stop ends what runs. */
  feel(name: keyof TreatmentSwitches, on: boolean): void {
    if (this.#switches[name] === on) return
    this.#switches = { ...this.#switches, [name]: on }
    if (name === 'emergency_stop' && on) this.#end('estop')
    if (this.#connection.isReady) this.#events.tell({ kind: 'switch', name, on })
  }

  /** Pulled and put in again; what runs goes on. */
  plug(on: boolean): void {
    this.#connection.plug(on)
  }

  #end(reason: (typeof measuredEnds)[number]): void {
    if (this.#on === undefined) return
    const amount = this.#ranMs()
    this.#on.off.cancel()
    this.#on = undefined
    this.#last = { amount, reason }
    this.#events.tell({ kind: 'ran', amount, isExact: true, reason })
  }

  #ranMs(): number {
    return this.#on === undefined ? 0 : Math.floor(this.#clock.monotonic() - this.#on.sinceMs)
  }

  #act(work: () => ActResult): Promise<ActResult> {
    return Promise.resolve(this.#connection.isReady ? work() : away())
  }
}

const away = () => refused('device_unavailable', 'the board is not connected')
