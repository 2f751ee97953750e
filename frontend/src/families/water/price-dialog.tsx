/** New prices for all machines or for one: sizes and prices, with a reason. */
import type { PriceListView, Product } from '@palang/protocol'
import { useQueryClient } from '@tanstack/solid-query'
import Plus from 'lucide-solid/icons/plus'
import Trash from 'lucide-solid/icons/trash'
import { createSignal, type JSX, Show } from 'solid-js'
import { createStore } from 'solid-js/store'
import { Index } from 'solid-js'
import { waterApi } from '../../api/water-endpoints.ts'
import type { MachineRow } from '../../site/site.tsx'
import { useI18n } from '../../i18n/i18n.tsx'
import { Confirm } from '../../ui/dialog.tsx'
import { Pick } from '../../ui/pick.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { toast } from '../../ui/toast.tsx'
import { createDoubts, Doubts } from './price-doubt-note.tsx'
import { meantFor } from './price-doubts.ts'
import { asText, type ProductText, productsIn } from './price-words.ts'
import { useWaterWords } from './words/water-words.ts'

const mostLines = 24
const everybody = 'all machines'

function Lines(props: {
  lines: readonly ProductText[]
  onChange: (index: number, change: Partial<ProductText>) => void
  onRemove: (index: number) => void
}): JSX.Element {
  const say = useWaterWords()
  return (
    <div class="grid gap-2">
      <div class="price-line text-[13px] font-[550] text-muted" aria-hidden="true">
        <span>{say('prices.volume')}</span>
        <span>{say('prices.price')}</span>
      </div>
      <Index each={props.lines}>
        {(line, index) => (
          <div class="price-line">
            <div class="input">
              <input
                class="tabular"
                inputmode="numeric"
                maxlength={5}
                aria-label={`${say('prices.volume')} ${index + 1}`}
                value={line().volume}
                onInput={event => props.onChange(index, { volume: event.currentTarget.value })}
              />
            </div>
            <div class="input">
              <input
                class="tabular"
                inputmode="numeric"
                maxlength={10}
                aria-label={`${say('prices.price')} ${index + 1}`}
                value={line().price}
                onInput={event => props.onChange(index, { price: event.currentTarget.value })}
              />
            </div>
            <button
              type="button"
              class="btn btn-quiet btn-icon"
              disabled={props.lines.length === 1}
              aria-label={say('prices.remove', { volume: line().volume })}
              onClick={() => props.onRemove(index)}
            >
              <Trash size={17} aria-hidden="true" />
            </button>
          </div>
        )}
      </Index>
    </div>
  )
}

function ForWhom(props: { machines: readonly MachineRow[]; value: string; onChange: (value: string) => void }): JSX.Element {
  const say = useWaterWords()
  return (
    <Pick
      label={say('prices.forWhom')}
      prefix={`${say('prices.forWhom')}:`}
      value={props.value}
      options={[
        { value: everybody, label: say('prices.forAll') },
        ...props.machines.map(machine => ({ value: machine.id, label: machine.name })),
      ]}
      onChange={props.onChange}
    />
  )
}

/** `products` is what to begin with, `lists` all that are in force. */
export function PriceDialog(props: {
  machines: readonly MachineRow[]
  products: readonly Product[]
  lists: readonly PriceListView[]
  currency: string
  onClose: () => void
}): JSX.Element {
  const i18n = useI18n()
  const say = useWaterWords()
  const client = useQueryClient()
  const [lines, setLines] = createStore(asText(props.products.length === 0 ? [{ volume_ml: 600, price: 1_000 }] : props.products))
  const [forWhom, setForWhom] = createSignal(everybody)
  const [reason, setReason] = createSignal('')
  const products = () => productsIn(lines)
  const machineId = () => (forWhom() === everybody ? null : forWhom())
  const doubts = createDoubts({ machines: () => meantFor(props.machines, machineId(), props.lists), products, lists: () => props.lists })
  const run = async () => {
    const found = products()
    if (found === undefined) return
    await waterApi.changePrices({
      machine_id: machineId(),
      products: found,
      ...(found.some(({ price }) => price === 0) ? { free: true } : {}),
      reason: reason().trim(),
    })
    toast({ tone: 'flow', title: say('prices.saved'), closeLabel: i18n.t('toast.close') })
    await client.invalidateQueries({ queryKey: ['water', 'prices'] })
  }
  return (
    <Confirm
      open
      onClose={props.onClose}
      title={say('prices.edit')}
      text={say('prices.changeText')}
      confirm={say('prices.change')}
      ready={products() !== undefined && reason().trim() !== '' && doubts.isSure()}
      run={run}
    >
      <ForWhom machines={props.machines} value={forWhom()} onChange={setForWhom} />
      <Lines
        lines={lines}
        onChange={(index, change) => setLines(index, change)}
        onRemove={index => setLines(found => found.filter((_, at) => at !== index))}
      />
      <Show when={lines.length < mostLines}>
        <button type="button" class="btn btn-sm justify-self-start" onClick={() => setLines(lines.length, { volume: '', price: '' })}>
          <Plus size={16} aria-hidden="true" />
          {say('prices.add')}
        </button>
      </Show>
      <p class={products() === undefined ? 'hint-bad' : 'absolute'} role="status">
        {products() === undefined ? say('prices.bad') : ''}
      </p>
      <Doubts doubts={doubts} currency={props.currency} />
      <TextField id="price-reason" label={say('prices.reason')} value={reason()} onInput={setReason} maxlength={200} />
    </Confirm>
  )
}
