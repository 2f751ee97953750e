/** Nobody is served, and money of a customer is still in the machine: it is not forgotten. */
import { Show } from 'solid-js'
import { useSpeech } from '../speech.ts'
import type { Credit } from './ways.ts'
import { useSaleWords } from './words/words.ts'
import './credit.css'

export function CreditKept(props: { credit: Credit | undefined }) {
  const words = useSaleWords()
  const { say } = useSpeech()
  return (
    <Show when={props.credit}>
      {credit => <p class="credit-kept">{words().creditWaits(say().money(credit().amount, credit().currency))}</p>}
    </Show>
  )
}
