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
  readonly #clock: Clock
  #isNew: (cardId: string) => boolean
  #lying: string | undefined

  constructor({ clock }: { clock: Clock }) {
    this.#clock = clock
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
    if (!this.#connection.isReady) return
    this.#lying = cardId
    if (this.#isNew(cardId)) this.#events.tell({ kind: 'card', cardId, raw: cardId })
  }

  /** Takes the card away, as a reader tells it that sees cards go. One that is only tapped was left to be forgotten by time. */
  takeAway(): void {
    const cardId = this.#lying
    this.#lying = undefined
    if (cardId === undefined || !this.#connection.isReady) return
    this.#isNew = debounce(this.#clock)
    this.#events.tell({ kind: 'removed', cardId })
  }

  plug(on: boolean): void {
    this.#connection.plug(on)
  }
}
