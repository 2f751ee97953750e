/** What came into the store of a kitchen, went out, or was counted. */
import { createSignal, For, type JSX, Show } from 'solid-js'
import { createActOnce } from '../../api/act-once.ts'
import { mealApi } from '../../api/meal-endpoints.ts'
import { useI18n } from '../../i18n/i18n.tsx'
import { Confirm } from '../../ui/dialog.tsx'
import { Pick } from '../../ui/pick.tsx'
import { Segments } from '../../ui/segments.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { useDone } from './meal-site.tsx'
import { stockEntryOf, type StockDraft, type WrittenUnit, writtenUnits } from './stock-amounts.ts'
import { useMealWords } from './words/meal-words.ts'

const kinds = ['in', 'out', 'count'] as const
const longestItem = 120
const longestReason = 200

interface Fields {
  draft: StockDraft
  write: (change: Partial<StockDraft>) => void
}

function Quantity(props: Fields): JSX.Element {
  const say = useMealWords()
  return (
    <div class="grid grid-cols-[1fr_110px] gap-2.5">
      <TextField
        id="stock-quantity"
        label={say(props.draft.kind === 'count' ? 'stock.counted' : 'stock.quantity')}
        value={props.draft.quantity}
        onInput={quantity => props.write({ quantity })}
        maxlength={12}
        required
      />
      <div class="field">
        <span class="field-label">{say('stock.unit')}</span>
        <Pick<WrittenUnit>
          label={say('stock.unit')}
          value={props.draft.unit}
          options={writtenUnits.map(value => ({ value, label: value }))}
          onChange={unit => props.write({ unit })}
        />
      </div>
    </div>
  )
}

function About(props: Fields): JSX.Element {
  const say = useMealWords()
  return (
    <>
      <Show when={props.draft.kind === 'in'}>
        <TextField
          id="stock-cost"
          label={say('stock.cost')}
          hint={say('stock.costHint')}
          value={props.draft.cost}
          onInput={cost => props.write({ cost })}
          maxlength={10}
          inputmode="numeric"
        />
      </Show>
      <TextField
        id="stock-reason"
        label={say('stock.note')}
        value={props.draft.reason}
        onInput={reason => props.write({ reason })}
        maxlength={longestReason}
      />
    </>
  )
}

/** `known`: what is in the store already, to be chosen by name. */
export function StockMoveDialog(props: { kitchenId: string; known: readonly string[]; onClose: () => void }): JSX.Element {
  const i18n = useI18n()
  const say = useMealWords()
  const done = useDone()
  const actOnce = createActOnce()
  const [written, setWritten] = createSignal<Omit<StockDraft, 'kitchenId'>>({
    ...{ kind: 'in', item: '', quantity: '', unit: 'kg', cost: '', reason: '' },
  })
  const draft = (): StockDraft => ({ ...written(), kitchenId: props.kitchenId })
  const write = (change: Partial<StockDraft>) => setWritten(before => ({ ...before, ...change }))
  return (
    <Confirm
      open
      onClose={props.onClose}
      title={say('stock.move')}
      confirm={i18n.t('action.save')}
      ready={stockEntryOf(draft()) !== undefined}
      run={async () => {
        const sent = stockEntryOf(draft())
        if (sent === undefined) return
        await actOnce(sent, key => mealApi.moveStock(sent, key))
        await done(say('setup.saved'), sent.item)
      }}
    >
      <Segments
        label={say('stock.kind')}
        value={draft().kind}
        options={kinds.map(value => ({ value, label: say(`stock.kind.${value}`) }))}
        onChange={kind => write({ kind })}
      />
      <TextField
        id="stock-item"
        label={say('stock.item')}
        value={draft().item}
        onInput={item => write({ item })}
        maxlength={longestItem}
        list="stock-items"
        required
      />
      <datalist id="stock-items">
        <For each={props.known}>{item => <option value={item} />}</For>
      </datalist>
      <Quantity draft={draft()} write={write} />
      <About draft={draft()} write={write} />
    </Confirm>
  )
}
