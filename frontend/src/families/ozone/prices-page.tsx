/** What treatments cost: for all outlets, at those with prices of their own, and every price there was. */
import type { TreatmentPriceView } from '@palang/protocol'
import { useQuery } from '@tanstack/solid-query'
import Tags from 'lucide-solid/icons/tags'
import { createMemo, createSignal, For, type JSX, Show } from 'solid-js'
import { dataOf } from '../../api/data-of.ts'
import { ozoneApi } from '../../api/ozone-endpoints.ts'
import { useI18n } from '../../i18n/i18n.tsx'
import { useLive } from '../../live/live.tsx'
import { useSite } from '../../site/site.tsx'
import { Loaded, SkeletonRows } from '../../ui/condition.tsx'
import { PageHead, Panel } from '../../ui/panel.tsx'
import { actorName } from '../../words/machine-words.ts'
import { useMayAssign } from './assign-dialog.tsx'
import { PriceDialog, useOutlets } from './price-dialog.tsx'
import { type PriceCell, type PriceList, priceLists } from './price-lists.ts'
import { SeriesMark } from './treatment-chart.tsx'
import { useOzoneWords } from './words/ozone-words.ts'
import './ozone.css'

function useOutletName(): (id: string | null) => string {
  const say = useOzoneWords()
  const outlets = useOutlets()
  return id => (id === null ? say('prices.all') : (dataOf(outlets)?.items.find(outlet => outlet.id === id)?.name ?? id))
}

function Cell(props: { cell: PriceCell }): JSX.Element {
  const i18n = useI18n()
  const say = useOzoneWords()
  const site = useSite()
  const money = (price: TreatmentPriceView) => (price.price === 0 ? say('prices.free') : i18n.format().money(price.price, site.currency()))
  return (
    <div class="grid content-start gap-1">
      <dt class="flex items-center gap-2 text-muted">
        <SeriesMark of={props.cell.treatment} />
        {say(props.cell.treatment)}
      </dt>
      <dd class="m-0 grid gap-0.5">
        <strong class="text-[22px] font-[620]">
          <Show when={props.cell.now} fallback="—">
            {price => money(price())}
          </Show>
        </strong>
        <Show when={props.cell.isInherited}>
          <span class="text-[12.5px] text-faint">{say('prices.inherited')}</span>
        </Show>
        <Show when={props.cell.next}>
          {price => (
            <span class="text-[12.5px] text-attend">
              {say('prices.next', { price: money(price()), moment: i18n.format().moment(price().since) })}
            </span>
          )}
        </Show>
      </dd>
    </div>
  )
}

function List(props: { list: PriceList }): JSX.Element {
  const nameOf = useOutletName()
  return (
    <Panel title={nameOf(props.list.outletId)}>
      <dl class="m-0 grid grid-cols-3 gap-4 max-sm:grid-cols-1">
        <For each={props.list.cells}>{cell => <Cell cell={cell} />}</For>
      </dl>
    </Panel>
  )
}

function History(props: { prices: readonly TreatmentPriceView[] }): JSX.Element {
  const i18n = useI18n()
  const say = useOzoneWords()
  const site = useSite()
  const nameOf = useOutletName()
  return (
    <Panel title={say('prices.history')} flush>
      <div class="overflow-x-auto pb-1">
        <table class="table table-edge">
          <thead>
            <tr>
              <th>{say('charts.from')}</th>
              <th>{say('charts.outlet')}</th>
              <th>{say('events.what')}</th>
              <th class="num">{say('prices.price')}</th>
              <th class="max-md:hidden">{say('prices.by')}</th>
            </tr>
          </thead>
          <tbody>
            <For each={props.prices}>
              {price => (
                <tr>
                  <td class="whitespace-nowrap text-muted">{i18n.format().moment(price.since)}</td>
                  <td>{nameOf(price.outlet_id)}</td>
                  <td>{say(price.treatment)}</td>
                  <td class="num tabular font-[580]">{i18n.format().money(price.price, site.currency())}</td>
                  <td class="text-muted max-md:hidden">
                    {[actorName(price.actor), price.reason].filter(part => part !== null).join(' · ')}
                  </td>
                </tr>
              )}
            </For>
          </tbody>
        </table>
      </div>
    </Panel>
  )
}

export default function OzonePricesPage(): JSX.Element {
  const say = useOzoneWords()
  const live = useLive()
  const maySet = useMayAssign()
  const [setting, setSetting] = createSignal(false)
  const prices = useQuery(() => ({ queryKey: ['ozone', 'prices'], queryFn: ozoneApi.prices, refetchInterval: 60_000 }))
  const minute = createMemo(() => Math.floor(live.now() / 60_000) * 60_000)
  return (
    <div class="grid gap-5">
      <PageHead title={say('prices.title')}>
        <Show when={maySet()}>
          <button type="button" class="btn btn-primary ml-auto" onClick={() => setSetting(true)}>
            <Tags size={17} aria-hidden="true" />
            {say('prices.set')}
          </button>
        </Show>
      </PageHead>
      <Loaded
        query={prices}
        skeleton={
          <section class="panel">
            <SkeletonRows rows={6} />
          </section>
        }
      >
        {data => (
          <>
            <div class="grid items-start gap-[18px] xl:grid-cols-2">
              <For each={priceLists(data().items, minute())}>{list => <List list={list} />}</For>
            </div>
            <Show when={data().items.length > 0}>
              <History prices={data().items} />
            </Show>
          </>
        )}
      </Loaded>
      <Show when={setting()}>
        <PriceDialog onClose={() => setSetting(false)} />
      </Show>
    </div>
  )
}
