/**
 * Who has paid and turned back: the hub told this gate so, or the gate took the money itself. Within the grace they leave with the hub
 * away too. What was paid at another gate or by hand this gate learns only when the hub answers it about that stay.
 */
import { isWithinGrace } from '@palang/tariff'
import type { Credential, Turn, Visit } from './state.ts'

/** More have never paid within one grace at one gate. */
const mostKept = 100

/** A stay that was covered at `atMs` and has not been seen leaving. */
export type SettledStay = { sessionId: string; credential: Credential; atMs: number; graceMinutes: number }

/** The stay of the visit is covered since `atMs`. Without a grace told by the hub nothing is kept: it may not be long over. */
export function rememberSettled(
  turn: Turn,
  { sessionId, credential, graceMinutes }: Pick<Visit, 'sessionId' | 'credential' | 'graceMinutes'>,
  atMs: number,
): void {
  if (sessionId === null || credential === null || graceMinutes === null) return
  const others = turn.state.settledStays.filter(stay => stay.sessionId !== sessionId && standsNow(turn, stay))
  turn.state.settledStays = [...others, { sessionId, credential, atMs, graceMinutes }].slice(-mostKept)
}

/** The stay has left, or owes again. */
export function forgetSettled({ state }: Turn, sessionId: string | null | undefined): void {
  state.settledStays = state.settledStays.filter(stay => stay.sessionId !== sessionId)
}

/** A fact of the payment may be written a moment after the payment. */
const slackMs = 1_000

/** Whether this gate knows as paid what `credential` shows, and the hub has not taken all that the gate told since: the payment may be in it. */
export function isPaidUntold(turn: Turn, credential: Credential): boolean {
  const settled = settledFor(turn, credential)
  const untoldSinceMs = turn.context.untoldSinceMs()
  return settled !== undefined && untoldSinceMs !== null && untoldSinceMs <= settled.atMs + slackMs
}

/** The stay shown by `credential`, when it was covered and its grace is not over. */
export function settledFor(turn: Turn, credential: Credential): SettledStay | undefined {
  return turn.state.settledStays.find(stay => standsNow(turn, stay) && isSame(stay.credential, credential))
}

function standsNow({ context }: Turn, { atMs, graceMinutes }: SettledStay): boolean {
  return isWithinGrace(atMs, graceMinutes, context.nowMs)
}

function isSame(a: Credential, b: Credential): boolean {
  if (a.kind === 'card') return b.kind === 'card' && a.cardId === b.cardId
  if (a.kind === 'ticket') return b.kind === 'ticket' && a.ticket === b.ticket
  return a.kind === 'plate' && b.kind === 'plate' && a.plate === b.plate
}
