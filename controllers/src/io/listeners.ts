/** A set of listeners for one kind of event; a listener added or removed while one is told does not disturb the others. */
export interface Listeners<Event> {
  /** How many there are. */
  readonly count: number
  add(listener: (event: Event) => void): () => void
  tell(event: Event): void
}

/** An empty set. `tell` calls in order of adding. */
export function listeners<Event>(): Listeners<Event> {
  const all = new Set<(event: Event) => void>()
  return {
    get count() {
      return all.size
    },
    add(listener) {
      const own = (event: Event): void => listener(event)
      all.add(own)
      return () => {
        all.delete(own)
      }
    },
    tell(event) {
      for (const listener of [...all]) listener(event)
    },
  }
}
