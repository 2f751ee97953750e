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
  const time = new Intl.DateTimeFormat('id-ID', { timeZone: outlet.timezone, dateStyle: 'medium', timeStyle: 'short' }).format(atMs)
  return { id: ticket, lines: [outlet.name, gateName, time, ticket], code: ticket }
}
