/** One large button that stops what runs, with what that means beside it. */
import { Show } from 'solid-js'
import { endSale } from '../panel.ts'
import { createWish } from './wish.ts'
import { useSaleWords } from './words/words.ts'
import './stop.css'

export function StopButton(props: { hint: string }) {
  const words = useSaleWords()
  const wish = createWish()
  return (
    <div class="stop-end">
      <Show when={wish.refused()} fallback={<p>{props.hint}</p>}>
        {why => (
          <p class="stop-refused" role="alert">
            {words().refused[why()]}
          </p>
        )}
      </Show>
      <button class="stop-button" type="button" onClick={() => wish.send(() => endSale('stop'))}>
        <svg viewBox="0 0 24 24" aria-hidden="true">
          <rect x="4" y="4" width="16" height="16" rx="3" />
        </svg>
        {wish.isAsking() ? words().stopping : words().stop}
      </button>
    </div>
  )
}
