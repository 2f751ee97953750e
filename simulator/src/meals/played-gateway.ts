/** A gateway of another make: it keeps what it scans until an answer says 200, and knows of the hub no more than its address. */
import type { SaidOfTray } from './played-tray.ts'
import type { Unusable } from './played-day.ts'

export interface GatewayMake {
  id: string
  /** Without a network in these seconds of the day. */
  away: { fromS: number; untilS: number } | null
  clock: 'right' | 'from_1970' | 'hours_ahead'
  /** Writes its times without a zone. */
  isNaive: boolean
  /** Gives each scan an id of its own. */
  namesScans: boolean
}

export interface PlayedGateway {
  make: GatewayMake
  scan(given: { tag: string; status: string; said: SaidOfTray }, trueMs: number): void
  /** Writes down something nobody can use. */
  blunder(as: Unusable, trueMs: number): void
  /** What is not yet known to be at the hub. */
  waiting(): readonly object[]
  /** All of `items` is at the hub, as far as it knows. */
  mark(items: readonly object[]): void
  /** Scans it made, and what else it wrote down. */
  written(): { scans: number; unusable: readonly object[] }
}

const aheadMs = 5 * 3_600_000

/** A gateway with an empty card. `startMs`: the true time when its clock chip began. */
export function createPlayedGateway(make: GatewayMake, startMs: number): PlayedGateway {
  let queue: object[] = []
  const unusable: object[] = []
  let scans = 0
  let written = 0

  const stamp = (trueMs: number) => {
    const ms = make.clock === 'right' ? trueMs : make.clock === 'hours_ahead' ? trueMs + aheadMs : trueMs - startMs
    const text = new Date(ms).toISOString()
    return make.isNaive ? text.replace('Z', '') : text
  }
  const item = (fields: object) => {
    written += 1
    const whole = { ...fields, gateway_id: make.id, ...(make.namesScans ? { id: `${make.id}:${written}` } : {}) }
    queue.push(whole)
    return whole
  }

  return {
    make,
    scan({ tag, status, said }, trueMs) {
      item({ nfc_tag_id: tag, timestamp: stamp(trueMs), status_scan: status, ...said })
      scans += 1
    },
    blunder(as, trueMs) {
      const whole = { nfc_tag_id: `RUSAK-${written + 1}`, timestamp: stamp(trueMs), status_scan: 'makanan_keluar' }
      if (as === 'no_tag') unusable.push(item({ ...whole, nfc_tag_id: '' }))
      else if (as === 'no_time') unusable.push(item({ ...whole, timestamp: 'kemarin' }))
      else unusable.push(item({ ...whole, status_scan: '' }))
    },
    waiting: () => queue,
    mark(items) {
      const sent = new Set(items)
      queue = queue.filter(one => !sent.has(one))
    },
    written: () => ({ scans, unusable }),
  }
}
