import { numberOnCode } from '@palang/protocol'
import type { Credential } from './state.ts'

/** A ticket as it was typed or scanned: its number, and the text of its code where that was read. */
export function ticketShown(text: string): Extract<Credential, { kind: 'ticket' }> {
  const ticket = numberOnCode(text)
  return ticket === undefined ? { kind: 'ticket', ticket: text } : { kind: 'ticket', ticket, code: text }
}
