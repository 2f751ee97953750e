/** Scans into the store: each once, and counted at its gateway. */
import type { ScanEvent } from '@palang/protocol'
import { saysTheSame } from '../../domain/scan-identity.ts'
import type { LiveEvent } from '../../services.ts'
import type { MealTx, GatewayRecord, ReceiptRecord, ScanRecord } from '../../store/meals.ts'

type Keeping = Pick<MealTx, 'knownScans' | 'addScans' | 'getGateways' | 'putGateways'>

export interface KeptScans {
  /** In the order they were given. */
  added: ScanRecord[]
  /** Names of those that were there already and say the same. */
  known: ReadonlySet<string>
  /** Names under which something else is kept. */
  other: ReadonlySet<string>
}

/** Adds those that are not there. A gateway is known from its first scan on; `machineOf` says which are machines of the site. */
export async function keepScans(
  meals: Keeping,
  scans: readonly ScanRecord[],
  {
    receivedAt,
    machineOf,
    rejected = new Map(),
  }: { receivedAt: string; machineOf(gatewayId: string): string | null; rejected?: ReadonlyMap<string, number> },
): Promise<KeptScans> {
  const fresh = new Set(scans.length === 0 ? [] : await meals.addScans(scans))
  const added = scans.filter(({ id }) => fresh.delete(id))
  const isAdded = new Set(added)
  const again = scans.filter(scan => !isAdded.has(scan))
  const kept = new Map((again.length === 0 ? [] : await meals.knownScans(again.map(({ id }) => id))).map(scan => [scan.id, scan]))
  const [known, other] = [new Set<string>(), new Set<string>()]
  for (const scan of again) {
    const there = kept.get(scan.id)
    if (there === undefined || saysTheSame(there, scan)) known.add(scan.id)
    else other.add(scan.id)
  }
  await countAtGateways(meals, { scans, added, rejected, receivedAt, machineOf })
  return { added, known, other }
}

interface Heard {
  scans: readonly ScanRecord[]
  added: readonly ScanRecord[]
  rejected: ReadonlyMap<string, number>
  receivedAt: string
  machineOf(gatewayId: string): string | null
}

async function countAtGateways(meals: Pick<MealTx, 'getGateways' | 'putGateways'>, heard: Heard): Promise<void> {
  const { scans, added, rejected, receivedAt, machineOf } = heard
  const ids = [...new Set([...scans.map(({ gatewayId }) => gatewayId), ...rejected.keys()])]
  if (ids.length === 0) return
  const before = new Map((await meals.getGateways(ids)).map(gateway => [gateway.id, gateway]))
  const fresh = Map.groupBy(added, ({ gatewayId }) => gatewayId)
  await meals.putGateways(
    ids.map(id => {
      const gateway = before.get(id) ?? newGateway(id, receivedAt)
      const own = fresh.get(id) ?? []
      return {
        ...gateway,
        machineId: machineOf(id) ?? gateway.machineId,
        lastSyncAt: receivedAt,
        lastScanAt: own.reduce((last, { at }) => (last === null || at > last ? at : last), gateway.lastScanAt),
        scans: gateway.scans + own.length,
        rejected: gateway.rejected + (rejected.get(id) ?? 0),
        clockWrong: own.length === 0 ? gateway.clockWrong : own.some(({ clock }) => clock === 'unknown'),
      }
    }),
  )
}

function newGateway(id: string, firstSeenAt: string): GatewayRecord {
  return {
    id,
    machineId: null,
    placeId: null,
    firstSeenAt,
    lastSyncAt: null,
    lastScanAt: null,
    scans: 0,
    rejected: 0,
    clockWrong: false,
  }
}

/** What checkpoints of ours wrote down in one run of facts; each is a machine of its own name, and heard when its facts are. */
export function scansOfRun() {
  const scans: ScanRecord[] = []
  const receipts: ReceiptRecord[] = []
  return {
    keeping: {
      keepScan: (scan: ScanRecord) => void scans.push(scan),
      keepReceipt: (receipt: ReceiptRecord) => void receipts.push(receipt),
    },
    /** Writes them in the transaction of the facts. */
    async flush(meals: Keeping & Pick<MealTx, 'addReceipts'>): Promise<void> {
      const [first] = scans
      if (first !== undefined) await keepScans(meals, scans, { receivedAt: first.receivedAt, machineOf: gatewayId => gatewayId })
      if (receipts.length > 0) await meals.addReceipts(receipts)
    },
  }
}

/** A scan as screens are told of it. */
export function toldScan({ id, gatewayId, tagId, status, step, at, receivedAt }: ScanRecord): LiveEvent {
  const payload: ScanEvent = { scan_id: id, gateway_id: gatewayId, tag_id: tagId, status, step, at, received_at: receivedAt }
  return { type: 'scan_event', machineId: gatewayId, payload, at }
}
