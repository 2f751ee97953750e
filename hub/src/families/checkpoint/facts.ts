/** What the facts of a checkpoint of ours do: its scans and receipts are kept. Whatever it is, it is kept: food cannot be sent back to be scanned again. */
import { checkpointFacts } from '@palang/protocol'
import type { FactRecord } from '../../store/records.ts'
import { toldScan } from './keep-scans.ts'
import { byType, type FactRule, ruleFor } from '../fact-rules.ts'

/** Applies one fact of a checkpoint. */
export const applyCheckpointFact: FactRule = byType({
  scan_recorded: ruleFor(checkpointFacts.scan_recorded, (projection, scan, fact) => {
    const kept = {
      ...keptOf(fact),
      tagId: scan.tag_id,
      status: scan.status,
      step: scan.step,
      source: scan.source,
      clock: fact.clock,
      naive: false,
      receivedAt: fact.receivedAt,
      ...detailsOf(scan),
      batchId: scan.batch_id ?? null,
      cookedAt: scan.cooked_at ?? null,
      dispatchedAt: scan.dispatched_at ?? null,
      warnings: scan.warnings,
      placed: false,
    }
    projection.keepScan(kept)
    projection.tell(toldScan(kept))
  }),
  receipt_signed: ruleFor(checkpointFacts.receipt_signed, (projection, receipt, fact) => {
    projection.keepReceipt({
      ...keptOf(fact),
      recipient: receipt.recipient,
      ...detailsOf(receipt),
      photoId: receipt.photo_id ?? null,
      signatureId: receipt.signature_id ?? null,
      note: receipt.note ?? null,
    })
  }),
  clock_jumped: () => undefined,
} satisfies { [T in keyof typeof checkpointFacts]: FactRule })

function keptOf({ id, machineId: gatewayId, occurredAt: at }: FactRecord) {
  return { id, gatewayId, at }
}

function detailsOf(said: {
  portions?: number | undefined
  rejected?: number | undefined
  reject_reason?: string | undefined
  temperature_dc?: number | undefined
}) {
  return {
    portions: said.portions ?? null,
    rejected: said.rejected ?? null,
    rejectReason: said.reject_reason ?? null,
    temperatureDc: said.temperature_dc ?? null,
  }
}
