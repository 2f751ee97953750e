/**
 * Port of a ticket and receipt printer. A job has an id and is printed at most once. A job that was begun and whose end
 * nobody saw is lost: it is never printed again by itself, only as a copy when a person asks. With a {@link PrintMemory}
 * that holds over a restart too.
 */
import type { Device, FailedAct, StatusEvent } from '../status.ts'

export interface EntryTicket {
  kind: 'entry_ticket'
  outlet: string
  gate: string
  /** IANA zone of the outlet. */
  timeZone: string
  atMs: number
  /** Printed large. */
  ticket: string
  /** What the QR code says; the number without it. */
  code?: string
  plate?: string
}

export interface ReceiptLine {
  /** What the tariff calls it, such as `first_period`; unknown names are printed as they are. */
  text: string
  /** The band or validation it is for; well-known ones have words, others are printed as they are. */
  name?: string
  quantity: number
  /** Negative for a discount. */
  amount: number
}

/** Amounts are integers in the smallest unit of `currency`. */
export interface Receipt {
  kind: 'receipt'
  outlet: string
  gate: string
  timeZone: string
  atMs: number
  /** What the stay was paid for: ticket, card or plate, as the customer knows it. */
  reference?: string
  durationMinutes?: number
  lines: readonly ReceiptLine[]
  currency: string
  amount: number
  paidAmount: number
  changeAmount: number
  method: 'cash' | 'card' | 'qris' | 'free'
  /** Until when to drive out without paying again; of a machine that is not the exit. */
  leaveByMs?: number
  /** The QR code: the id of the payment, for questions afterwards. */
  code: string
}

/** Of water that was paid for: what came, what it cost, and where the rest is. Amounts are integers in the smallest unit of `currency`. */
export interface WaterReceipt {
  kind: 'water_receipt'
  outlet: string
  gate: string
  timeZone: string
  atMs: number
  volumeMl: number
  deliveredMl: number
  currency: string
  /** What the water that came costs. */
  amount: number
  /** All that was paid, what was left over from before among it. */
  paidAmount: number
  creditUsed: number
  /** Paid beyond that: so much of it is back on a prepaid card, the rest is credit at the machine. */
  remainder: number
  toPrepaid: number
  method: Receipt['method'] | 'prepaid' | 'credit'
  /** The QR code: the id of the session, for questions afterwards. */
  code: string
}

export type PrintContent = EntryTicket | Receipt | WaterReceipt

export interface PrintJob {
  id: string
  content: PrintContent
}

/** `isAssumed`: this printer cannot say when a job is done; it was well before and after. */
export type PrintResult = { ok: true; isAssumed?: true } | FailedAct

/** What outlives the program: the jobs that were begun and whose end it has not seen. */
export interface PrintMemory {
  /** As they were last kept, oldest first. */
  kept(): readonly PrintJob[]
  /** Durable on return, as far as the disk lets it; never throws, for a paper is printed all the same. */
  keep(jobs: readonly PrintJob[]): void
}

export interface PrinterPort extends Device<StatusEvent> {
  /**
   * Prints the job unless it was printed already. `moved: 'no'`: nothing of it is on paper, and nothing will be; it may
   * be asked for again. `moved: 'maybe'`: the job is lost, and asking again does not print it.
   */
  print(job: PrintJob): Promise<PrintResult>
  /** The lost jobs, oldest first; those of earlier runs among them when the printer was given a memory. */
  lost(): readonly PrintJob[]
  /** Prints a lost job, marked as a copy; `not_supported` for any other. It is not lost any more once a copy came out. */
  reprint(id: string): Promise<PrintResult>
}
