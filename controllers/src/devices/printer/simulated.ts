/** A printer inside this process that keeps its last jobs instead of printing them. */
import type { Clock } from '@palang/kit'
import { listeners } from '../../io/listeners.ts'
import { SimulatedConnection } from '../simulated-connection.ts'
import type { ActResult, DeviceStatus, StatusEvent } from '../status.ts'
import type { PrinterPort, PrintJob } from './port.ts'

const keptJobs = 50

export class SimulatedPrinter implements PrinterPort {
  readonly #events = listeners<StatusEvent>()
  readonly #connection: SimulatedConnection
  #jobs: readonly PrintJob[] = []

  constructor({ clock }: { clock: Clock }) {
    this.#connection = new SimulatedConnection(clock, status => this.#events.tell({ kind: 'status', status }))
  }

  /** What was printed, oldest first; the last 50. */
  get jobs(): readonly PrintJob[] {
    return this.#jobs
  }

  start(): void {
    this.#connection.start()
  }

  stop(): Promise<void> {
    return this.#connection.stop()
  }

  status(): DeviceStatus {
    return this.#connection.status
  }

  subscribe(listener: (event: StatusEvent) => void): () => void {
    return this.#events.add(listener)
  }

  print(job: PrintJob): Promise<ActResult> {
    const status = this.#connection.status
    if (status.state !== 'ready') {
      const message = 'reason' in status ? status.reason : 'the printer is not connected'
      return Promise.resolve({ ok: false, code: 'device_unavailable', message, moved: 'no' })
    }
    const isNew = this.#jobs.every(printed => printed.id !== job.id)
    if (isNew) this.#jobs = [...this.#jobs, job].slice(-keptJobs)
    return Promise.resolve({ ok: true })
  }

  /** Takes the paper out or puts it in. */
  paper(isIn: boolean): void {
    this.#connection.fault(isIn ? undefined : 'no paper')
  }

  plug(on: boolean): void {
    this.#connection.plug(on)
  }
}
