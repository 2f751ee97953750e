/** Choosing one of a few things, all visible: a row of segments or of chips. */
import { Key } from '@solid-primitives/keyed'
import { type JSX, Show } from 'solid-js'

export interface Option<V extends string = string> {
  value: V
  label: string
  /** Shown faintly after the label. */
  note?: string | undefined
}

/** A row of choices of which one is taken; arrow keys move as in any radio group. */
export function Segments<V extends string>(props: {
  label: string
  value: V
  options: Option<V>[]
  onChange: (value: V) => void
  chips?: boolean
}): JSX.Element {
  const move = (event: KeyboardEvent, index: number) => {
    const step = event.key === 'ArrowRight' || event.key === 'ArrowDown' ? 1 : event.key === 'ArrowLeft' || event.key === 'ArrowUp' ? -1 : 0
    if (step === 0) return
    event.preventDefault()
    const next = props.options[(index + step + props.options.length) % props.options.length]
    if (next === undefined) return
    props.onChange(next.value)
    const group = (event.currentTarget as HTMLElement).parentElement
    group?.querySelector<HTMLElement>(`[data-value="${next.value}"]`)?.focus()
  }
  return (
    <div role="radiogroup" aria-label={props.label} class={props.chips === true ? 'flex flex-wrap gap-x-2 gap-y-2.5' : 'segments'}>
      {/* By value: options made anew must not take a button away from under the hand or the focus. */}
      <Key each={props.options} by="value">
        {(option, index) => (
          <button
            type="button"
            role="radio"
            class={props.chips === true ? 'chip' : 'segment'}
            data-value={option().value}
            aria-checked={props.value === option().value}
            tabIndex={props.value === option().value ? 0 : -1}
            onClick={() => props.onChange(option().value)}
            onKeyDown={event => move(event, index())}
          >
            <span>
              {option().label}
              <Show when={option().note}>
                <span class="ml-1.5">{option().note}</span>
              </Show>
            </span>
          </button>
        )}
      </Key>
    </div>
  )
}
