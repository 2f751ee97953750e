/** What stands on the receipt of a sale of water. */
import type { SaleMethod } from '@palang/protocol'
import type { PrintJob } from '../../devices/printer/port.ts'

export interface SaleReceipt {
  sessionId: string
  volumeMl: number
  deliveredMl: number
  charged: number
  paidAmount: number
  creditUsed: number
  remainder: number
  toPrepaid: number
  currency: string
  method: SaleMethod
  atMs: number
}

/** The job of one receipt; a sale has one, so it is printed once. */
export function receiptJob(
  { sessionId, charged, ...receipt }: SaleReceipt,
  { outlet, machineName }: { outlet: { name: string; timezone: string }; machineName: string },
): PrintJob {
  const place = { outlet: outlet.name, gate: machineName, timeZone: outlet.timezone }
  return { id: `receipt-${sessionId}`, content: { kind: 'water_receipt', ...place, ...receipt, amount: charged, code: sessionId } }
}

/** Whose receipt a job is. */
export function sessionOfReceipt(jobId: string): string {
  return jobId.replace(/^receipt-/, '')
}
