import type { JSX } from 'solid-js'
import { SearchField } from '../../ui/search-field.tsx'
import { Segments } from '../../ui/segments.tsx'

/** Chips to narrow a list, and a line to search it by. */
export function ListHead<V extends string>(props: {
  filterLabel: string
  filter: V
  options: { value: V; label: string; note?: string }[]
  onFilter: (filter: V) => void
  findLabel: string
  text: string
  onText: (text: string) => void
  children?: JSX.Element
}): JSX.Element {
  return (
    <div class="flex flex-wrap items-center gap-x-3 gap-y-2.5">
      <Segments<V>
        chips
        label={props.filterLabel}
        value={props.filter}
        options={props.options}
        onChange={filter => props.onFilter(filter)}
      />
      <div class="ml-auto flex flex-wrap gap-2.5 max-md:ml-0 max-md:w-full">
        {props.children}
        <SearchField
          class="min-h-9 w-[260px] max-md:w-full"
          label={props.findLabel}
          text={props.text}
          onText={text => props.onText(text)}
        />
      </div>
    </div>
  )
}
