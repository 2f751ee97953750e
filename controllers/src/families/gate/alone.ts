/** Whom this lane let through while no hub answered: all it can know, by itself, of who passes twice the same way. */
import type { PassbackRule } from '@palang/protocol'
import type { Credential, Turn, Visit } from './state.ts'

/** Somebody this lane let through by itself. */
export interface LonePassage {
  key: string
  visitId: string
  atMs: number
}

/** So many are remembered; the hub compares all of them afterwards. */
const mostRemembered = 200

/** Whether the site's rule refuses a credential that this lane let through a while ago. Without a rule from the hub nobody is. */
export function passesAgain({ state, context }: Turn, credential: Credential): boolean {
  const rule: PassbackRule | null = context.passbackRule()
  const key = keyOf(credential)
  const last = state.alone.findLast(passage => passage.key === key)
  if (rule === null || key === null || last === undefined || rule.mode === 'soft') return false
  return rule.mode === 'hard' || context.nowMs - last.atMs < rule.minutes * 60_000
}

/** Remembers that this lane decided alone to let the visit's credential through. */
export function rememberAlone({ state, context }: Turn, visit: Visit): void {
  const key = visit.credential === null ? null : keyOf(visit.credential)
  if (key !== null) state.alone = [...state.alone, { key, visitId: visit.id, atMs: context.nowMs }].slice(-mostRemembered)
}

/** The vehicle of this visit did not pass after all. */
export function forgetVisit({ state }: Turn, visit: Visit): void {
  if (state.alone.some(passage => passage.visitId === visit.id)) state.alone = state.alone.filter(passage => passage.visitId !== visit.id)
}

/** The hub answers again, and knows more than this lane. */
export function forgetAlone({ state }: Turn): void {
  if (state.alone.length > 0) state.alone = []
}

/** Cards and tickets go by their number; who pressed the button has nothing to be known by. */
function keyOf(credential: Credential): LonePassage['key'] | null {
  switch (credential.kind) {
    case 'card':
      return `card:${credential.cardId}`
    case 'ticket':
      return `ticket:${credential.ticket}`
    case 'plate':
      return `plate:${credential.plate}`
    case 'ticket_button':
      return null
  }
}
