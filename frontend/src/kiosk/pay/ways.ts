/** Paying without cash, in any family: what the panel tells of it, and what of that can be done now. */
import type { PanelCard, PanelQris } from '../snapshot.ts'

/** What is owed, in the smallest unit of the currency. */
export interface Due {
  currency: string
  amount: number
  paid: number
  /** Still to pay, never negative. */
  remaining: number
}

/** Which money the machine takes now. */
export type Money = 'notes' | 'coins' | 'both'

/** Begins to pay this way, or leaves it. */
export type PayAct = (act: 'start' | 'cancel') => void

/** Paying by QRIS, where it can be chosen or was. */
export type PayByCode =
  | { state: 'offered' | 'withdrawn'; reason: string | undefined }
  | { state: 'starting' | 'cancelling' }
  | { state: 'shown'; code: string; expiresAt: string | undefined }

/** QRIS may be chosen, or could be until now. */
export type CodeChoice = Extract<PayByCode, { state: 'offered' | 'withdrawn' }>
/** QRIS was chosen. */
export type CodeUnderWay = Exclude<PayByCode, CodeChoice>

export function isCodeChoice(qris: PayByCode): qris is CodeChoice {
  return qris.state === 'offered' || qris.state === 'withdrawn'
}

/** Paying at the card terminal, where it can be chosen or was. */
export type PayByCard = { state: 'offered'; reason: string | undefined } | { state: 'reading' | 'cancelling' | 'asking' }

/** What is owed when of `amount` so much is `paid`. */
export function dueOf(amount: number, paid: number, currency: string): Due {
  return { currency, amount, paid, remaining: Math.max(0, amount - paid) }
}

/** Which money there is a device for; null for none. */
export function moneyOf({ notes, coins }: { notes: boolean; coins: boolean }): Money | null {
  if (notes && coins) return 'both'
  return notes ? 'notes' : coins ? 'coins' : null
}

/** A code that is shown stays when the hub goes away: it may be paid all the same. Null when QRIS is not to be had. */
export function payByCodeOf(qris: PanelQris | undefined, hubOnline: boolean): PayByCode | null {
  if (qris === undefined) return null
  const { state, code, expires_at: expiresAt, reason } = qris
  switch (state) {
    case 'offered':
      return hubOnline ? { state, reason } : null
    case 'withdrawn':
      return { state, reason }
    case 'shown':
      return code === undefined ? { state: 'starting' } : { state, code, expiresAt }
    case 'starting':
    case 'cancelling':
      return { state }
  }
}

/** The terminal has a line of its own: the hub need not be there. */
export function payByCardOf(card: PanelCard | undefined): PayByCard | null {
  if (card === undefined) return null
  const { state, reason } = card
  return state === 'offered' ? { state, reason } : { state }
}
