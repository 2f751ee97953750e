/** What a device has told its listeners: its status, each change once, and its events as they come. */
import { listeners } from '../io/listeners.ts'
import type { DeviceStatus, StatusEvent } from './status.ts'

export class Told<Event> {
  readonly #events = listeners<Event | StatusEvent>()
  #status: DeviceStatus = { state: 'disconnected', reason: 'not started' }

  get status(): DeviceStatus {
    return this.#status
  }

  subscribe(listener: (event: Event | StatusEvent) => void): () => void {
    return this.#events.add(listener)
  }

  /** Tells it too, unless it is the same as before. */
  setStatus(status: DeviceStatus): void {
    if (JSON.stringify(status) === JSON.stringify(this.#status)) return
    this.#status = status
    this.#events.tell({ kind: 'status', status })
  }

  tell(event: Event): void {
    this.#events.tell(event)
  }
}
