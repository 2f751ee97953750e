/** Port of a ticket and receipt printer. A job has an id and is printed at most once. */
import type { ActResult, Device, StatusEvent } from '../status.ts'

export interface PrintJob {
  id: string
  lines: readonly string[]
  /** Printed as a QR code under the lines. */
  code?: string
}

export interface PrinterPort extends Device<StatusEvent> {
  print(job: PrintJob): Promise<ActResult>
}
