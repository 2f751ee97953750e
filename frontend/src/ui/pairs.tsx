import { For, type JSX } from 'solid-js'

/** Words with their values, one pair a line. */
export function Pairs(props: { rows: readonly (readonly [word: string, value: string])[] }): JSX.Element {
  return (
    <dl class="-my-1.5">
      <For each={props.rows}>
        {([word, value]) => (
          <div class="flex justify-between gap-6 border-line-soft py-2 not-first:border-t">
            <dt class="text-muted">{word}</dt>
            <dd class="text-right font-[520]">{value}</dd>
          </div>
        )}
      </For>
    </dl>
  )
}
