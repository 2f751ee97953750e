import type { JSX } from 'solid-js'

/** A day, `2026-01-20`; undefined while none is chosen. */
export function DayField(props: { label: string; value: string | undefined; onChange: (day: string | undefined) => void }): JSX.Element {
  return (
    <div class="input w-[144px] px-2.5 text-muted max-md:w-full">
      <input
        type="date"
        aria-label={props.label}
        value={props.value ?? ''}
        onChange={event => props.onChange(event.currentTarget.value || undefined)}
      />
    </div>
  )
}
