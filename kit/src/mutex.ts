/** Runs asynchronous work one at a time, in the order it was asked for. */
export interface Mutex {
  run<T>(work: () => Promise<T>): Promise<T>
}

/** A queue of one worker; a failing piece of work does not stop those behind it. */
export function mutex(): Mutex {
  let tail: Promise<unknown> = Promise.resolve()
  return {
    run(work) {
      const result = tail.then(work)
      tail = result.catch(() => undefined)
      return result
    },
  }
}
