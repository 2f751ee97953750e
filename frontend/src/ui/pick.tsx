/** Choosing one of several things from a drop-down. */
import * as Select from '@kobalte/core/select'
import Check from 'lucide-solid/icons/check'
import ChevronDown from 'lucide-solid/icons/chevron-down'
import { type JSX, Show } from 'solid-js'
import { usePopPlace } from './pop-place.ts'
import type { Option } from './segments.tsx'

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
  const place = usePopPlace()
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
      <Select.Trigger
        class="input justify-between text-left"
        aria-label={props.label}
        data-invalid={props.invalid === true ? '' : undefined}
      >
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
      <Select.Portal mount={place()}>
        <Select.Content class="pop">
          <Select.Listbox class="max-h-[320px] overflow-y-auto outline-none" />
        </Select.Content>
      </Select.Portal>
    </Select.Root>
  )
}
