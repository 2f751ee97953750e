/** What a scan from a gateway is: when it happened, and whether it is one that is there already. */
import { createHash } from 'node:crypto'
import { type gatewayScan, type HandoverStep } from '@palang/protocol'
import type { z } from 'zod'
import type { ScanRecord } from '../store/meals.ts'
import { happenedAt } from './device-clock.ts'
import { momentOfText } from './wall-time.ts'

type GatewayScan = z.output<typeof gatewayScan>

/**
 * The same scan is the same however often a gateway sends it: its own id for it, else gateway, tag, moment and status (contract, section
 * 5). Gateways that only know an address mark everything as sent on a 200 and send everything again on anything else.
 */
function scanIdOf({ gateway_id: gateway, id, nfc_tag_id: tag, status_scan: status }: GatewayScan, writtenMs: number): string {
  return digest(id === undefined ? [gateway, tag, writtenMs, status] : [gateway, id])
}

function digest(parts: readonly (string | number)[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 27)
}

/**
 * The record of a scan, or undefined where its time is no time. A time without a zone is UTC; one that cannot be right is when it was heard,
 * `later` milliseconds before: gateways tell in the order they scanned, and that is kept.
 */
export function scanOf(
  given: GatewayScan,
  stepOf: (status: string) => HandoverStep | null,
  receivedMs: number,
  later = 0,
): ScanRecord | undefined {
  const { ms, assumedZone } = momentOfText(given.timestamp, 'UTC')
  if (!Number.isFinite(ms)) return undefined
  const { atMs, clock } = happenedAt(ms, receivedMs, null)
  const isBelieved = clock === 'device'
  return {
    id: scanIdOf(given, ms),
    tagId: given.nfc_tag_id,
    gatewayId: given.gateway_id,
    status: given.status_scan,
    step: stepOf(given.status_scan),
    source: 'api',
    at: new Date(isBelieved ? atMs : atMs - later).toISOString(),
    clock: isBelieved ? 'synced' : 'unknown',
    naive: assumedZone !== null,
    receivedAt: new Date(receivedMs).toISOString(),
    portions: given.portions ?? null,
    rejected: given.rejected ?? null,
    rejectReason: given.reject_reason ?? null,
    temperatureDc: given.temperature_dc ?? null,
    batchId: given.batch_id ?? null,
    cookedAt: given.cooked_at ?? null,
    dispatchedAt: given.dispatched_at ?? null,
    warnings: [],
    placed: false,
  }
}

/** Whether two scans of one name say the same; when they were heard does not count, nor at what moment a wrong clock was put. */
export function saysTheSame(one: ScanRecord, other: ScanRecord): boolean {
  const words = ({ tagId, gatewayId, status, portions, rejected, rejectReason, temperatureDc }: ScanRecord) =>
    JSON.stringify([tagId, gatewayId, status, portions, rejected, rejectReason, temperatureDc])
  return words(one) === words(other) && (one.at === other.at || one.clock === 'unknown' || other.clock === 'unknown')
}
