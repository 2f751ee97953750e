/** Money that customers have given and not spent yet, on prepaid cards and as credit at machines, as it is stored and asked for. */
import type { PrepaidEntryKind } from '@palang/protocol'
import type { Page, Paged } from './store.ts'

/** One movement of a card's balance, or an attempt that moved nothing. Never changed. */
export interface PrepaidEntryRecord {
  id: string
  cardId: string
  kind: PrepaidEntryKind
  /** Positive: the balance grew. */
  amount: number
  currency: string
  /** The same key moves the balance once; the entry of the ledger beside it has it too. */
  idempotencyKey: string
  sessionId: string | null
  machineId: string | null
  occurredAt: string
  actor: string
  /** Why: of a refused payment a code, else a person's words. */
  reason: string | null
}

export interface MachineCreditRecord {
  machineId: string
  amount: number
}

export interface PrepaidTx {
  /**
   * From here to the end of this transaction no other program on the database claims this card: what is read of its balance afterwards holds. Nothing
   * happens for a card nobody registered.
   */
  claim(cardId: string): Promise<void>
  /** What is on the card; 0 for one that never had any. */
  balance(cardId: string): Promise<number>
  byKey(idempotencyKey: string): Promise<PrepaidEntryRecord | undefined>
  /** Those of these sessions, in the order of their booking. */
  ofSessions(sessionIds: readonly string[]): Promise<PrepaidEntryRecord[]>
  /** Appends; entries whose key is there already are skipped. Resolves to the keys that were new. */
  append(entries: readonly PrepaidEntryRecord[]): Promise<string[]>
  credits: {
    getMany(machineIds: readonly string[]): Promise<MachineCreditRecord[]>
    /** Inserts or replaces by machine. */
    putMany(credits: readonly MachineCreditRecord[]): Promise<void>
  }
}

export interface PrepaidStore {
  balance(cardId: string): Promise<number>
  list(filter: { cardId: string }, page: Page): Promise<Paged<PrepaidEntryRecord>>
}

/** Where all money of the ledger stands. `takings` is the sum of the others in a sound database. */
export interface MoneyBalance {
  takings: number
  /** Paid for sessions, less what went back. */
  sessions: number
  /** What of it stands beyond what was charged for water, of sales that ended: customers may ask for it. */
  owed: number
  /** Left over at machines for the next sale. */
  credit: number
  /** On prepaid cards. */
  prepaid: number
  /** Of no session: adjustments of shifts, and what was put on cards without money. */
  other: number
}
