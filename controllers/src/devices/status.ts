/** A device's connection is a state, not an exception: being unplugged is ordinary. */
export type DeviceStatus =
  | { state: 'connecting' }
  | { state: 'ready'; model: string; serial: string | null; detail?: string }
  | { state: 'disconnected'; reason: string }
  | { state: 'fault'; reason: string }

/** Whether an act was carried out. `moved: 'no'` is certain; `'maybe'` means the order left us and no answer came. */
export type ActResult = { ok: true } | { ok: false; code: ActFailure; message: string; moved: 'no' | 'maybe' }

export type ActFailure = 'device_unavailable' | 'barrier_blocked' | 'machine_busy' | 'not_supported' | 'barrier_fault' | 'timeout'

/** What every device has in common. `start` and `stop` are idempotent; the device reconnects by itself for ever. */
export interface Device<Event> {
  start(): void
  stop(): Promise<void>
  status(): DeviceStatus
  /** Calls `listener` for every event until the returned function is called. */
  subscribe(listener: (event: Event) => void): () => void
}

export type StatusEvent = { kind: 'status'; status: DeviceStatus }
