/** A gate board inside this process: the same port, with a barrier model behind it. */
import type { Clock, Timer } from '@palang/kit'
import { listeners } from '../../io/listeners.ts'
import { type DeviceStatus, refused } from '../status.ts'
import { BarrierModel } from './barrier-model.ts'
import type { BoardEvent, BoardPort, GateInputs, MoveResult } from './port.ts'

const connectMs = 20

export class SimulatedBoard implements BoardPort {
  /** The world in front of the board: move vehicles, press buttons, jam the boom. */
  readonly model: BarrierModel
  readonly #clock: Clock
  readonly #events = listeners<BoardEvent>()
  #status: DeviceStatus = { state: 'disconnected', reason: 'not started' }
  #isRunning = false
  #isPlugged = true
  #boots = 1
  #connecting: Timer | undefined

  constructor({ clock, travelMs }: { clock: Clock; travelMs?: number }) {
    this.#clock = clock
    this.model = new BarrierModel({ clock, ...(travelMs === undefined ? {} : { travelMs }) })
    this.model.subscribe(event => {
      if (this.#status.state === 'ready') this.#events.tell(event)
    })
  }

  start(): void {
    if (this.#isRunning) return
    this.#isRunning = true
    if (this.#isPlugged) this.#connect()
    else this.#setStatus({ state: 'disconnected', reason: 'unplugged' })
  }

  stop(): Promise<void> {
    if (this.#isRunning) {
      this.#isRunning = false
      this.#disconnect('stopped')
    }
    return Promise.resolve()
  }

  status(): DeviceStatus {
    return this.#status
  }

  inputs(): GateInputs {
    const isKnown = this.#status.state === 'ready'
    return { barrier: isKnown ? this.model.position : 'unknown', positionKnown: isKnown, ...this.model.inputs }
  }

  subscribe(listener: (event: BoardEvent) => void): () => void {
    return this.#events.add(listener)
  }

  open(holdMs: number): Promise<MoveResult> {
    if (!Number.isInteger(holdMs) || holdMs < 0) return Promise.resolve(refused('not_supported', 'a hold of 0 ms or more'))
    return this.#act(() => this.#whenReleased() ?? this.model.open(holdMs))
  }

  close(): Promise<MoveResult> {
    return this.#act(() => {
      const stopped = this.#whenReleased()
      if (stopped !== undefined) return stopped
      if (!this.model.close()) return refused('barrier_blocked', 'something stands under the barrier')
    })
  }

  halt(): Promise<MoveResult> {
    return this.#act(() => this.model.halt())
  }

  /** Pulls the plug; the barrier itself goes on. */
  unplug(): void {
    this.#isPlugged = false
    if (this.#isRunning) this.#disconnect('unplugged')
  }

  plug(): void {
    this.#isPlugged = true
    if (this.#isRunning && this.#status.state === 'disconnected') this.#connect()
  }

  /** The board starts anew, as after a dip of its supply. */
  restart(cause: string): void {
    this.#boots += 1
    this.model.restart()
    if (this.#status.state === 'ready') this.#events.tell({ kind: 'restarted', cause })
  }

  #whenReleased(): MoveResult | undefined {
    return this.model.inputs.estop ? refused('emergency_stop', 'the emergency stop is pressed') : undefined
  }

  #act(work: () => MoveResult | void): Promise<MoveResult> {
    if (this.#status.state !== 'ready') return Promise.resolve(refused('device_unavailable', 'the board is not connected'))
    return Promise.resolve(work() ?? { ok: true, position: this.model.position })
  }

  #connect(): void {
    this.#setStatus({ state: 'connecting' })
    this.#connecting = this.#clock.after(connectMs, () => {
      this.#setStatus({ state: 'ready', model: 'simulated', serial: null, detail: `boot ${this.#boots}` })
      this.#events.tell({ kind: 'barrier', position: this.model.position })
    })
  }

  #disconnect(reason: string): void {
    this.#connecting?.cancel()
    const wasReady = this.#status.state === 'ready'
    this.#setStatus({ state: 'disconnected', reason })
    if (wasReady) this.#events.tell({ kind: 'barrier', position: 'unknown' })
  }

  #setStatus(status: DeviceStatus): void {
    this.#status = status
    this.#events.tell({ kind: 'status', status })
  }
}
