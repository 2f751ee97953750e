/** A car park after a year of work: how long a gate waits for the hub's decision, and an owner for the report of a month. */
import { uuidv7 } from '@palang/kit'
import { percentile, type Row } from './figures.ts'
import { connectAsker } from './machine.ts'
import { beginningOf, bookedFor, fillSessions, reportedMonth, storeOf } from './filled-store.ts'
import { machineIds, openDatabase, startHub, type Database, type Engine, type Program } from './programs.ts'
import { targets } from './targets.ts'
import { bareSum, get, millisecondsOf, rawCommits } from './timed.ts'
import { newSession } from '../hub/src/domain/new-session.ts'
import type { LedgerEntryRecord, SessionRecord } from '../hub/src/store/records.ts'

export interface Size {
  cards: number
  /** Past stays, of which `month` ended in the month that is reported; each was paid, every third with change. */
  stays: number
  month: number
  /** Entries asked for. */
  asked: number
}

const gates = 4
const cardsAtOnce = 4096
const minuteMs = 60_000
const price = 5000

/** Entry decisions of a real hub on `engine`, and its reports. */
export async function benchParking(engine: Engine, size: Size): Promise<Row[]> {
  const database = await openDatabase(engine)
  try {
    await fill(database, engine, size)
    const rawMs = await rawCommits(database, engine, size.asked)
    const hub = await startHub(database, engine, gates)
    try {
      return [...(await entries(engine, hub, size.asked, rawMs)), ...(await reported(engine, hub, database))]
    } finally {
      await hub.stop()
    }
  } finally {
    await database.stop()
  }
}

/** First one gate alone asks, then all of them, each again as soon as it was answered. */
async function entries(engine: Engine, hub: Program, asked: number, rawMs: readonly number[]): Promise<Row[]> {
  let next = 0
  const ask = async (ids: readonly string[], until: number) => {
    const times: number[] = []
    const drive = async (id: string) => {
      const gate = await connectAsker(hub.url, id, hub.tokenOf(id))
      while (next < until) {
        const cardId = cardOf(next++)
        const startMs = performance.now()
        const { approved } = await gate.askEntry(cardId)
        times.push(performance.now() - startMs)
        if (!approved) throw new Error(`${cardId} was not let in`)
      }
      gate.close()
    }
    await Promise.all(ids.map(drive))
    return times
  }
  const [first = ''] = machineIds(gates)
  await ask([first], Math.ceil(asked / 10))
  const alone = await ask([first], asked / 2)
  const together = await ask(machineIds(gates), asked)
  const [rawP50, rawP99] = [percentile(rawMs, 0.5), percentile(rawMs, 0.99)]
  return [
    { what: `${engine}: an entry decided, p50`, measured: percentile(alone, 0.5), unit: 'ms', reference: rawP50 },
    { what: `${engine}: the same, p99`, measured: percentile(alone, 0.99), unit: 'ms', target: targets.entry, reference: rawP99 },
    { what: `${engine}: ${gates} gates asking without a pause, p50`, measured: percentile(together, 0.5), unit: 'ms' },
    { what: `${engine}: the same, p99`, measured: percentile(together, 0.99), unit: 'ms' },
  ]
}

async function reported(engine: Engine, hub: Program, database: Database): Promise<Row[]> {
  const month = await millisecondsOf(() => get(hub, '/api/reports/money?from=2026-09-01&to=2026-09-30'))
  const check = await millisecondsOf(() => get(hub, '/api/reports/ledger-check'))
  const bare = await bareSum(database, engine)
  const [first = Number.NaN, ...rest] = month
  return [
    { what: `${engine}: the report of the month, the first since the start`, measured: first, unit: 'ms' },
    {
      what: `${engine}: the report of the month, slowest of ${rest.length} more`,
      measured: Math.max(...rest),
      unit: 'ms',
      target: targets.report,
      reference: bare,
    },
    { what: `${engine}: the check of the whole ledger, p50`, measured: percentile(check, 0.5), unit: 'ms' },
  ]
}

const cardOf = (n: number) => `CARD-${n}`

async function fill(database: Database, engine: Engine, { cards, stays, month }: Size): Promise<void> {
  const store = await storeOf(database, engine)
  const at = new Date(Date.parse(reportedMonth.from) - 365 * 24 * 60 * minuteMs).toISOString()
  for (let first = 0; first < cards; first += cardsAtOnce) {
    await store.transact(async tx => {
      for (let n = first; n < Math.min(cards, first + cardsAtOnce); n++) {
        await tx.cards.put({
          id: cardOf(n),
          kind: 'member',
          status: 'active',
          holder: null,
          licensePlate: null,
          vehicleClass: null,
          validFrom: null,
          validUntil: null,
          createdAt: at,
          updatedAt: at,
        })
      }
    })
  }
  await fillSessions(store, stays, n => {
    const stay = pastStay(n, stays, month, cards)
    return { session: stay, money: moneyOf(stay, n) }
  })
  await store.stop()
}

function pastStay(n: number, stays: number, month: number, cards: number): SessionRecord {
  const entered = beginningOf(n, stays, month)
  const openedAt = new Date(entered).toISOString()
  const closedAt = new Date(entered + 50 * minuteMs).toISOString()
  const begun = {
    id: uuidv7(entered),
    family: 'gate',
    outletId: 'bench',
    state: 'closed',
    machineId: `gate-${1 + (n % gates)}`,
    openedAt,
    currency: 'IDR',
  } as const
  return {
    ...newSession(begun),
    exitMachineId: `gate-${1 + ((n + 1) % gates)}`,
    cardId: cardOf(n % cards),
    vehicleClass: n % 3 === 0 ? 'motorcycle' : 'car',
    zoneId: 'main',
    decidedBy: 'hub',
    enteredAt: openedAt,
    closedAt,
    outcome: 'passed',
    entryEvidence: 'loop_passed',
    exitEvidence: 'loop_passed',
    tariffId: 'standard',
    tariffVersion: 1,
    amount: price,
    paidAmount: price,
    pricedAt: closedAt,
    paidAt: closedAt,
  }
}

function moneyOf(stay: SessionRecord, n: number): LedgerEntryRecord[] {
  const entry = (kind: 'payment' | 'change', amount: number) => bookedFor(stay, { kind, amount, method: n % 4 === 0 ? 'card' : 'cash' })
  return n % 3 === 0 ? [entry('payment', 2 * price), entry('change', -price)] : [entry('payment', price)]
}
