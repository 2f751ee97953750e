/** How much of what is owed has arrived. */
import { useSpeech } from '../speech.ts'
import type { Due } from './ways.ts'
import './pay.css'

export function Received(props: { due: Due }) {
  const { words, say } = useSpeech()
  return (
    <>
      <p class="received">
        <span class="received-label">{words().pay.paid}</span>
        <strong>{say().money(props.due.paid, props.due.currency)}</strong>
        <span>{words().pay.of(say().money(props.due.amount, props.due.currency))}</span>
      </p>
      <progress
        class="received-bar"
        max={props.due.amount}
        value={Math.min(props.due.paid, props.due.amount)}
        aria-label={words().pay.paid}
      />
    </>
  )
}
