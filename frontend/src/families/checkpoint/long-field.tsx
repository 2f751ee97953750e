import { type JSX, Show } from 'solid-js'

/** A labelled field of several lines, with a hint below; `invalid` turns the hint into a complaint. */
export function LongField(props: {
  id: string
  label: string
  value: string
  onInput: (text: string) => void
  hint?: string | undefined
  invalid?: boolean
}): JSX.Element {
  return (
    <div class="field">
      <label for={props.id}>{props.label}</label>
      <div class="input h-auto p-0" data-invalid={props.invalid === true ? '' : undefined}>
        <textarea
          id={props.id}
          rows={6}
          class="w-full resize-y bg-transparent px-3 py-2 font-mono text-[13.5px] outline-none"
          spellcheck={false}
          value={props.value}
          aria-invalid={props.invalid === true ? 'true' : undefined}
          aria-describedby={props.hint === undefined ? undefined : `${props.id}-hint`}
          onInput={event => props.onInput(event.currentTarget.value)}
        />
      </div>
      <Show when={props.hint}>
        <span id={`${props.id}-hint`} class={props.invalid === true ? 'hint-bad' : 'hint'}>
          {props.hint}
        </span>
      </Show>
    </div>
  )
}
