/** Every water machine at a glance, the worrying ones first. */
import { A, useSearchParams } from '@solidjs/router'
import ChartColumn from 'lucide-solid/icons/chart-column'
import Droplet from 'lucide-solid/icons/droplet'
import LayoutGrid from 'lucide-solid/icons/layout-grid'
import SearchX from 'lucide-solid/icons/search-x'
import Tags from 'lucide-solid/icons/tags'
import Rows3 from 'lucide-solid/icons/rows-3'
import { createEffect, createMemo, createSignal, For, type JSX, on, Show, untrack } from 'solid-js'
import { useI18n } from '../../i18n/i18n.tsx'
import { afterBurst } from '../../live/after-burst.ts'
import { useSite } from '../../site/site.tsx'
import { Empty, Failed } from '../../ui/condition.tsx'
import { PageHead } from '../../ui/panel.tsx'
import { Pick } from '../../ui/pick.tsx'
import { SearchField } from '../../ui/search-field.tsx'
import { Segments } from '../../ui/segments.tsx'
import { TileGrid } from '../../ui/tile-grid.tsx'
import { WaterCard } from './water-card.tsx'
import { countsOf, type Filter, filters, isShown, type Order, orders, sorted } from './water-machine.ts'
import { createWaterSite, type WaterSite } from './water-site.ts'
import { WaterTable } from './water-table.tsx'
import { useWaterWords } from './words/water-words.ts'
import './water.css'

/** Cards would jump about under the hand if every reading moved them. */
const settleMs = 400
/** A name and two figures with their scales; a course; two lines of words. */
const card = { columnWidth: 292, rowHeight: 276 }

interface ListParams extends Record<string, string | undefined> {
  show?: string
  sort?: string
  view?: string
  q?: string
}

/** What the address says of the list. */
function createChoice() {
  const [params, setParams] = useSearchParams<ListParams>()
  const one = <T extends string>(known: readonly T[], text: string | undefined, usual: T): T => known.find(value => value === text) ?? usual
  return {
    filter: () => one<Filter>(filters, params.show, 'all'),
    order: () => one<Order>(orders, params.sort, 'trouble'),
    isTable: () => params.view === 'table',
    text: () => params.q ?? '',
    set: (change: ListParams) => setParams(change, { replace: true }),
  }
}

type Choice = ReturnType<typeof createChoice>

/** The machines in order, put in order anew when something that matters to it has settled. */
function createOrder(water: WaterSite, choice: Choice) {
  const known = () =>
    water
      .rows()
      ?.map(row => water.machine(row.id))
      .filter(one => one !== undefined) ?? []
  const [machines, setMachines] = createSignal(untrack(known))
  const refresh = () => setMachines(untrack(known))
  createEffect(on([() => water.rows()?.length, water.thresholds], refresh))
  afterBurst(() => [water.rows(), water.thresholds()], settleMs, refresh)
  // A machine's reading is looked at, not followed: else every reading would order all machines anew.
  const counts = createMemo(on(machines, countsOf))
  const shown = createMemo(
    on([machines, choice.text, choice.filter, choice.order], ([all, text, filter, order]) => {
      const wanted = text.trim().toLowerCase()
      const found = all.filter(one => isShown(one, filter) && (one.row.name.toLowerCase().includes(wanted) || one.row.id.includes(wanted)))
      return sorted(found, order).map(one => one.row.id)
    }),
  )
  return { counts, shown }
}

function Toolbar(props: { choice: Choice; counts: Readonly<Record<Filter, number>> }): JSX.Element {
  const i18n = useI18n()
  const say = useWaterWords()
  const chips = () =>
    filters
      .filter(value => value === 'all' || props.counts[value] > 0 || value === props.choice.filter())
      .map(value => ({
        value,
        label: say(value === 'all' || value === 'trouble' ? `filter.${value}` : `status.${value}`),
        note: i18n.format().number(props.counts[value]),
      }))
  return (
    <div class="flex flex-wrap items-center gap-x-3 gap-y-2.5">
      <Segments
        chips
        label={say('list.filter')}
        value={props.choice.filter()}
        options={chips()}
        onChange={show => props.choice.set({ show })}
      />
      <div class="ml-auto flex flex-wrap items-center gap-2.5 max-md:ml-0 max-md:w-full">
        <SearchField
          class="min-h-9 w-[200px] max-md:w-full"
          label={say('list.find')}
          text={props.choice.text()}
          onText={q => props.choice.set({ q })}
        />
        <Pick
          class="w-[190px] max-md:flex-1"
          label={say('list.sort')}
          value={props.choice.order()}
          options={orders.map(value => ({ value, label: say(`order.${value}`) }))}
          onChange={sort => props.choice.set({ sort })}
        />
        <button
          type="button"
          class="btn btn-icon"
          aria-pressed={props.choice.isTable()}
          aria-label={say('list.table')}
          title={say(props.choice.isTable() ? 'list.cards' : 'list.table')}
          onClick={() => props.choice.set({ view: props.choice.isTable() ? '' : 'table' })}
        >
          <Show when={props.choice.isTable()} fallback={<Rows3 size={18} aria-hidden="true" />}>
            <LayoutGrid size={18} aria-hidden="true" />
          </Show>
        </button>
      </div>
    </div>
  )
}

function Machines(props: { water: WaterSite }): JSX.Element {
  const say = useWaterWords()
  const choice = createChoice()
  const list = createOrder(props.water, choice)
  const items = createMemo(() => list.shown().map(id => ({ id })))
  return (
    <div class="grid gap-4">
      <Toolbar choice={choice} counts={list.counts()} />
      <Show when={props.water.problem() !== undefined}>
        <p class="note attend" role="status">
          {say('list.valuesFailed')}
        </p>
      </Show>
      <Show when={items().length > 0} fallback={<Empty icon={SearchX} title={say('list.none')} hint={say('list.noneHint')} />}>
        <Show
          when={choice.isTable()}
          fallback={
            <TileGrid items={items()} {...card}>
              {item => <WaterCard water={props.water} id={item().id} />}
            </TileGrid>
          }
        >
          <WaterTable water={props.water} ids={list.shown()} />
        </Show>
      </Show>
    </div>
  )
}

function CardSkeletons(): JSX.Element {
  const i18n = useI18n()
  return (
    <div
      class="grid grid-cols-[repeat(auto-fill,minmax(min(100%,292px),1fr))] gap-[14px]"
      role="status"
      aria-label={i18n.t('state.loading')}
    >
      <For each={[0, 1, 2, 3, 4, 5]}>
        {() => (
          <div class="tile h-[276px] justify-between">
            <div class="skeleton h-6 w-2/3" />
            <div class="grid grid-cols-2 gap-5">
              <div class="skeleton h-14" />
              <div class="skeleton h-14" />
            </div>
            <div class="skeleton h-11" />
            <div class="skeleton h-5 w-1/2" />
          </div>
        )}
      </For>
    </div>
  )
}

export default function WaterPage(): JSX.Element {
  const say = useWaterWords()
  const site = useSite()
  const water = createWaterSite()
  return (
    <>
      <PageHead title={say('list.title')}>
        <div class="ml-auto flex gap-2.5">
          <A href="/water/prices" class="btn">
            <Tags size={17} aria-hidden="true" />
            {say('nav.prices')}
          </A>
          <A href="/water/report" class="btn">
            <ChartColumn size={17} aria-hidden="true" />
            {say('nav.report')}
          </A>
        </div>
      </PageHead>
      <Show
        when={water.rows()}
        fallback={
          <Show when={site.problem()} fallback={<CardSkeletons />}>
            {error => <Failed error={error()} retry={() => site.reload()} />}
          </Show>
        }
      >
        {rows => (
          <Show when={rows().length > 0} fallback={<Empty icon={Droplet} title={say('list.empty')} hint={say('list.emptyHint')} />}>
            <Machines water={water} />
          </Show>
        )}
      </Show>
    </>
  )
}
