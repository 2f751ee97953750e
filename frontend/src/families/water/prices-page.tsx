/** Price lists of water, and which machines say themselves that they sell by them. */
import type { PriceListView } from '@palang/protocol'
import { useQuery } from '@tanstack/solid-query'
import Clock from 'lucide-solid/icons/clock'
import Check from 'lucide-solid/icons/check'
import Pencil from 'lucide-solid/icons/pencil'
import Tags from 'lucide-solid/icons/tags'
import { createMemo, createSignal, For, type JSX, Show } from 'solid-js'
import { dataOf } from '../../api/data-of.ts'
import { waterApi } from '../../api/water-endpoints.ts'
import { useAccount } from '../../site/account.tsx'
import { useSite } from '../../site/site.tsx'
import { useI18n } from '../../i18n/i18n.tsx'
import { useLive } from '../../live/live.tsx'
import { Empty, Loaded, SkeletonRows } from '../../ui/condition.tsx'
import { PageHead } from '../../ui/panel.tsx'
import { Badge } from '../../ui/tone.tsx'
import { actorName } from '../../words/machine-words.ts'
import { PriceDialog } from './price-dialog.tsx'
import { isOfSiteFile, isPast, proofOf, shownLists } from './price-proof.ts'
import { ProductList } from './product-list.tsx'
import { useWaterWords } from './words/water-words.ts'
import './water.css'

/** Names shown of each side; the others are counted. */
const namesShown = 24

function Names(props: { word: string; ids: readonly string[]; tone: 'flow' | 'attend' }): JSX.Element {
  const i18n = useI18n()
  const site = useSite()
  return (
    <Show when={props.ids.length > 0}>
      <div class="grid content-start gap-2">
        <div class={`state ${props.tone} text-[13px]`}>
          {props.tone === 'flow' ? <Check size={15} aria-hidden="true" /> : <Clock size={15} aria-hidden="true" />}
          {props.word} · {i18n.format().number(props.ids.length)}
        </div>
        <ul class="m-0 flex list-none flex-wrap gap-1.5 p-0">
          <For each={props.ids.slice(0, namesShown)}>{id => <li class="price-name">{site.nameOf(id)}</li>}</For>
          <Show when={props.ids.length > namesShown}>
            <li class="price-name text-faint">+ {i18n.format().number(props.ids.length - namesShown)}</li>
          </Show>
        </ul>
      </div>
    </Show>
  )
}

/** `isPast`: another list came after it. */
function PriceList(props: { list: PriceListView; isPast: boolean }): JSX.Element {
  const i18n = useI18n()
  const say = useWaterWords()
  const site = useSite()
  const live = useLive()
  const proof = createMemo(() => proofOf(props.list, id => live.machine(id)?.water?.sale?.price_list?.version))
  const count = () => proof().selling.length + proof().waiting.length
  const isProven = () => !props.isPast && proof().waiting.length === 0
  const proofText = () => {
    if (props.isPast) return say('prices.still', { count: proof().selling.length })
    return isProven() ? say('prices.proven') : say('prices.proof', { selling: proof().selling.length, count: count() })
  }
  const isFile = () => isOfSiteFile(props.list)
  const title = () => {
    if (isFile()) return say('prices.ofFile')
    return props.list.machine_id === null ? say('prices.all') : site.nameOf(props.list.machine_id)
  }
  const about = () => (isFile() ? say('prices.ofFileHint') : setBy())
  const setBy = () =>
    [
      say('prices.since', { day: i18n.format().moment(props.list.since) }),
      say('prices.by', { who: actorName(props.list.actor) }),
      props.list.reason ?? '',
    ]
      .filter(part => part !== '')
      .join(' · ')
  return (
    <article class={`panel panel-pad grid gap-4 ${isFile() || props.isPast ? '' : 'price-set'}`}>
      <div class="flex flex-wrap items-center gap-x-3 gap-y-2">
        <h2 class="text-[16px] font-[620]">{title()}</h2>
        <code class="font-mono text-[12.5px] text-faint">{props.list.version.slice(0, 8)}</code>
        <span class="ml-auto">
          <Show when={count() > 0} fallback={<Badge tone="stale">{say('prices.nobody')}</Badge>}>
            <Badge tone={isProven() ? 'flow' : 'attend'} icon={isProven() ? Check : Clock}>
              {proofText()}
            </Badge>
          </Show>
        </span>
      </div>
      <ProductList products={props.list.products} currency={site.currency()} />
      <Show when={count() > 0}>
        <div
          class={`grid gap-4 border-t border-line-soft pt-4 ${proof().selling.length > 0 && proof().waiting.length > 0 ? 'lg:grid-cols-2' : ''}`}
        >
          <Names word={say('prices.waiting')} ids={proof().waiting} tone="attend" />
          <Names word={say('prices.selling')} ids={proof().selling} tone="flow" />
        </div>
      </Show>
      <p class="text-[13px] text-faint [overflow-wrap:anywhere]">{about()}</p>
    </article>
  )
}

export default function WaterPricesPage(): JSX.Element {
  const say = useWaterWords()
  const site = useSite()
  const account = useAccount()
  const [changing, setChanging] = createSignal(false)
  const lists = useQuery(() => ({ queryKey: ['water', 'prices'], queryFn: waterApi.prices, refetchInterval: 30_000 }))
  const machines = () => (site.machines() ?? []).filter(row => row.view.family === 'water')
  const usual = () =>
    dataOf(lists)?.items.find(list => list.machine_id === null)?.products ?? machines()[0]?.live?.water?.sale?.products ?? []
  return (
    <>
      <PageHead title={say('prices.title')}>
        <Show when={account.mayOperate()}>
          <button type="button" class="btn btn-primary ml-auto" onClick={() => setChanging(true)}>
            <Pencil size={16} aria-hidden="true" />
            {say('prices.edit')}
          </button>
        </Show>
      </PageHead>
      <Loaded
        query={lists}
        skeleton={
          <section class="panel">
            <SkeletonRows rows={6} />
          </section>
        }
      >
        {data => (
          <Show
            when={data().items.length > 0}
            fallback={
              <section class="panel">
                <Empty icon={Tags} title={say('prices.empty')} hint={say('prices.emptyHint')} />
              </section>
            }
          >
            <div class="grid gap-[18px]">
              <For each={shownLists(data().items)}>{list => <PriceList list={list} isPast={isPast(list, data().items)} />}</For>
            </div>
          </Show>
        )}
      </Loaded>
      <Show when={changing()}>
        <PriceDialog
          machines={machines()}
          products={usual()}
          lists={dataOf(lists)?.items ?? []}
          currency={site.currency()}
          onClose={() => setChanging(false)}
        />
      </Show>
    </>
  )
}
