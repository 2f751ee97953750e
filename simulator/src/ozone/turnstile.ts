/** Lets so many in at a time; the others wait in order. */
export type Turnstile = (work: (done: () => void) => void) => void

/** `work` may call `done` more than once; only the first counts. */
export function createTurnstile(atOnce: number): Turnstile {
  const waiting: ((done: () => void) => void)[] = []
  let inside = 0

  function next(): void {
    if (inside >= atOnce) return
    const work = waiting.shift()
    if (work === undefined) return
    inside += 1
    let isDone = false
    work(() => {
      if (isDone) return
      isDone = true
      inside -= 1
      next()
    })
  }

  return work => {
    waiting.push(work)
    next()
  }
}
