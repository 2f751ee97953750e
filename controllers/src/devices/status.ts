/** A device's connection is a state, not an exception: being unplugged is ordinary. */
export type DeviceStatus =
  | { state: 'connecting' }
  | { state: 'ready'; model: string; serial: string | null; detail?: string }
  | { state: 'disconnected'; reason: string }
  | { state: 'fault'; reason: string }

/** `moved: 'no'` is certain; `'maybe'` means the order left us and no answer came. */
export interface FailedAct {
  ok: false
  code: ActFailure
  message: string
  moved: 'no' | 'maybe'
}

/** Whether an act was carried out. */
export type ActResult = { ok: true } | FailedAct

export type ActFailure =
  | 'device_unavailable'
  | 'barrier_blocked'
  | 'machine_busy'
  | 'not_supported'
  | 'barrier_fault'
  | 'emergency_stop'
  | 'timeout'

/** What every device has in common. `start` and `stop` are idempotent; the device reconnects by itself for ever. */
export interface Device<Event> {
  start(): void
  stop(): Promise<void>
  status(): DeviceStatus
  /** Calls `listener` for every event until the returned function is called. */
  subscribe(listener: (event: Event) => void): () => void
}

export type StatusEvent = { kind: 'status'; status: DeviceStatus }

/** An act that surely moved nothing. */
export function refused(code: ActFailure, message: string): FailedAct {
  return { ok: false, code, message, moved: 'no' }
}

/** An act whose order left, or may have, and nobody can say whether it moved anything. */
export function uncertain(code: ActFailure, message: string): FailedAct {
  return { ok: false, code, message, moved: 'maybe' }
}
