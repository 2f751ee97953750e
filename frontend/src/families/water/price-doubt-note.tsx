/** Asks once more for prices that may be a slip; who means them ticks a box. */
import type { PriceListView, Product } from '@palang/protocol'
import { type Accessor, createMemo, createSignal, For, type JSX, Show } from 'solid-js'
import type { MachineRow } from '../../site/site.tsx'
import { useI18n } from '../../i18n/i18n.tsx'
import { Checks } from '../../ui/checks.tsx'
import { type PriceDoubt, priceDoubts } from './price-doubts.ts'
import { volumeText } from './words/reasons.ts'
import { useWaterWords } from './words/water-words.ts'

/** Machines named of each doubt; the others are counted. */
const namesShown = 6

export interface PriceDoubts {
  found: Accessor<readonly PriceDoubt[]>
  /** True as well while there is nothing to be sure of. */
  isSure: Accessor<boolean>
  setSure: (isSure: boolean) => void
}

/** What is doubtful of `products` at `machines`; a machine that was never heard is held against the list it is to sell by. */
export function createDoubts(asked: {
  machines: Accessor<readonly MachineRow[]>
  products: Accessor<readonly Product[] | undefined>
  lists: Accessor<readonly PriceListView[]>
}): PriceDoubts {
  const listed = (id: string) => asked.lists().find(({ selling, waiting }) => selling.includes(id) || waiting.includes(id))?.products
  const found = createMemo(() => {
    const present = asked.machines().map(({ id, name, live }) => ({ name, products: live?.water?.sale?.products ?? listed(id) ?? [] }))
    return priceDoubts(asked.products() ?? [], present)
  })
  // Who was sure of one price is not sure of the next one that is written.
  const doubted = createMemo(() => JSON.stringify(found()))
  const [sureOf, setSureOf] = createSignal('')
  return { found, isSure: () => found().length === 0 || sureOf() === doubted(), setSure: sure => setSureOf(sure ? doubted() : '') }
}

/** What may be a slip, and the box to tick when it is none; nothing where all is usual. */
export function Doubts(props: { doubts: PriceDoubts; currency: string }): JSX.Element {
  const i18n = useI18n()
  const say = useWaterWords()
  const money = (amount: number) => i18n.format().money(amount, props.currency)
  const text = ({ volume_ml, price, from }: PriceDoubt) => {
    const volume = volumeText(i18n, volume_ml)
    return from === undefined
      ? say('prices.doubtFree', { volume })
      : say('prices.doubtFar', { volume, price: money(price), from: money(from) })
  }
  const names = ({ machines }: PriceDoubt) =>
    [...machines.slice(0, namesShown), ...(machines.length > namesShown ? [`+\u00A0${machines.length - namesShown}`] : [])].join(', ')
  return (
    <Show when={props.doubts.found().length > 0}>
      <div class="note attend grid gap-2.5" role="status">
        <ul class="m-0 grid list-none gap-1.5 p-0">
          <For each={props.doubts.found()}>
            {doubt => (
              <li>
                <b class="font-[600]">{text(doubt)}</b>
                <span class="block text-[12.5px] text-muted">{names(doubt)}</span>
              </li>
            )}
          </For>
        </ul>
        <Checks
          quiet
          label={say('prices.sureOf')}
          options={[{ value: 'sure', label: say('prices.sure') }]}
          value={props.doubts.isSure() ? ['sure'] : []}
          onChange={ticked => props.doubts.setSure(ticked.length > 0)}
        />
      </div>
    </Show>
  )
}
