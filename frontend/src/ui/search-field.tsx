import Search from 'lucide-solid/icons/search'
import type { JSX } from 'solid-js'

/** A line to search by, told with every key; `class` gives its width, `children` stand at its end. */
export function SearchField(props: {
  label: string
  text: string
  onText: (text: string) => void
  class: string
  maxLength?: number
  children?: JSX.Element
}): JSX.Element {
  return (
    <div class={`input ${props.class}`}>
      <Search size={16} class="shrink-0 text-muted" aria-hidden="true" />
      <input
        type="search"
        aria-label={props.label}
        placeholder={props.label}
        maxlength={props.maxLength}
        value={props.text}
        onInput={event => props.onText(event.currentTarget.value)}
      />
      {props.children}
    </div>
  )
}
