/** What stands on an entry ticket. */
import type { PrintJob } from '../../devices/printer/port.ts'

export interface TicketFacts {
  ticket: string
  atMs: number
  outlet: { name: string; timezone: string }
  gateName: string
}

/** The job of one ticket; its number is also its id, so that it is printed once. */
export function ticketJob({ ticket, atMs, outlet, gateName }: TicketFacts): PrintJob {
  return { id: ticket, content: { kind: 'entry_ticket', outlet: outlet.name, gate: gateName, timeZone: outlet.timezone, atMs, ticket } }
}
