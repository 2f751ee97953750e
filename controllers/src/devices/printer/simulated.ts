/** A printer inside this process that keeps its last jobs instead of printing them. */
import type { Clock } from '@palang/kit'
import { listeners } from '../../io/listeners.ts'
import { SimulatedConnection } from '../simulated-connection.ts'
import { type DeviceStatus, refused, type StatusEvent, uncertain } from '../status.ts'
import { type JobBook, jobBook } from './job-book.ts'
import type { PrinterPort, PrintJob, PrintMemory, PrintResult } from './port.ts'

const keptSheets = 50

export interface Sheet {
  job: PrintJob
  isCopy: boolean
}

export class SimulatedPrinter implements PrinterPort {
  readonly #events = listeners<StatusEvent>()
  readonly #connection: SimulatedConnection
  readonly #book: JobBook
  #sheets: readonly Sheet[] = []
  #tearsNext: string | undefined

  constructor({ clock, prints }: { clock: Clock; prints?: PrintMemory | undefined }) {
    this.#book = jobBook(
      (job, { isCopy }) => Promise.resolve(this.#printNow(job, isCopy)),
      () => 0,
      prints,
    )
    this.#connection = new SimulatedConnection(clock, status => this.#events.tell({ kind: 'status', status }))
  }

  /** What came out whole, oldest first; the last 50. */
  get sheets(): readonly Sheet[] {
    return this.#sheets
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

  print(job: PrintJob): Promise<PrintResult> {
    return this.#book.print(job)
  }

  lost(): readonly PrintJob[] {
    return this.#book.lost()
  }

  reprint(id: string): Promise<PrintResult> {
    return this.#book.reprint(id)
  }

  /** Takes the paper out or puts it in. */
  paper(isIn: boolean): void {
    this.#connection.fault(isIn ? undefined : 'no paper')
  }

  /** The paper runs out in the middle of the next job. */
  runOutInNextJob(): void {
    this.#tearsNext = 'no paper'
  }

  plug(on: boolean): void {
    this.#connection.plug(on)
  }

  #printNow(job: PrintJob, isCopy: boolean): PrintResult {
    const status = this.#connection.status
    if (status.state !== 'ready') {
      const message = 'reason' in status ? status.reason : 'the printer is not connected'
      return refused('device_unavailable', message)
    }
    const tears = this.#tearsNext
    this.#tearsNext = undefined
    if (tears !== undefined) {
      this.#connection.fault(tears)
      return uncertain('device_unavailable', tears)
    }
    this.#sheets = [...this.#sheets, { job, isCopy }].slice(-keptSheets)
    return { ok: true }
  }
}
