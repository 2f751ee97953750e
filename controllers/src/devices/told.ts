/** What a device has told its listeners: its status, each change once, and its events as they come; and the device as they see it. */
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

/** A device for which what it has told answers: the part of every port that no driver needs to say for itself. */
export abstract class TellingDevice<Event> {
  protected abstract readonly told: Told<Event>

  status(): DeviceStatus {
    return this.told.status
  }

  subscribe(listener: (event: Event | StatusEvent) => void): () => void {
    return this.told.subscribe(listener)
  }
}
