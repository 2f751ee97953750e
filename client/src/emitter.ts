/** A small typed event emitter. A listener that throws never keeps the others from hearing. */
export type Listener<T> = (data: T) => void

export interface Emitter<Events extends object> {
  /** Calls `listener` for each event of that name until the returned function is called. */
  on<K extends keyof Events>(name: K, listener: Listener<Events[K]>): () => void
  off<K extends keyof Events>(name: K, listener: Listener<Events[K]>): void
  emit<K extends keyof Events>(name: K, data: Events[K]): void
}

/** An emitter without listeners; what a listener throws goes to `onFault`. */
export function createEmitter<Events extends object>(onFault: (error: unknown) => void): Emitter<Events> {
  const listeners = new Map<keyof Events, Set<Listener<never>>>()
  const off: Emitter<Events>['off'] = (name, listener) => {
    listeners.get(name)?.delete(listener)
  }
  return {
    on(name, listener) {
      const known = listeners.get(name) ?? new Set<Listener<never>>()
      listeners.set(name, known.add(listener))
      return () => off(name, listener)
    },
    off,
    emit(name, data) {
      for (const listener of [...(listeners.get(name) ?? [])]) {
        try {
          const hear = listener as Listener<typeof data>
          hear(data)
        } catch (error) {
          onFault(error)
        }
      }
    },
  }
}
