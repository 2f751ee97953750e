/** The site at a glance: the day's figures, then every machine with the worrying ones first. */
import type { Family } from '@palang/protocol'
import { useQuery } from '@tanstack/solid-query'
import ArrowDownUp from 'lucide-solid/icons/arrow-down-up'
import Boxes from 'lucide-solid/icons/boxes'
import SearchX from 'lucide-solid/icons/search-x'
import { createMemo, createSignal, For, type JSX, Show } from 'solid-js'
import { dataOf } from '../../api/data-of.ts'
import { api } from '../../api/endpoints.ts'
import { families } from '../../families/registry.ts'
import { useI18n } from '../../i18n/i18n.tsx'
import { useLive } from '../../live/live.tsx'
import { byName, byTrouble } from '../../live/trouble.ts'
import { SearchField } from '../../ui/search-field.tsx'
import { type Option, Segments } from '../../ui/segments.tsx'
import { Empty, Failed } from '../../ui/condition.tsx'
import { useTitle } from '../../ui/panel.tsx'
import { AlarmsGlance, SessionsGlance } from '../glance.tsx'
import { Figures } from '../figures.tsx'
import { MachineTile } from '../machine-tile.tsx'
import { type MachineRow, useSite } from '../../site/site.tsx'
import { TileGrid } from '../../ui/tile-grid.tsx'
import { todayCount } from '../today.ts'

type Filter = 'all' | 'trouble' | Family
type Order = 'trouble' | 'name'

/** With more machines than this a search field pays, and the glances below would be too far down. */
const fewMachines = 12
/** So few are seen at once that no order helps. */
const atOnce = 3

const familyNames = Object.keys(families) as Family[]

function worrying(row: MachineRow): boolean {
  return row.tone !== 'flow'
}

/** The chips that have something behind them. */
function useChips(rows: () => MachineRow[]): () => Option<Filter>[] {
  const i18n = useI18n()
  return createMemo(() => {
    const number = (count: number) => i18n.format().number(count)
    const of = familyNames
      .map(family => ({ family, count: rows().filter(row => row.view.family === family).length }))
      .filter(({ count }) => count > 0)
    const trouble = rows().filter(worrying).length
    return [
      { value: 'all' as const, label: i18n.t('machines.all'), note: number(rows().length) },
      ...(of.length > 1
        ? of.map(({ family, count }) => ({ value: family, label: i18n.t(families[family].name), note: number(count) }))
        : []),
      ...(trouble > 0 ? [{ value: 'trouble' as const, label: i18n.t('machines.trouble'), note: number(trouble) }] : []),
    ]
  })
}

function Toolbar(props: {
  chips: Option<Filter>[]
  filter: Filter
  onFilter: (filter: Filter) => void
  order: Order
  onOrder: (order: Order) => void
  many: boolean
  sortable: boolean
  text: string
  onText: (text: string) => void
}): JSX.Element {
  const i18n = useI18n()
  return (
    <div class="flex flex-wrap items-center gap-x-3 gap-y-2.5">
      <h2 class="mr-1 text-[17px] font-[620] tracking-[-0.01em]">{i18n.t('machines.title')}</h2>
      <Show when={props.chips.length > 1}>
        <Segments chips label={i18n.t('machines.filter')} value={props.filter} options={props.chips} onChange={props.onFilter} />
      </Show>
      <div class={`ml-auto flex items-center gap-2.5 max-sm:ml-0 max-sm:w-full ${props.many ? '' : 'max-sm:hidden'}`}>
        <Show when={props.many}>
          <SearchField class="min-h-9 w-[190px] max-sm:w-full" label={i18n.t('machines.find')} text={props.text} onText={props.onText} />
        </Show>
        <Show when={props.sortable}>
          <button
            type="button"
            class="chip max-sm:hidden"
            title={i18n.t('machines.sort')}
            onClick={() => props.onOrder(props.order === 'trouble' ? 'name' : 'trouble')}
          >
            <ArrowDownUp size={15} aria-hidden="true" />
            <span class="sr-only">{i18n.t('machines.sort')}: </span>
            {i18n.t(props.order === 'trouble' ? 'machines.byTrouble' : 'machines.byName')}
          </button>
        </Show>
      </div>
    </div>
  )
}

function Machines(props: { rows: MachineRow[] }): JSX.Element {
  const i18n = useI18n()
  const live = useLive()
  const site = useSite()
  const [filter, setFilter] = createSignal<Filter>('all')
  const [order, setOrder] = createSignal<Order>('trouble')
  const [text, setText] = createSignal('')
  const summary = useQuery(() => ({ queryKey: ['dashboard'], queryFn: api.dashboard, refetchInterval: 30_000 }))
  const chips = useChips(() => props.rows)
  const shown = createMemo(() => {
    const wanted = text().trim().toLowerCase()
    // A chip that vanished must not hide everything.
    const chosen = chips().some(chip => chip.value === filter()) ? filter() : 'all'
    const found = props.rows.filter(
      row =>
        (chosen === 'all' || (chosen === 'trouble' ? worrying(row) : row.view.family === chosen)) &&
        (row.name.toLowerCase().includes(wanted) || row.id.includes(wanted)),
    )
    return order() === 'trouble' ? byTrouble(found) : found.toSorted((a, b) => byName(a.name, b.name))
  })
  const hours = (id: string) => dataOf(summary)?.activity.machines[id]
  const count = (id: string) => {
    const data = dataOf(summary)
    const values = hours(id)
    return data === undefined || values === undefined
      ? undefined
      : todayCount(values, data.activity.from, live.now(), i18n.format().dayStart(live.now()))
  }
  return (
    <div class="grid gap-4">
      <Toolbar
        chips={chips()}
        filter={filter()}
        onFilter={setFilter}
        order={order()}
        onOrder={setOrder}
        many={props.rows.length > fewMachines}
        sortable={props.rows.length > atOnce}
        text={text()}
        onText={setText}
      />
      <Show
        when={shown().length > 0}
        fallback={<Empty icon={SearchX} title={i18n.t('machines.none')} hint={i18n.t('machines.noneHint')} />}
      >
        <TileGrid items={shown()}>
          {row => <MachineTile row={row()} place={site.outletName()} count={count(row().id)} hours={hours(row().id)} />}
        </TileGrid>
      </Show>
    </div>
  )
}

function TileSkeletons(): JSX.Element {
  return (
    <div class="grid grid-cols-[repeat(auto-fill,minmax(258px,1fr))] gap-[14px]">
      <For each={[0, 1, 2, 3]}>
        {() => (
          <div class="tile h-[136px] justify-between">
            <div class="skeleton h-8 w-2/3" />
            <div class="skeleton h-5 w-1/3" />
            <div class="skeleton h-6 w-1/2" />
          </div>
        )}
      </For>
    </div>
  )
}

export default function Overview(): JSX.Element {
  const i18n = useI18n()
  useTitle(() => i18n.t('nav.overview'))
  const site = useSite()
  return (
    <>
      <h1 class="sr-only">{i18n.t('nav.overview')}</h1>
      <Figures />
      <Show
        when={site.machines()}
        fallback={
          <Show when={site.problem()} fallback={<TileSkeletons />}>
            {error => <Failed error={error()} retry={() => site.reload()} />}
          </Show>
        }
      >
        {rows => (
          <Show
            when={rows().length > 0}
            fallback={<Empty icon={Boxes} title={i18n.t('machines.empty')} hint={i18n.t('machines.emptyHint')} />}
          >
            <Machines rows={rows()} />
            <Show when={rows().length <= fewMachines}>
              <div class="grid items-start gap-[14px] xl:grid-cols-[minmax(0,2fr)_minmax(320px,1fr)]">
                <SessionsGlance />
                <AlarmsGlance />
              </div>
            </Show>
          </Show>
        )}
      </Show>
    </>
  )
}
