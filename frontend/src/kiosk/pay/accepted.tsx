/** The notes the machine takes, as people call them, where it says so. */
import { For, Show } from 'solid-js'
import { useSpeech } from '../speech.ts'
import { noteName } from '../wording.ts'
import type { Money } from './ways.ts'
import './pay.css'

export function Accepted(props: { takes: Money; notes: readonly number[] }) {
  const { words, language } = useSpeech()
  return (
    <Show
      when={props.takes !== 'coins' && props.notes.length > 0}
      fallback={<p>{props.takes === 'coins' ? words().pay.coinsBody : words().pay.cashBody}</p>}
    >
      <ul class="accepts" aria-label={words().pay.accepts}>
        <For each={props.notes}>{note => <li>{noteName(language(), note)}</li>}</For>
      </ul>
    </Show>
  )
}
