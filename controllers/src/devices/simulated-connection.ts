/** The plug of a simulated device: connects a moment after `start`, goes away when it is pulled. */
import type { Clock, Timer } from '@palang/kit'
import type { DeviceStatus } from './status.ts'

const connectMs = 20

export class SimulatedConnection {
  readonly #clock: Clock
  readonly #tell: (status: DeviceStatus) => void
  #status: DeviceStatus = { state: 'disconnected', reason: 'not started' }
  #fault: string | undefined
  #isRunning = false
  #isPlugged = true
  #connecting: Timer | undefined

  constructor(clock: Clock, tell: (status: DeviceStatus) => void) {
    this.#clock = clock
    this.#tell = tell
  }

  get status(): DeviceStatus {
    return this.#status
  }

  get isReady(): boolean {
    return this.#status.state === 'ready'
  }

  start(): void {
    if (this.#isRunning) return
    this.#isRunning = true
    this.#show()
  }

  stop(): Promise<void> {
    if (this.#isRunning) {
      this.#isRunning = false
      this.#set({ state: 'disconnected', reason: 'stopped' })
    }
    return Promise.resolve()
  }

  plug(on: boolean): void {
    this.#isPlugged = on
    if (this.#isRunning) this.#show()
  }

  /** Puts the device into a fault, or takes it out with `undefined`. */
  fault(reason: string | undefined): void {
    this.#fault = reason
    if (this.#isRunning) this.#show()
  }

  #show(): void {
    if (!this.#isPlugged) return this.#set({ state: 'disconnected', reason: 'unplugged' })
    if (this.#fault !== undefined) return this.#set({ state: 'fault', reason: this.#fault })
    if (this.#status.state === 'ready') return
    this.#set({ state: 'connecting' })
    this.#connecting = this.#clock.after(connectMs, () => this.#set({ state: 'ready', model: 'simulated', serial: null }))
  }

  #set(status: DeviceStatus): void {
    this.#connecting?.cancel()
    this.#status = status
    this.#tell(status)
  }
}
