/** A running checkpoint, as its panel uses it. */
import type { CheckpointStatus, HandoverStep, LogScanAnswer } from '@palang/protocol'
import type { Machine, MachineSnapshot } from '../machine.ts'
import type { NewScan, Receipt } from './state.ts'

export interface CheckpointSnapshot extends MachineSnapshot {
  checkpoint: CheckpointStatus
}

export interface CheckpointMachine extends Machine {
  /** On return the scan is on the disk. Null when the disk does not take it: then nothing was recorded. */
  logScan(scan: NewScan): LogScanAnswer | null
  /** What a tap means from now on; false when that step is not done here. Null when the disk does not take it. */
  chooseStep(step: HandoverStep): boolean | null
  /** On return the receipt is on the disk, under the id. Null when the disk does not take it. */
  signReceipt(receipt: Receipt): { id: string } | null
  /** Keeps a JPEG for a receipt; null when there is no room for it. */
  keepPicture(kind: 'receipt_photo' | 'receipt_signature', jpeg: Uint8Array): Promise<{ imageId: string } | null>
  snapshot(): CheckpointSnapshot
}

/** Whether the machine of this process is a checkpoint. */
export function isCheckpoint(machine: Machine): machine is CheckpointMachine {
  return 'logScan' in machine
}
