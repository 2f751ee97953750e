import { type JSX, Show } from 'solid-js'

/** A labelled line to type into, with a hint below; `invalid` turns the hint into a complaint. */
export function TextField(props: {
  id: string
  label: string
  value: string
  onInput: (text: string) => void
  maxlength: number
  hint?: string | undefined
  type?: 'text' | 'date' | 'datetime-local' | 'email' | 'password'
  invalid?: boolean
  required?: boolean
  autocomplete?: string
  inputmode?: 'numeric' | 'email'
  /** Ids the browser may suggest, from a `datalist`. */
  list?: string
  mono?: boolean
  /** Something to press at the end of the line. */
  end?: JSX.Element
  ref?: (field: HTMLInputElement) => void
}): JSX.Element {
  return (
    <div class="field">
      <label for={props.id}>{props.label}</label>
      <div class={`input ${props.end === undefined ? '' : 'pr-1.5'}`} data-invalid={props.invalid === true ? '' : undefined}>
        <input
          ref={field => props.ref?.(field)}
          id={props.id}
          type={props.type ?? 'text'}
          class={props.mono === true ? 'tabular font-mono' : undefined}
          autocomplete={props.autocomplete ?? 'off'}
          inputmode={props.inputmode}
          list={props.list}
          maxlength={props.maxlength}
          required={props.required === true}
          spellcheck={false}
          value={props.value}
          aria-invalid={props.invalid === true ? 'true' : undefined}
          aria-describedby={props.hint === undefined ? undefined : `${props.id}-hint`}
          onInput={event => props.onInput(event.currentTarget.value)}
        />
        {props.end}
      </div>
      <Show when={props.hint}>
        <span id={`${props.id}-hint`} class={props.invalid === true ? 'hint-bad' : 'hint'}>
          {props.hint}
        </span>
      </Show>
    </div>
  )
}
