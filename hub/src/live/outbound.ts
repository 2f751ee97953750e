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

/** Of events kept for one screen; the number of statuses is bounded by the site's machines. */
const mostEvents = 1000
const mostEventChars = 1024 * 1024

/** An empty queue that keeps at most `maxEvents` events of `maxChars` characters together. */
export function outbound(maxEvents = mostEvents, maxChars = mostEventChars): Outbound {
  const statuses = new Map<string, string>()
  let events: string[] = []
  let chars = 0
  let dropped = 0
  return {
    status(key, text) {
      statuses.delete(key)
      statuses.set(key, text)
    },
    event(text) {
      events.push(text)
      chars += text.length
      while (events.length > maxEvents || chars > maxChars) {
        chars -= events.shift()?.length ?? 0
        dropped++
      }
    },
    drain() {
      const all = [...statuses.values(), ...events]
      statuses.clear()
      events = []
      chars = 0
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
