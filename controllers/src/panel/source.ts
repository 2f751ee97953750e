/** What the panel shows and passes on; the machine's process hands it in. */
import type { FactItem } from '@palang/protocol'
import type { CameraPort } from '../devices/camera/port.ts'
import type { Machine } from '../families/machine.ts'
import type { CommandGate } from '../link/command-gate.ts'

export interface PanelSource {
  machine: Machine
  camera: CameraPort | undefined
  /** False until the machine has started; requests before that are turned away. */
  ready(): boolean
  /** The body of `GET /api/status`. */
  status(): Record<string, unknown>
  /** Calls `listener` after every change until the returned function is called. */
  subscribe(listener: () => void): () => void
  outbox(): { epoch: string; last_seq: number; acked_seq: number; pending: number; oldest_at?: string; items: FactItem[] }
  commandGate(): CommandGate
}
