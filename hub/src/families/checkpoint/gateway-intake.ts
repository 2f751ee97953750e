/**
 * The intake of gateways of another make, which know no more of the hub than an address. Each scan is kept once, however often it comes;
 * what cannot be used is set aside and answered as rejected, and the answer is given after the commit.
 */
import type { Site } from '@palang/config'
import { CodedError, isoNow, type Clock, type Log } from '@palang/kit'
import { foreignId, gatewayScan, whyNotStorable, type SyncGatewayAnswer } from '@palang/protocol'
import { z } from 'zod'
import { scanOf } from '../../domain/scan-identity.ts'
import type { LiveEvent } from '../../services.ts'
import { machineOf } from '../../site-machines.ts'
import { groupCommit } from '../../store/group-commit.ts'
import type { ScanRecord } from '../../store/meals.ts'
import type { DeadLetterRecord } from '../../store/records.ts'
import type { Store, Tx } from '../../store/store.ts'
import { keepScans, type KeptScans, toldScan } from './keep-scans.ts'
import { lettersOf, namelessGateway, type RefusedItem, scansOfLetter } from './scan-letters.ts'
import { stepOfStatus } from './scan-words.ts'

/** Scans in one transaction: a gateway's backlog of some days, and no longer than others can wait. */
const scansPerCommit = 4_000
/** Screens are told of so many of one request; who looks at more reads the board. */
const toldPerRequest = 20

export interface GatewayIntake {
  /** Judges each item and resolves after the commit. `machineId`: the only gateway the sender may speak for. */
  receive(items: readonly unknown[], machineId: string | undefined): Promise<SyncGatewayAnswer>
  /** Takes what was set aside once more, in the transaction that puts its letter away. Throws `conflict` while one of it is still refused. */
  retake(tx: Tx, letter: Pick<DeadLetterRecord, 'item'>): Promise<() => void>
  idle(): Promise<void>
}

interface Parts {
  site: Pick<Site, 'machines' | 'meals'>
  store: Store
  clock: Clock
  log: Log
  live: { publish(event: LiveEvent): void }
}

/** What one request said, read. */
interface Read {
  scans: { index: number; scan: ScanRecord }[]
  refused: RefusedItem[]
}

/** The intake of one hub. */
export function createGatewayIntake({ site, store, clock, log, live }: Parts): GatewayIntake {
  const stepOf = stepOfStatus(site)

  function read(items: readonly unknown[], only: string | undefined): Read {
    const receivedMs = clock.now()
    const found: Read = { scans: [], refused: [] }
    items.forEach((item, index) => {
      const scan = readItem(item, only, given => scanOf(given, stepOf, receivedMs, items.length - 1 - index))
      if ('code' in scan) found.refused.push({ index, item, gatewayId: nameIn(item), ...scan })
      else found.scans.push({ index, scan })
    })
    return found
  }

  async function write(tx: Tx, reads: readonly Read[]): Promise<KeptScans> {
    const receivedAt = isoNow(clock)
    const refused = reads.flatMap(one => one.refused)
    const rejected = new Map<string, number>()
    for (const { gatewayId } of refused) rejected.set(gatewayId, (rejected.get(gatewayId) ?? 0) + 1)
    const kept = await keepScans(
      tx.meals,
      reads.flatMap(({ scans }) => scans.map(({ scan }) => scan)),
      { receivedAt, machineOf: id => checkpointOf(site, id), rejected },
    )
    const others = reads.flatMap(({ scans }) =>
      scans.flatMap(({ index, scan }) => (kept.other.has(scan.id) ? refusedAsOther(index, scan) : [])),
    )
    const letters = lettersOf([...refused, ...others], receivedAt)
    for (const letter of letters) if ((await tx.facts.deadLetter(letter.id)) === undefined) await tx.facts.saveDeadLetters([letter])
    return kept
  }

  async function commit(reads: readonly Read[]): Promise<SyncGatewayAnswer[]> {
    const kept = await store.transact(tx => write(tx, reads))
    const fresh = new Set(kept.added)
    for (const { scans } of reads) {
      const added = scans.filter(({ scan }) => fresh.has(scan))
      for (const { scan } of added.slice(-toldPerRequest)) live.publish(toldScan(scan))
    }
    const answers = reads.map(one => answerOf(one, kept, fresh))
    const rejected = answers.reduce((sum, one) => sum + one.rejected.length, 0)
    if (rejected > 0) log.warn({ rejected }, 'scans of gateways were set aside')
    return answers
  }

  const queue = groupCommit<Read, SyncGatewayAnswer>({ commit, maxWeight: scansPerCommit, weigh: ({ scans }) => scans.length })

  return {
    receive: async (items, machineId) => queue.submit(read(items, machineId)),
    async retake(tx, letter) {
      const again = read(scansOfLetter(letter), undefined)
      const [refused] = again.refused
      if (refused !== undefined) throw new CodedError('conflict', `it is still refused: ${refused.message}`)
      const { added, other } = await write(tx, [again])
      if (other.size > 0) throw new CodedError('conflict', 'something else is kept under this name; this can only be discarded')
      return () => added.slice(-toldPerRequest).forEach(scan => live.publish(toldScan(scan)))
    },
    idle: () => queue.idle(),
  }
}

/** The machine of the site with the name of the gateway. */
function checkpointOf(site: Pick<Site, 'machines'>, gatewayId: string): string | null {
  return machineOf(site, gatewayId)?.family === 'checkpoint' ? gatewayId : null
}

type Refusal = Pick<RefusedItem, 'code' | 'message'>

function readItem(
  item: unknown,
  only: string | undefined,
  make: (given: z.output<typeof gatewayScan>) => ScanRecord | undefined,
): ScanRecord | Refusal {
  const unstorable = whyNotStorable(item)
  if (unstorable !== undefined) return { code: 'invalid_request', message: unstorable }
  const given = gatewayScan.safeParse(item)
  if (!given.success) return { code: 'invalid_request', message: firstMistake(given.error) }
  if (only !== undefined && given.data.gateway_id !== only) return { code: 'forbidden', message: `this token speaks for ${only} alone` }
  return make(given.data) ?? { code: 'invalid_request', message: `timestamp: ${given.data.timestamp} is no time` }
}

function firstMistake({ issues: [issue] }: z.ZodError): string {
  return issue === undefined ? 'it is no scan' : `${issue.path.join('.')}: ${issue.message}`
}

const named = z.looseObject({ gateway_id: foreignId })

function nameIn(item: unknown): string {
  return named.safeParse(item).data?.gateway_id ?? namelessGateway
}

function refusedAsOther(index: number, scan: ScanRecord): RefusedItem {
  const { gatewayId, tagId: nfc_tag_id, status: status_scan, at: timestamp, portions, rejected } = scan
  const item = { nfc_tag_id, timestamp, status_scan, gateway_id: gatewayId, id: scan.id, portions, rejected }
  return { index, gatewayId, item, ...anotherOfThisName }
}

const anotherOfThisName: Refusal = { code: 'conflict', message: 'something else is kept under this id' }

function answerOf({ scans, refused }: Read, { other }: KeptScans, fresh: ReadonlySet<ScanRecord>): SyncGatewayAnswer {
  const answer: SyncGatewayAnswer = {
    accepted: [],
    duplicates: [],
    rejected: refused.map(({ index, code, message }) => ({ index, code, message })),
  }
  for (const { index, scan } of scans) {
    if (fresh.has(scan)) answer.accepted.push({ index, id: scan.id })
    else if (other.has(scan.id)) answer.rejected.push({ index, ...anotherOfThisName })
    else answer.duplicates.push({ index, id: scan.id })
  }
  answer.rejected.sort((one, two) => one.index - two.index)
  return answer
}
