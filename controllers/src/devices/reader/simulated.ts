/** A card reader inside this process. */
import type { Clock } from '@palang/kit'
import { listeners } from '../../io/listeners.ts'
import { SimulatedConnection } from '../simulated-connection.ts'
import type { DeviceStatus } from '../status.ts'
import { debounce } from './debounce.ts'
import type { ReaderEvent, ReaderPort } from './port.ts'

export class SimulatedReader implements ReaderPort {
  readonly #events = listeners<ReaderEvent>()
  readonly #connection: SimulatedConnection
  readonly #isNew: (cardId: string) => boolean

  constructor({ clock }: { clock: Clock }) {
    this.#connection = new SimulatedConnection(clock, status => this.#events.tell({ kind: 'status', status }))
    this.#isNew = debounce(clock)
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

  subscribe(listener: (event: ReaderEvent) => void): () => void {
    return this.#events.add(listener)
  }

  /** Holds a card with a canonical id to the reader. */
  tap(cardId: string): void {
    if (this.#connection.isReady && this.#isNew(cardId)) this.#events.tell({ kind: 'card', cardId, raw: cardId })
  }

  plug(on: boolean): void {
    this.#connection.plug(on)
  }
}
