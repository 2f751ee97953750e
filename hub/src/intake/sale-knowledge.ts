/** What the hub has to know to settle what machines sell: the credit that stands at their machines, and what prepaid cards paid for them. */
import { isMachineCredit } from '../domain/credit.ts'
import type { PrepaidEntryRecord } from '../store/prepaid-store.ts'
import type { FactRecord, LedgerEntryRecord } from '../store/records.ts'
import type { Tx } from '../store/store.ts'

export interface SaleKnowledge {
  /** What is left over at a machine, with what was booked in this run of facts. */
  creditOf(machineId: string): number
  /** What prepaid cards paid for a session and got back, oldest first. */
  prepaidOf(sessionId: string): readonly PrepaidEntryRecord[]
  /** Moves the balance of a card, once per idempotency key; the ledger's entry is booked beside it. */
  movePrepaid(entry: PrepaidEntryRecord): void
}

interface LoadedSaleKnowledge extends SaleKnowledge {
  /** Writes the balances that follow from these entries, which were booked just now. */
  flush(booked: readonly LedgerEntryRecord[]): Promise<void>
}

const endings: ReadonlySet<string> = new Set(['sale_settled', 'treatment_ended'])
const saleFacts: ReadonlySet<string> = new Set(['sale_opened', 'treatment_ordered', 'credit_left', ...endings])

/** Reads nothing when no sale begins or ends in this run of facts. `ledger` is what the run books, as far as it got. */
export async function loadSaleKnowledge(
  tx: Tx,
  facts: readonly FactRecord[],
  ledger: readonly LedgerEntryRecord[],
): Promise<LoadedSaleKnowledge> {
  const ofSales = facts.filter(({ type }) => saleFacts.has(type))
  const machineIds = [...new Set(ofSales.map(({ machineId }) => machineId))]
  const ended = ofSales.flatMap(({ type, sessionId }) => (endings.has(type) && sessionId !== null ? [sessionId] : []))
  const credits = machineIds.length === 0 ? [] : await tx.prepaid.credits.getMany(machineIds)
  const before = new Map(credits.map(({ machineId, amount }) => [machineId, amount]))
  const known = ended.length === 0 ? [] : await tx.prepaid.ofSessions(ended)
  const moved: PrepaidEntryRecord[] = []
  const standing = (entries: readonly LedgerEntryRecord[], machineId: string) =>
    entries
      .filter(entry => isMachineCredit(entry) && entry.machineId === machineId)
      .reduce((sum, { amount }) => sum + amount, before.get(machineId) ?? 0)
  return {
    creditOf: machineId => standing(ledger, machineId),
    prepaidOf: sessionId => [...known, ...moved].filter(entry => entry.sessionId === sessionId),
    movePrepaid: entry => void moved.push(entry),
    async flush(booked) {
      const changed = new Set(booked.filter(isMachineCredit).flatMap(({ machineId }) => machineId ?? []))
      if (changed.size > 0)
        await tx.prepaid.credits.putMany([...changed].map(machineId => ({ machineId, amount: standing(booked, machineId) })))
      if (moved.length > 0) await tx.prepaid.append(moved)
    },
  }
}
