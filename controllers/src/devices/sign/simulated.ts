/** A sign inside this process. */
import type { Clock } from '@palang/kit'
import { SimulatedConnection } from '../simulated-connection.ts'
import { type ActResult, refused, type StatusEvent } from '../status.ts'
import { TellingDevice, Told } from '../told.ts'
import type { SignPort } from './port.ts'

export class SimulatedSign extends TellingDevice<StatusEvent> implements SignPort {
  protected readonly told = new Told<StatusEvent>()
  readonly #connection: SimulatedConnection
  #wanted: string | undefined
  #shown = ''

  constructor({ clock }: { clock: Clock }) {
    super()
    this.#connection = new SimulatedConnection(clock, status => {
      if (status.state === 'ready' && this.#wanted !== undefined) this.#shown = this.#wanted
      this.told.setStatus(status)
    })
  }

  start(): void {
    this.#connection.start()
  }

  stop(): Promise<void> {
    return this.#connection.stop()
  }

  show(text: string): Promise<ActResult> {
    this.#wanted = text
    if (!this.#connection.isReady) return Promise.resolve(refused('device_unavailable', 'the sign is not connected'))
    this.#shown = text
    return Promise.resolve({ ok: true })
  }

  /** What stands on it. */
  shown(): string {
    return this.#shown
  }

  plug(on: boolean): void {
    this.#connection.plug(on)
  }
}
