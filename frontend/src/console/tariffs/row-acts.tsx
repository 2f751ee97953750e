import ChevronDown from 'lucide-solid/icons/chevron-down'
import Plus from 'lucide-solid/icons/plus'
import X from 'lucide-solid/icons/x'
import { type JSX, Show } from 'solid-js'
import { useTariffWords } from './words.ts'

/** What can be done with one of a list; `name` is read aloud with it. */
export function RowActs(props: { name: string; onUp?: (() => void) | undefined; onRemove?: (() => void) | undefined }): JSX.Element {
  const w = useTariffWords()
  return (
    <div class="flex justify-end gap-1">
      <Show when={props.onUp}>
        {up => (
          <button type="button" class="btn btn-quiet btn-icon" aria-label={w('up', { name: props.name })} onClick={() => up()()}>
            <ChevronDown size={17} class="rotate-180" aria-hidden="true" />
          </button>
        )}
      </Show>
      <Show when={props.onRemove}>
        {remove => (
          <button type="button" class="btn btn-quiet btn-icon" aria-label={w('remove', { name: props.name })} onClick={() => remove()()}>
            <X size={17} aria-hidden="true" />
          </button>
        )}
      </Show>
    </div>
  )
}

export function AddRow(props: { word: string; onAdd: () => void }): JSX.Element {
  return (
    <button type="button" class="btn btn-sm justify-self-start" onClick={() => props.onAdd()}>
      <Plus size={15} aria-hidden="true" />
      {props.word}
    </button>
  )
}
