/** What the panel shows and passes on; the machine's process hands it in. */
import type { FactItem, Family, GateRole, MachineMode } from '@palang/protocol'
import type { CameraPort } from '../devices/camera/port.ts'
import type { PrinterPort } from '../devices/printer/port.ts'
import type { Machine, MachineSnapshot } from '../families/machine.ts'
import type { CommandGate } from '../link/command-gate.ts'

/** The body of `GET /api/status`, the same whether the machine runs or is out of order. */
export interface PanelStatus extends Omit<MachineSnapshot, 'mode'> {
  machine: { id: string; name: string; family: Family; direction: GateRole | undefined; mode: MachineMode }
  outlet: { name: string; timezone: string; currency: string }
  hub: { online: boolean; since?: string }
  /** The notes of a cash machine that cannot say them itself. */
  accepted_notes?: readonly number[]
  /** Of a water machine: the page of today's quality, for a customer's own telephone. */
  quality_page?: string
  outbox: { pending: number; oldest_at?: string }
  simulation: boolean
  software: string
  time: string
}

export interface PanelSource {
  machine: Machine
  camera: CameraPort | undefined
  printer: PrinterPort | undefined
  /** False until the machine has started; requests before that are turned away. */
  ready(): boolean
  /** The body of `GET /api/status`. */
  status(): PanelStatus
  /** Calls `listener` after every change until the returned function is called. */
  subscribe(listener: () => void): () => void
  /** `backlog` and `oldest_waiting_at` are those of a checkpoint's scans. */
  outbox(): {
    epoch: string
    last_seq: number
    acked_seq: number
    last_sync_at: string | null
    pending: number
    oldest_at?: string
    backlog?: number
    oldest_waiting_at?: string | null
    items: FactItem[]
  }
  commandGate(): CommandGate
}
