/** Choosing one of a few things: a drop-down, a row of segments, a row of chips. */
import * as Select from '@kobalte/core/select'
import Check from 'lucide-solid/icons/check'
import ChevronDown from 'lucide-solid/icons/chevron-down'
import { For, type JSX, Show } from 'solid-js'

export interface Option<V extends string = string> {
  value: V
  label: string
  /** Shown faintly after the label. */
  note?: string | undefined
}

/** A drop-down. `label` is read aloud; `prefix` is also shown before the choice. */
export function Pick<V extends string>(props: {
  label: string
  prefix?: string
  value: V | undefined
  options: Option<V>[]
  onChange: (value: V) => void
  placeholder?: string
  invalid?: boolean
  class?: string
}): JSX.Element {
  const selected = () => props.options.find(option => option.value === props.value) ?? null
  return (
    <Select.Root<Option<V>>
      class={`min-w-0 ${props.class ?? ''}`}
      options={props.options}
      optionValue="value"
      optionTextValue="label"
      value={selected()}
      onChange={option => {
        if (option !== null) props.onChange(option.value)
      }}
      placeholder={<span class="text-faint">{props.placeholder ?? ''}</span>}
      disallowEmptySelection
      gutter={6}
      sameWidth
      fitViewport
      itemComponent={item => (
        <Select.Item item={item.item} class="pop-item justify-between">
          <Select.ItemLabel>{item.item.rawValue.label}</Select.ItemLabel>
          <Select.ItemIndicator>
            <Check size={16} class="text-accent" aria-hidden="true" />
          </Select.ItemIndicator>
        </Select.Item>
      )}
    >
      <Select.Trigger class="input justify-between text-left" aria-label={props.label} data-invalid={props.invalid === true ? '' : undefined}>
        <span class="flex min-w-0 gap-1.5">
          <Show when={props.prefix}>
            <span class="shrink-0 text-muted">{props.prefix}</span>
          </Show>
          <Select.Value<Option<V>> class="truncate">{state => state.selectedOption().label}</Select.Value>
        </span>
        <Select.Icon class="text-muted">
          <ChevronDown size={17} aria-hidden="true" />
        </Select.Icon>
      </Select.Trigger>
      <Select.Portal>
        <Select.Content class="pop">
          <Select.Listbox class="max-h-[320px] overflow-y-auto outline-none" />
        </Select.Content>
      </Select.Portal>
    </Select.Root>
  )
}

/** A row of choices of which one is taken; arrow keys move as in any radio group. */
export function Segments<V extends string>(props: { label: string; value: V; options: Option<V>[]; onChange: (value: V) => void; chips?: boolean }): JSX.Element {
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
    <div role="radiogroup" aria-label={props.label} class={props.chips === true ? 'flex flex-wrap gap-2' : 'segments'}>
      <For each={props.options}>
        {(option, index) => (
          <button
            type="button"
            role="radio"
            class={props.chips === true ? 'chip' : 'segment'}
            data-value={option.value}
            aria-checked={props.value === option.value}
            tabIndex={props.value === option.value ? 0 : -1}
            onClick={() => props.onChange(option.value)}
            onKeyDown={event => move(event, index())}
          >
            <span>
              {option.label}
              <Show when={option.note}>
                <span class="ml-1.5 opacity-85">{option.note}</span>
              </Show>
            </span>
          </button>
        )}
      </For>
    </div>
  )
}
