/** The store of a kitchen: what is in it, what moved it, and a form for what comes in, goes out or was counted. */
import type { MealStock } from '@palang/protocol'
import { useQuery } from '@tanstack/solid-query'
import Package from 'lucide-solid/icons/package'
import { createSignal, For, type JSX, Show } from 'solid-js'
import { dataOf } from '../../api/data-of.ts'
import { mealApi } from '../../api/meal-endpoints.ts'
import { type I18n, useI18n } from '../../i18n/i18n.tsx'
import { useAccount } from '../../site/account.tsx'
import { Empty, Loaded, SkeletonRows } from '../../ui/condition.tsx'
import { Panel } from '../../ui/panel.tsx'
import { Pick } from '../../ui/pick.tsx'
import { actorName } from '../../words/machine-words.ts'
import { usePlaces } from './meal-site.tsx'
import { readableAmount } from './stock-amounts.ts'
import { StockMoveDialog } from './stock-move-dialog.tsx'
import { useMealWords } from './words/meal-words.ts'

function amountText(i18n: I18n, quantity: number, unit: MealStock['items'][number]['unit']): string {
  const shown = readableAmount(quantity, unit)
  return `${i18n.format().number(shown.value)} ${shown.unit}`
}

function Items(props: { stock: MealStock }): JSX.Element {
  const i18n = useI18n()
  const say = useMealWords()
  return (
    <ul class="m-0 grid list-none gap-x-8 p-0 md:grid-cols-2">
      <For each={props.stock.items}>
        {item => (
          <li class="flex items-baseline justify-between gap-4 border-t border-line-soft px-[18px] py-2.5">
            <span class="grid min-w-0">
              <b class="font-[560] [overflow-wrap:anywhere]">{item.item}</b>
              <span class="text-[12.5px] text-muted">{say('stock.changed', { moment: i18n.format().moment(item.changed_at) })}</span>
            </span>
            <span class={`tabular font-[580] whitespace-nowrap ${item.quantity < 0 ? 'text-stop' : ''}`}>
              {amountText(i18n, item.quantity, item.unit)}
            </span>
          </li>
        )}
      </For>
    </ul>
  )
}

function Entries(props: { stock: MealStock }): JSX.Element {
  const i18n = useI18n()
  const say = useMealWords()
  const sign = (change: number) => (change > 0 ? '+' : change < 0 ? '−' : '')
  return (
    <Panel flush title={say('stock.entries')}>
      <ul class="m-0 list-none p-0">
        <For each={props.stock.entries}>
          {entry => (
            <li class="grid gap-0.5 border-t border-line-soft px-[18px] py-2.5">
              <span class="flex items-baseline justify-between gap-4">
                <span class="min-w-0 [overflow-wrap:anywhere]">
                  <b class="font-[560]">{entry.item}</b> <span class="text-muted">{say(`stock.kind.${entry.kind}`)}</span>
                </span>
                <span class="tabular whitespace-nowrap">
                  {sign(entry.change)}
                  {amountText(i18n, Math.abs(entry.change), entry.unit)}
                </span>
              </span>
              <span class="text-[12.5px] text-muted [overflow-wrap:anywhere]">
                {i18n.format().moment(entry.at)} · {actorName(entry.actor)}
                <Show when={entry.reason}>{reason => <> · {reason()}</>}</Show>
              </span>
            </li>
          )}
        </For>
      </ul>
    </Panel>
  )
}

function Store(props: { kitchenId: string }): JSX.Element {
  const say = useMealWords()
  const account = useAccount()
  const stock = useQuery(() => ({ queryKey: ['meals', 'stock', props.kitchenId], queryFn: () => mealApi.stock(props.kitchenId) }))
  const [moving, setMoving] = createSignal(false)
  return (
    <>
      <Panel
        flush
        title={say('stock.title')}
        actions={
          <Show when={account.mayOperate()}>
            <button type="button" class="btn btn-primary btn-sm" onClick={() => setMoving(true)}>
              {say('stock.move')}
            </button>
          </Show>
        }
      >
        <Loaded query={stock} skeleton={<SkeletonRows rows={6} />} compact>
          {found => (
            <Show
              when={found().items.length > 0}
              fallback={<Empty icon={Package} title={say('stock.none')} hint={say('stock.noneHint')} compact />}
            >
              <Items stock={found()} />
            </Show>
          )}
        </Loaded>
      </Panel>
      <Show when={dataOf(stock)}>
        {found => (
          <Show when={found().entries.length > 0}>
            <Entries stock={found()} />
          </Show>
        )}
      </Show>
      <Show when={moving()}>
        <StockMoveDialog
          kitchenId={props.kitchenId}
          known={[...new Set(dataOf(stock)?.items.map(({ item }) => item))]}
          onClose={() => setMoving(false)}
        />
      </Show>
    </>
  )
}

export function StockPanel(props: { programmeId: string }): JSX.Element {
  const say = useMealWords()
  const places = usePlaces(() => props.programmeId)
  const [chosen, setChosen] = createSignal<string>()
  return (
    <Loaded query={places} skeleton={<SkeletonRows rows={6} />}>
      {found => {
        const kitchens = () => found().filter(({ kind }) => kind === 'kitchen')
        const kitchen = () => kitchens().find(({ id }) => id === chosen()) ?? kitchens()[0]
        return (
          <>
            <Show when={kitchens().length > 1}>
              <Pick
                class="w-[300px] max-md:w-full"
                label={say('setup.kitchen')}
                value={kitchen()?.id}
                options={kitchens().map(({ id, name }) => ({ value: id, label: name }))}
                onChange={setChosen}
              />
            </Show>
            <Show
              when={kitchen()?.id}
              fallback={
                <section class="panel">
                  <Empty icon={Package} title={say('stock.noKitchen')} hint={say('setup.hint.places')} />
                </section>
              }
            >
              {id => <Store kitchenId={id()} />}
            </Show>
          </>
        )
      }}
    </Loaded>
  )
}
