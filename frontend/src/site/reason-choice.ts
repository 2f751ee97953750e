/** Why a person acts on a gate: a reason of the pick list, or words of their own. */
import { createSignal } from 'solid-js'

export const reasons = [
  'card_damaged',
  'ticket_lost',
  'reader_fault',
  'payment_problem',
  'vip',
  'maintenance',
  'emergency',
  'other',
] as const
/** Why a paper is printed a second time. */
export const copyReasons = ['paper_changed', 'printer_fault', 'unreadable', 'other'] as const
export type Reason = (typeof reasons)[number] | (typeof copyReasons)[number]

export interface ReasonChoice {
  /** What goes to the hub: a code of the pick list, or the person's own words. Undefined while it is not given. */
  text: () => string | undefined
  picked: () => Reason | undefined
  pick: (reason: Reason) => void
  own: () => string
  setOwn: (text: string) => void
  /** `text` was given with an act: the next one has a reason of its own. Another one chosen meanwhile stays. */
  spent: (text: string) => void
}

/** A choice that begins empty. */
export function createReason(): ReasonChoice {
  const [picked, pick] = createSignal<Reason>()
  const [own, setOwn] = createSignal('')
  const text = () => (picked() === 'other' ? own().trim() || undefined : picked())
  return {
    picked,
    pick: reason => void pick(reason),
    own,
    setOwn,
    text,
    spent(given) {
      if (text() !== given) return
      pick(undefined)
      setOwn('')
    },
  }
}
