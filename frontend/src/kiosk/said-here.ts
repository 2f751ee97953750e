/** What an operator has this screen say, in the customer's language where it is one of the ready-made phrases. */
import type { HelpPhrase } from '@palang/protocol'
import type { PanelLane } from './snapshot.ts'

type Call = NonNullable<PanelLane['help']>
type Phrases = Readonly<Record<HelpPhrase, string>>

/** Changes with everything an operator does about the call; empty while nobody has taken it. */
export function newsOf(call: Call | undefined): string {
  return call?.answered_at === undefined ? '' : `${call.answered_at} ${call.phrase ?? ''} ${call.text ?? ''}`
}

/** The words to show; nothing while nothing was said, or for a phrase this build does not know. */
export function saidIn(call: Call | undefined, phrases: Phrases): string | undefined {
  if (call?.text !== undefined) return call.text
  return Object.entries(phrases).find(([phrase]) => phrase === call?.phrase)?.[1]
}
