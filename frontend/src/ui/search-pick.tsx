/** Choosing one of many things by typing part of its name. */
import * as Combobox from '@kobalte/core/combobox'
import Check from 'lucide-solid/icons/check'
import ChevronDown from 'lucide-solid/icons/chevron-down'
import type { JSX } from 'solid-js'
import { usePopPlace } from './pop-place.ts'
import type { Option } from './segments.tsx'

/** A drop-down that is searched; `label` is read aloud and stands in the empty field. */
export function SearchPick<V extends string>(props: {
  label: string
  value: V | undefined
  options: Option<V>[]
  onChange: (value: V) => void
  class?: string
}): JSX.Element {
  const place = usePopPlace()
  const selected = () => props.options.find(option => option.value === props.value) ?? null
  return (
    <Combobox.Root<Option<V>>
      class={`min-w-0 ${props.class ?? ''}`}
      options={props.options}
      optionValue="value"
      optionTextValue="label"
      optionLabel="label"
      defaultFilter="contains"
      value={selected()}
      onChange={option => {
        if (option !== null) props.onChange(option.value)
      }}
      placeholder={props.label}
      triggerMode="focus"
      disallowEmptySelection
      gutter={6}
      sameWidth
      fitViewport
      itemComponent={item => (
        <Combobox.Item item={item.item} class="pop-item justify-between">
          {/* As wide as the field, however long a name is: it breaks instead. */}
          <Combobox.ItemLabel class="w-0 min-w-0 grow [overflow-wrap:anywhere]">{item.item.rawValue.label}</Combobox.ItemLabel>
          <Combobox.ItemIndicator>
            <Check size={16} class="text-accent" aria-hidden="true" />
          </Combobox.ItemIndicator>
        </Combobox.Item>
      )}
    >
      <Combobox.Control class="input justify-between">
        <Combobox.Input aria-label={props.label} class="min-w-0 flex-1" />
        <Combobox.Trigger class="-my-0.5 self-stretch text-muted" aria-label={props.label} tabIndex={-1}>
          <ChevronDown size={17} aria-hidden="true" />
        </Combobox.Trigger>
      </Combobox.Control>
      <Combobox.Portal mount={place()}>
        {/* The focus stays in the field: inside a dialog, a press that takes it away chooses nothing. */}
        <Combobox.Content class="pop" onMouseDown={(event: MouseEvent) => event.preventDefault()}>
          <Combobox.Listbox class="max-h-[320px] overflow-y-auto outline-none" />
        </Combobox.Content>
      </Combobox.Portal>
    </Combobox.Root>
  )
}
