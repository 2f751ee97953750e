/** Payloads no hub should take. */
import type { UnitFault } from './unit-state.ts'

/** More than any broker of ours lets in. */
const oversizedBytes = 70_000

/** What a unit sends when it is broken in this way. */
export function brokenPayload(as: Extract<UnitFault, { kind: 'broken' }>['as'], deviceId: string): string {
  const timestamp = '2026-02-31T25:61:00Z'
  switch (as) {
    case 'json':
      return `{"device_id":"${deviceId}","event_type":"BAS`
    case 'values':
      return JSON.stringify({ device_id: deviceId, event_type: 'GOLD', timestamp, count_basic: -1, count_standard: '2' })
    case 'foreign_id':
      return JSON.stringify({ device_id: `${deviceId}-other`, event_type: 'BASIC', timestamp: 0, count_basic: 1 })
    case 'oversized':
      return JSON.stringify({ device_id: deviceId, event_type: 'BASIC', filler: 'x'.repeat(oversizedBytes) })
  }
}
