/**
 * Notes and coins. Each is a fact before anything else. A note goes into the box only while somebody owes, and its money belongs to the
 * bill it was accepted for.
 */
import type { FailedAct } from '../../devices/status.ts'
import { raiseIncident } from '../alarms.ts'
import { type CoinsBooked, coinsCome } from './coin-count.ts'
import { type Bill, restartPaying, takesMoney, type TillTurn } from './till.ts'

/** A note waits in escrow. */
export function onEscrow({ state: { till }, context, effects }: TillTurn, amount: number): void {
  if (till.bill === null || till.note !== null || !takesMoney(till)) return void effects.push({ do: 'cash', act: 'give_back' })
  const noteId = context.newId()
  till.note = { id: noteId, amount, sessionId: till.bill.sessionId }
  effects.push({ do: 'cash', act: 'accept', noteId })
}

/** The note is in the box. */
export function onStacked(turn: TillTurn, amount: number): void {
  turn.state.till.note = null
  bookCash(turn, amount, turn.state.till.bill, 'A note')
}

/** The order to take this very note was not carried out. Only what surely did not reach the device counts as given back. */
export function onNotAccepted(turn: TillTurn, noteId: string, { moved, message }: FailedAct): void {
  const { till } = turn.state
  if (till.note?.id !== noteId) return
  if (moved === 'no') till.note = null
  else noteUnproven(turn, message)
}

/** The device cannot say what became of a note, perhaps one that nobody was asked about. */
export function onUnproven(turn: TillTurn, amount: number | null, why: string): void {
  const { till } = turn.state
  if (till.note !== null) return noteUnproven(turn, why)
  tellUnproven(turn, { amount, sessionId: till.bill?.sessionId ?? null }, why)
}

/** Whether the note went into the box nobody knows; that is said, with whose it was, and a person has to look. */
export function noteUnproven(turn: TillTurn, why: string): void {
  const { note } = turn.state.till
  if (note === null) return
  turn.state.till.note = null
  tellUnproven(turn, note, why)
}

function tellUnproven(turn: TillTurn, { amount, sessionId }: { amount: number | null; sessionId: string | null }, why: string): void {
  const { currency } = turn.config
  const about = { ...(sessionId === null ? {} : { session_id: sessionId }), ...(amount === null ? {} : { amount, currency }) }
  const what = amount === null ? 'A note' : `A note of ${amount} ${currency}`
  const whose = sessionId === null ? '' : ` of session ${sessionId}`
  raiseIncident(turn, 'note_unproven', 'critical', `${what}${whose} may be in the box unbooked: ${why}`, about)
}

/** The acceptor's count; of nobody's bill when it was never told before. */
export function onCounted(turn: TillTurn, { since, amount, perPulse, torn }: CoinsBooked): void {
  const { till } = turn.state
  const come = coinsCome(till.coins, { since, amount, perPulse, torn })
  till.coins = { since, amount, perPulse, torn }
  till.awaitsCoins = false
  const { bill } = till
  if (come.isBroken && bill !== null) coinsUnproven(turn, 'the board lost its power while somebody was paying')
  for (let missing = come.torn; missing > 0; missing -= 1) coinsUnproven(turn, 'the board restarted in the middle of one')
  if (come.amount > 0) bookCash(turn, come.amount, come.isFirst ? null : bill, 'Coins')
}

function coinsUnproven(turn: TillTurn, why: string): void {
  const sessionId = turn.state.till.bill?.sessionId
  const whose = sessionId === undefined ? '' : ` of session ${sessionId}`
  const about = sessionId === undefined ? {} : { session_id: sessionId }
  raiseIncident(turn, 'note_unproven', 'critical', `Coins${whose} may be in the box unbooked: ${why}`, about)
}

function bookCash(turn: TillTurn, amount: number, bill: Bill | null, what: 'A note' | 'Coins'): void {
  const { context, effects } = turn
  if (bill === null) {
    const { currency } = turn.config
    const text = `${what} of ${amount} ${currency} came in while nobody was paying`
    return raiseIncident(turn, 'cash_unclaimed', 'warning', text, { amount, currency })
  }
  const { sessionId, currency } = bill
  effects.push({
    do: 'record',
    fact: {
      type: 'cash_received',
      payload: { session_id: sessionId, payment_id: context.newId(), amount, currency, quote_amount: bill.amount },
    },
  })
  bill.received.cash += amount
  if (bill.prepaidId !== null) bill.afterCard += amount
  restartPaying(turn)
}
