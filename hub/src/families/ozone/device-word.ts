/** What a device said, read by its mapping: what the hub's edges hand on. */
import type { DeviceEvent, DeviceReply, DeviceStatus } from '@palang/protocol'

export type DeviceWord = { deviceId: string; mapping: string } & (
  | { kind: 'event'; event: DeviceEvent }
  | { kind: 'status'; status: DeviceStatus }
  | { kind: 'reply'; reply: DeviceReply }
  /** Nobody can read it; `text` is how it came, as far as it is kept. */
  | { kind: 'unreadable'; said: string; text: string; code: string; message: string }
)
