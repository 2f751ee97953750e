import { createSignal, createUniqueId, For, type JSX, Show } from 'solid-js'
import { useI18n } from '../../i18n/i18n.tsx'
import { type Denomination, denominationsOf, sumOf } from './amounts.ts'

function Pieces(props: { of: Denomination; currency: string; value: string; onInput: (text: string) => void }): JSX.Element {
  const i18n = useI18n()
  const id = createUniqueId()
  const value = () => i18n.format().money(props.of.value, props.currency)
  return (
    <div class="grid grid-cols-[96px_minmax(0,1fr)] items-center gap-2">
      <label for={id} class="text-right">
        <span class="sr-only">{i18n.t(props.of.kind === 'note' ? 'till.piecesNote' : 'till.piecesCoin', { value: '' })}</span>
        <span class="tabular whitespace-nowrap">{value()} ×</span>
      </label>
      <div class="input min-h-9 px-2.5">
        <input
          id={id}
          class="tabular w-full text-right"
          inputmode="numeric"
          autocomplete="off"
          maxlength={6}
          value={props.value}
          onInput={event => props.onInput(event.currentTarget.value)}
        />
      </div>
    </div>
  )
}

/** How many of each note and coin; `onSum` hears what they come to. Nothing for a currency whose notes are not known. */
export function CountHelper(props: { currency: string; onSum: (sum: number) => void }): JSX.Element {
  const i18n = useI18n()
  const [pieces, setPieces] = createSignal<readonly string[]>([])
  const all = () => denominationsOf(props.currency)
  const set = (at: number, text: string) => {
    const next = all().map((_, index) => (index === at ? text : (pieces()[index] ?? '')))
    setPieces(next)
    props.onSum(sumOf(all(), next))
  }
  const group = (kind: Denomination['kind']) => (
    <fieldset class="m-0 grid content-start gap-1.5 border-0 p-0">
      <legend class="field-label mb-1.5 p-0">{i18n.t(kind === 'note' ? 'till.notes' : 'till.coins')}</legend>
      <For each={all()}>
        {(of, index) => (
          <Show when={of.kind === kind}>
            <Pieces of={of} currency={props.currency} value={pieces()[index()] ?? ''} onInput={text => set(index(), text)} />
          </Show>
        )}
      </For>
    </fieldset>
  )
  return (
    <div class="grid gap-4 rounded-[10px] border border-line-soft bg-panel-2/50 p-3.5 sm:grid-cols-2">
      {group('note')}
      {group('coin')}
    </div>
  )
}
