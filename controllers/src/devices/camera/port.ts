/** Port of a camera: one capture process feeds every viewer. */
import type { Device, StatusEvent } from '../status.ts'

export type CameraEvent = StatusEvent

export type Capture = { ok: true; jpeg: Uint8Array } | { ok: false; message: string }

export interface CameraPort extends Device<CameraEvent> {
  /** One JPEG, within `timeoutMs`. */
  capture(timeoutMs: number): Promise<Capture>
  /** Calls `listener` with JPEG frames until the returned function is called. */
  watch(listener: (jpeg: Uint8Array) => void): () => void
  /** A picture will be wanted in a moment: a camera that is slow to begin begins now. */
  wake?(): void
}
