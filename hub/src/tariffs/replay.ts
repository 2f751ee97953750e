/** Past stays of a period once more under a draft: page by page, so that nothing else has to wait and memory holds sums only. */
import { setImmediate } from 'node:timers/promises'
import { CodedError } from '@palang/kit'
import type { ReplayResult, ReplaySumView } from '@palang/protocol'
import { startReplay, type PastStay, type ReplayedStay, type ReplaySum, type Tariff } from '@palang/tariff'
import { judgeMember } from '../domain/members.ts'
import type { Store } from '../store/store.ts'
import type { PastStayFilter, PastStayRecord } from '../store/tariff-records.ts'

/** Stays read and priced between two looks at everything else. */
const staysPerTurn = 250
/** Stays one replay takes at most. */
const mostStays = 500_000
/** Stays told by name. */
const mostNamed = 10

export interface ReplayOrder extends PastStayFilter {
  tariff: Tariff
  timeZone: string
}

export type Replayed = Pick<ReplayResult, 'total' | 'days' | 'classes' | 'most_changed' | 'unpriced' | 'truncated'>

export interface Replays {
  /** Throws `conflict` while another one runs, and once `signal` says that nobody waits for it any more. */
  run(order: ReplayOrder, signal: AbortSignal): Promise<Replayed>
}

/** The replays of one hub: one at a time. `mostStays` may be less, for tests. */
export function createReplays({ store, most = mostStays }: { store: Pick<Store, 'tariffs'>; most?: number }): Replays {
  let isRunning = false
  return {
    async run(order, signal) {
      if (isRunning) throw new CodedError('conflict', 'another trial of a tariff is running; try again when it is over')
      isRunning = true
      try {
        return await replay(store, order, { signal, most })
      } finally {
        isRunning = false
      }
    },
  }
}

async function replay(
  store: Pick<Store, 'tariffs'>,
  { tariff, timeZone, ...filter }: ReplayOrder,
  { signal, most }: { signal: AbortSignal; most: number },
): Promise<Replayed> {
  const running = startReplay(tariff)
  const changed = mostChanged()
  let [seen, unpriced] = [0, 0]
  let after: PastStayRecord | undefined
  for (;;) {
    if (signal.aborted) throw new CodedError('conflict', 'nobody waits for this trial any more')
    const page = await store.tariffs.pastStays(filter, Math.min(staysPerTurn, most + 1 - seen), after)
    for (const record of page.slice(0, most - seen)) {
      const stay = pastStay(record, timeZone)
      if (stay === undefined) unpriced++
      else changed.add(running.add(stay), stay.vehicleClass)
    }
    seen += page.length
    after = page.at(-1)
    if (after === undefined || seen > most) break
    await setImmediate()
  }
  const { total, byDay, byClass } = running.sums()
  return {
    total: sumView(total),
    days: byDay.map(({ date, ...sum }) => ({ date, ...sumView(sum) })),
    classes: byClass.map(({ vehicleClass, ...sum }) => ({ vehicle_class: vehicleClass, ...sumView(sum) })),
    most_changed: changed.list(),
    unpriced,
    truncated: seen > most,
  }
}

/** A stay as the engine takes it; nothing for one that left without a price, as with the hub away. */
function pastStay(record: PastStayRecord, timeZone: string): PastStay | undefined {
  const { id, enteredAt, openedAt, pricedAt, paidAmount, vehicleClass, lines, validations } = record
  if (pricedAt === null) return undefined
  return {
    id,
    enteredAtMs: Date.parse(enteredAt ?? openedAt),
    untilMs: Date.parse(pricedAt),
    timeZone,
    vehicleClass,
    member: isMember(record, pricedAt),
    lostTicket: lines?.some(({ text }) => text === 'lost_ticket') === true,
    validations: validations?.map(({ name }) => name) ?? [],
    earned: paidAmount,
  }
}

/** By the membership or card as it is known today: whether it was suspended or blocked then is not kept. */
function isMember(record: PastStayRecord, at: string): boolean {
  const { memberStatus: status, memberValidFrom: validFrom, memberValidUntil: validUntil } = record
  if (status !== null) return judgeMember({ status, validFrom, validUntil }, at).ok
  const { cardKind, cardValidFrom, cardValidUntil } = record
  return cardKind === 'member' && (cardValidFrom ?? at) <= at && at <= (cardValidUntil ?? at)
}

function mostChanged() {
  const named: ReplayResult['most_changed'] = []
  const change = ({ difference }: { difference: number }) => Math.abs(difference)
  return {
    add({ id, earned, wouldEarn, difference }: ReplayedStay, vehicleClass: string): void {
      const last = named.at(-1)
      if (difference === 0 || (last !== undefined && named.length >= mostNamed && change(last) >= Math.abs(difference))) return
      named.push({ session_id: id, vehicle_class: vehicleClass, earned, would_earn: wouldEarn, difference })
      named.sort((a, b) => change(b) - change(a))
      if (named.length > mostNamed) named.pop()
    },
    list: () => named,
  }
}

function sumView({ wouldEarn, ...sum }: ReplaySum): ReplaySumView {
  return { ...sum, would_earn: wouldEarn }
}
