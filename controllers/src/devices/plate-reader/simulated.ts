/** A plate reader inside this process. */
import type { Clock } from '@palang/kit'
import { normalizePlate } from '@palang/protocol'
import { SimulatedConnection } from '../simulated-connection.ts'
import { TellingDevice, Told } from '../told.ts'
import type { PlateReaderEvent, PlateReaderPort } from './port.ts'

export class SimulatedPlateReader extends TellingDevice<PlateReaderEvent> implements PlateReaderPort {
  protected readonly told = new Told<PlateReaderEvent>()
  readonly #connection: SimulatedConnection

  constructor({ clock }: { clock: Clock }) {
    super()
    this.#connection = new SimulatedConnection(clock, status => this.told.setStatus(status))
  }

  start(): void {
    this.#connection.start()
  }

  stop(): Promise<void> {
    return this.#connection.stop()
  }

  /** A vehicle with this plate drives into the picture. */
  read(plate: string, confidence: number): void {
    if (this.#connection.isReady) this.told.tell({ kind: 'plate', plate: normalizePlate(plate), confidence })
  }
}
