import type { JSX } from 'solid-js'

/** A day, `2026-01-20`; undefined while none is chosen. Its name stands in the field, because an empty day looks like any other. */
export function DayField(props: { label: string; value: string | undefined; onChange: (day: string | undefined) => void }): JSX.Element {
  return (
    <label class="input w-auto gap-2 px-2.5 text-muted max-md:w-full max-md:flex-col max-md:items-stretch max-md:gap-0 max-md:py-1.5">
      <span class="text-[13px] text-faint">{props.label}</span>
      <input
        type="date"
        class="min-w-[116px]"
        value={props.value ?? ''}
        onChange={event => props.onChange(event.currentTarget.value || undefined)}
      />
    </label>
  )
}
