/** A water board inside this process: the same port, with valve, pump and flow meter behind it. */
import type { Clock, Timer } from '@palang/kit'
import { listeners } from '../../io/listeners.ts'
import type { ActResult, DeviceStatus } from '../status.ts'
import type { LastMeasured, LastMeasuredResult, Measured } from './measured.ts'
import type { WaterBoardEvent, WaterBoardPort, WaterSwitch } from './water-port.ts'

const connectMs = 20
/** A litre in 20 seconds with the usual meter, told as often as a real board tells it. */
const tellEveryMs = 500
const pulsesPerTell = 11
/** A dry pump is switched off after this. */
const noFlowMs = 5_000

interface Pouring {
  pulses: number
  counted: number
  dryMs: number
  leftMs: number
}

export class SimulatedWaterBoard implements WaterBoardPort {
  /** No water comes, whatever the valve does. */
  isDry = false
  readonly #clock: Clock
  readonly #events = listeners<WaterBoardEvent>()
  #status: DeviceStatus = { state: 'disconnected', reason: 'not started' }
  #switches: Record<WaterSwitch, boolean> = { door: false, leak: false, emergency_stop: false, tamper: false }
  #boots = 1
  #flow = 0
  #count = 0
  #last: Pick<LastMeasured, 'amount' | 'reason'> = { amount: 0, reason: 'none' }
  #pouring: Pouring | undefined
  #ticking: Timer | undefined
  #connecting: Timer | undefined

  constructor({ clock }: { clock: Clock }) {
    this.#clock = clock
  }

  start(): void {
    if (this.#status.state !== 'disconnected') return
    this.#setStatus({ state: 'connecting' })
    this.#connecting = this.#clock.after(connectMs, () =>
      this.#setStatus({ state: 'ready', model: 'simulated', serial: null, detail: `boot ${this.#boots}` }),
    )
  }

  stop(): Promise<void> {
    this.#connecting?.cancel()
    // With the process that plays it, the board goes as well.
    this.#ticking?.cancel()
    this.#pouring = undefined
    this.#setStatus({ state: 'disconnected', reason: 'stopped' })
    return Promise.resolve()
  }

  status(): DeviceStatus {
    return this.#status
  }

  switches(): Readonly<Record<WaterSwitch, boolean | null>> {
    return this.#isReady() ? this.#switches : { door: null, leak: null, emergency_stop: null, tamper: null }
  }

  flow(): number | null {
    return this.#isReady() ? this.#flow : null
  }

  subscribe(listener: (event: WaterBoardEvent) => void): () => void {
    return this.#events.add(listener)
  }

  pour(pulses: number, maxMs: number): Promise<ActResult> {
    return this.#act(() => {
      if (this.#pouring !== undefined) return { ok: false, code: 'machine_busy', message: 'a pour runs', moved: 'no' }
      if (this.#stopper() !== undefined) return { ok: false, code: 'barrier_blocked', message: 'a switch forbids it', moved: 'no' }
      this.#count += 1
      this.#pouring = { pulses, counted: 0, dryMs: 0, leftMs: maxMs }
      this.#ticking = this.#clock.every(tellEveryMs, () => this.#tick())
      return { ok: true }
    })
  }

  lastPour(): Promise<LastMeasuredResult> {
    if (!this.#isReady()) return Promise.resolve(away)
    const last = this.#pouring === undefined ? this.#last : { amount: this.#pouring.counted, reason: 'running' as const }
    return Promise.resolve({ ok: true, count: this.#count, ...last })
  }

  output(): Promise<ActResult> {
    return this.#act(() => ({ ok: true }))
  }

  halt(): Promise<ActResult> {
    return this.#act(() => {
      this.#end('stopped')
      return { ok: true }
    })
  }

  /** A switch becomes active or goes back to rest; one that forbids pouring ends the pour. */
  feel(name: WaterSwitch, on: boolean): void {
    if (this.#switches[name] === on) return
    this.#switches = { ...this.#switches, [name]: on }
    const stopper = this.#stopper()
    if (stopper !== undefined) this.#end(stopper)
    if (this.#isReady()) this.#events.tell({ kind: 'switch', name, on })
  }

  /** The board starts anew. Without power it forgets. */
  restart(cause: 'power' | 'brownout'): void {
    this.#boots += 1
    const pouring = this.#pouring
    this.#flow = 0
    if (cause === 'power') {
      this.#stopTicking()
      this.#count = 0
      this.#last = { amount: 0, reason: 'none' }
    }
    this.#events.tell({ kind: 'restarted', cause })
    if (cause === 'brownout') this.#end('reset')
    else if (pouring !== undefined) this.#events.tell({ kind: 'poured', amount: pouring.counted, isExact: false, reason: 'power' })
  }

  #tick(): void {
    const pouring = this.#pouring
    if (pouring === undefined) return
    const come = this.isDry ? 0 : Math.min(pulsesPerTell, pouring.pulses - pouring.counted)
    pouring.counted += come
    pouring.dryMs = come === 0 ? pouring.dryMs + tellEveryMs : 0
    pouring.leftMs -= tellEveryMs
    this.#flow += come
    if (come > 0) this.#events.tell({ kind: 'flow', pulses: this.#flow })
    if (pouring.counted >= pouring.pulses) this.#end('done')
    else if (pouring.dryMs >= noFlowMs) this.#end('no_flow')
    else if (pouring.leftMs <= 0) this.#end('timeout')
  }

  #end(reason: Exclude<Measured['reason'], 'not_begun' | 'power' | 'unknown'>): void {
    const pouring = this.#pouring
    if (pouring === undefined) return
    this.#stopTicking()
    this.#last = { amount: pouring.counted, reason }
    this.#events.tell({ kind: 'poured', amount: pouring.counted, isExact: true, reason })
  }

  #stopTicking(): void {
    this.#ticking?.cancel()
    this.#pouring = undefined
  }

  #stopper(): 'estop' | 'door' | 'leak' | undefined {
    const { emergency_stop: estop, door, leak } = this.#switches
    return estop ? 'estop' : door ? 'door' : leak ? 'leak' : undefined
  }

  #isReady(): boolean {
    return this.#status.state === 'ready'
  }

  #act(work: () => ActResult): Promise<ActResult> {
    return Promise.resolve(this.#isReady() ? work() : away)
  }

  #setStatus(status: DeviceStatus): void {
    this.#status = status
    this.#events.tell({ kind: 'status', status })
  }
}

const away = { ok: false, code: 'device_unavailable', message: 'the board is not connected', moved: 'no' } as const
