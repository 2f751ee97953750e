/** What stands on an entry ticket and on a receipt. */
import type { PrintJob } from '../../devices/printer/port.ts'
import type { Quote } from './state.ts'

/** Something to be printed for a driver. */
export type Paper =
  | { kind: 'ticket'; ticket: string; code: string | null; atMs: number }
  | {
      kind: 'receipt'
      visitId: string
      quote: Quote
      reference: string | null
      changeAmount: number
      method: 'cash' | 'card' | 'qris'
      atMs: number
      /** Printed where the customer still has to drive to the exit. */
      leaveByMs?: number
    }

export interface Place {
  outlet: { name: string; timezone: string }
  gateName: string
}

/** The job of one paper. A ticket's number is also its id, a receipt is of one visit: each is printed once. */
export function paperJob(paper: Paper, { outlet, gateName }: Place): PrintJob {
  const place = { outlet: outlet.name, gate: gateName, timeZone: outlet.timezone, atMs: paper.atMs }
  if (paper.kind === 'ticket') {
    const { ticket, code } = paper
    return { id: ticket, content: { kind: 'entry_ticket', ...place, ticket, ...(code === null ? {} : { code }) } }
  }
  const { visitId, quote, reference, changeAmount, method, leaveByMs } = paper
  const { sessionId, amount, paidAmount, currency, durationMinutes, lines } = quote
  return {
    id: `receipt-${visitId}`,
    content: {
      kind: 'receipt',
      ...place,
      ...(reference === null ? {} : { reference }),
      ...(durationMinutes === null ? {} : { durationMinutes }),
      lines,
      currency,
      amount,
      paidAmount,
      changeAmount,
      method,
      ...(leaveByMs === undefined ? {} : { leaveByMs }),
      code: sessionId,
    },
  }
}

/** How people are told which paper it is. */
export function paperName(paper: Paper): string {
  return paper.kind === 'ticket' ? `Ticket ${paper.ticket}` : `Receipt of session ${paper.quote.sessionId}`
}
