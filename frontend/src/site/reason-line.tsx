/** Why a person acts on a machine, in their own words; the usual ones are offered to be pressed. */
import { For, type JSX } from 'solid-js'
import { TextField } from '../ui/text-field.tsx'

/** Longest reason the hub takes. */
const reasonLength = 200

export function ReasonLine(props: {
  id: string
  label: string
  hint?: string
  value: string
  onInput: (text: string) => void
  offered: readonly string[]
}): JSX.Element {
  return (
    <div class="grid gap-2.5">
      <TextField id={props.id} label={props.label} value={props.value} onInput={props.onInput} maxlength={reasonLength} hint={props.hint} />
      <div class="flex flex-wrap gap-2">
        <For each={props.offered}>
          {one => (
            <button type="button" class="chip" onClick={() => props.onInput(one)}>
              {one}
            </button>
          )}
        </For>
      </div>
    </div>
  )
}
