import { createUniqueId, For, type JSX, Show } from 'solid-js'
import type { Option } from './segments.tsx'

/** Several of some things, each with a box to tick; what a choice means stands below it. */
export function Checks<V extends string>(props: {
  label: string
  options: Option<V>[]
  value: readonly V[]
  onChange: (value: V[]) => void
  /** The label is read aloud only. */
  quiet?: boolean
}): JSX.Element {
  const id = createUniqueId()
  const toggle = (value: V, on: boolean) =>
    props.onChange(props.options.map(option => option.value).filter(each => (each === value ? on : props.value.includes(each))))
  return (
    <fieldset class="field m-0 border-0 p-0">
      <legend class={props.quiet === true ? 'sr-only' : 'field-label mb-1.5 p-0'}>{props.label}</legend>
      <div class="checks">
        <For each={props.options}>
          {(option, index) => (
            <label class="check" for={`${id}-${index()}`}>
              <input
                id={`${id}-${index()}`}
                type="checkbox"
                checked={props.value.includes(option.value)}
                onChange={event => toggle(option.value, event.currentTarget.checked)}
              />
              <span class="min-w-0">
                <span class="block font-[540]">{option.label}</span>
                <Show when={option.note}>
                  <span class="hint block">{option.note}</span>
                </Show>
              </span>
            </label>
          )}
        </For>
      </div>
    </fieldset>
  )
}
