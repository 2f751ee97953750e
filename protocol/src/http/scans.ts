/** Scans over HTTP: as gateways send them, and as people look at them. */
import { z } from 'zod'
import { handoverStep, scanDetails, foodTimes, scanStatus, scanWarning } from '../families/handover.ts'
import { scanSource } from '../families/checkpoint.ts'
import { cardId, foreignId, isoTime, slug } from '../primitives.ts'
import { pageOf, pageQuery, queryTime } from './paging.ts'

/** As many of one gateway as it kept in some days; more come with the next request. */
export const mostScansPerSync = 10_000
/** As many with every detail. */
export const largestSyncBytes = 8 * 1024 * 1024

/** One scan as a gateway sends it. `timestamp` without a zone is UTC. Without `id` it is known by gateway, tag, timestamp and status. */
export const gatewayScan = z.looseObject({
  nfc_tag_id: cardId,
  timestamp: z.string().max(40),
  status_scan: scanStatus,
  gateway_id: foreignId,
  id: foreignId.optional(),
  ...scanDetails,
  ...foodTimes,
})

const example = { nfc_tag_id: 'NFC_TAG_ALPHA', timestamp: '2026-01-20T03:30:00', status_scan: 'makanan_keluar', gateway_id: 'dapur-1' }

/** Each item is judged by itself: one that cannot be used does not stop the others. */
export const syncGatewayBody = z
  .array(z.unknown())
  .max(mostScansPerSync)
  .meta({ id: 'GatewayScans', examples: [[example]] })

const placed = z.object({ index: z.int(), id: z.string() })

/**
 * What became of each item by its place in the list. What was rejected is kept with the letters that were set aside: a gateway that asks
 * for no more than the status 200 never sends it again.
 */
export const syncGatewayAnswer = z
  .object({
    accepted: z.array(placed),
    duplicates: z.array(placed),
    rejected: z.array(z.object({ index: z.int(), code: z.string(), message: z.string() })),
  })
  .meta({
    id: 'GatewayScansAnswer',
    examples: [{ accepted: [{ index: 0, id: 'Yx0f9qH3kXo1v5R8sWbT2yUe7aD' }], duplicates: [], rejected: [] }],
  })
export type SyncGatewayAnswer = z.infer<typeof syncGatewayAnswer>

/** At the panel of a checkpoint, as the source document prints it; what people add is optional. `source`: a phone that reads tags itself says so. */
export const logScanBody = z
  .object({
    nfc_tag_id: cardId,
    status_scan: scanStatus,
    source: scanSource.exclude(['reader']).optional(),
    ...scanDetails,
    ...foodTimes,
  })
  .meta({ id: 'LogScan', examples: [{ nfc_tag_id: 'NFC_TAG_ALPHA', status_scan: 'makanan_keluar' }] })

/** `repeated`: the same tag was held twice; the id is that of the scan that was there. */
export const logScanAnswer = z
  .object({
    id: z.string(),
    synced: z.boolean(),
    backlog: z.int(),
    repeated: z.boolean(),
    step: handoverStep.nullable(),
    label: z.string().nullable(),
    warnings: z.array(scanWarning),
  })
  .meta({
    id: 'LogScanAnswer',
    examples: [
      {
        id: '019bda5e-9a40-7000-8000-000000000001',
        synced: false,
        backlog: 1,
        repeated: false,
        step: 'dispatched',
        label: null,
        warnings: ['unknown_tag'],
      },
    ],
  })
export type LogScanAnswer = z.infer<typeof logScanAnswer>

export const scanListQuery = pageQuery.extend({
  tag_id: cardId.optional(),
  gateway_id: foreignId.optional(),
  programme_id: slug.optional(),
  step: handoverStep.optional(),
  from: queryTime.optional(),
  to: queryTime.optional(),
})

const scanExample = {
  id: 'Yx0f9qH3kXo1v5R8sWbT2yUe7aD',
  tag_id: 'NFC_TAG_ALPHA',
  label: 'Baki 12',
  programme_id: 'mbg',
  gateway_id: 'dapur-1',
  status: 'makanan_keluar',
  step: 'dispatched' as const,
  source: 'api',
  at: '2026-01-20T03:30:00.000Z',
  clock: 'synced' as const,
  received_at: '2026-01-20T03:30:20.000Z',
  portions: null,
  rejected: null,
  reject_reason: null,
  temperature_dc: null,
  warnings: [],
}

/** `clock`: by which `at` is; a gateway whose clock cannot be right is believed only in what it scanned, not when. */
export const scanView = z
  .object({
    id: z.string(),
    tag_id: z.string(),
    label: z.string().nullable(),
    programme_id: z.string().nullable(),
    gateway_id: z.string(),
    status: z.string(),
    step: handoverStep.nullable(),
    source: z.string(),
    at: isoTime,
    clock: z.enum(['synced', 'drifting', 'unknown']),
    received_at: isoTime,
    portions: z.int().nullable(),
    rejected: z.int().nullable(),
    reject_reason: z.string().nullable(),
    temperature_dc: z.int().nullable(),
    warnings: z.array(z.string()),
  })
  .meta({
    id: 'Scan',
    examples: [scanExample],
  })
export type ScanView = z.infer<typeof scanView>
export const scanList = pageOf(scanView).meta({ examples: [{ items: [scanExample], next_cursor: null }] })
