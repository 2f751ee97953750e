/**
 * What waits to be written to one slow screen: the newest status per machine and type, and a bounded run of events.
 * A screen that cannot keep up skips old statuses and, at worst, old events; it never grows without bound.
 */
export interface Outbound {
  /** A status replaces the one waiting under the same key. */
  status(key: string, text: string): void
  event(text: string): void
  /** Everything that waits, oldest first, and empties the queue. */
  drain(): string[]
  readonly waiting: number
  /** Events dropped so far. */
  readonly dropped: number
}

/** An empty queue that keeps at most `maxEvents` events. */
export function outbound(maxEvents = 1000): Outbound {
  const statuses = new Map<string, string>()
  let events: string[] = []
  let dropped = 0
  return {
    status(key, text) {
      statuses.delete(key)
      statuses.set(key, text)
    },
    event(text) {
      events.push(text)
      if (events.length > maxEvents) {
        events.shift()
        dropped++
      }
    },
    drain() {
      const all = [...statuses.values(), ...events]
      statuses.clear()
      events = []
      return all
    },
    get waiting() {
      return statuses.size + events.length
    },
    get dropped() {
      return dropped
    },
  }
}
