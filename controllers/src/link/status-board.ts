/** The latest status of each type, told at most every 150 ms and again on every new link; what nobody heard in between is skipped. */
import { type Clock, isoNow, type Timer } from '@palang/kit'

const gapMs = 150

export interface Status {
  type: string
  payload: Record<string, unknown>
  /** When it became true. */
  at: string
}

export interface StatusBoard {
  put(type: string, payload: Record<string, unknown>): void
  /** Tells everything anew. */
  tellAll(): void
  stop(): void
}

/** `tell` sends one status; false when nobody is there. */
export function statusBoard(clock: Clock, tell: (status: Status) => boolean): StatusBoard {
  const latest = new Map<string, Status>()
  const untold = new Set<string>()
  let pause: Timer | undefined

  function flush(): void {
    pause = undefined
    if (untold.size === 0) return
    for (const type of untold) {
      const status = latest.get(type)
      if (status !== undefined) tell(status)
    }
    untold.clear()
    pause = clock.after(gapMs, flush)
  }

  return {
    put(type, payload) {
      latest.set(type, { type, payload, at: isoNow(clock) })
      untold.add(type)
      if (pause === undefined) flush()
    },
    tellAll() {
      for (const type of latest.keys()) untold.add(type)
      pause?.cancel()
      flush()
    },
    stop() {
      pause?.cancel()
      pause = undefined
    },
  }
}
