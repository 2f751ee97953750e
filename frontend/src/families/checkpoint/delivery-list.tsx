/** Every school of the day by route and stop: what was planned, sent, received and served, and what is missing. */
import type { DeliveryView } from '@palang/protocol'
import { A, useSearchParams } from '@solidjs/router'
import SearchX from 'lucide-solid/icons/search-x'
import { createMemo, For, type JSX, Show } from 'solid-js'
import { useI18n } from '../../i18n/i18n.tsx'
import { useLive } from '../../live/live.tsx'
import { Empty } from '../../ui/condition.tsx'
import { Panel } from '../../ui/panel.tsx'
import { SearchField } from '../../ui/search-field.tsx'
import { Segments } from '../../ui/segments.tsx'
import { DeliveryState } from './delivery-state.tsx'
import { byRoute, wantsALook } from './flow-figures.ts'
import { useMealWords } from './words/meal-words.ts'

/** With more schools than this a search field pays. */
const fewSchools = 12
const figures = ['planned', 'dispatched', 'received', 'served'] as const

function Row(props: { delivery: DeliveryView; isOver: boolean }): JSX.Element {
  const i18n = useI18n()
  const say = useMealWords()
  const d = () => props.delivery
  const number = (value: number) => i18n.format().number(value)
  const below = () => [d().kitchen.name, d().vehicle?.name].filter(part => part !== undefined).join(' · ')
  return (
    <li class="meal-row">
      <span class="meal-stop tabular" title={say('col.stop')}>
        {d().stop ?? '–'}
      </span>
      <div class="meal-school">
        <A href={`/checkpoints/deliveries/${encodeURIComponent(d().id)}`} class="link font-[560]">
          {d().school.name}
        </A>
        <span class="truncate text-[12.5px] text-faint">{below()}</span>
      </div>
      <dl class="meal-figures">
        <For each={figures}>
          {step => (
            <div>
              <dt>{say(`col.${step}`)}</dt>
              <dd class="tabular">{number(d()[step])}</dd>
            </div>
          )}
        </For>
        <div>
          <dt>{say('col.trays')}</dt>
          <dd class="tabular">
            {number(d().containers.returned)}/{number(d().containers.dispatched)}
          </dd>
        </div>
      </dl>
      <DeliveryState delivery={d()} isOver={props.isOver} />
    </li>
  )
}

function RouteHead(): JSX.Element {
  const say = useMealWords()
  return (
    <div class="meal-row meal-head" aria-hidden="true">
      <span />
      <span>{say('col.school')}</span>
      <div class="meal-figures">
        <For each={[...figures, 'trays'] as const}>{column => <span>{say(`col.${column}`)}</span>}</For>
      </div>
      <span>{say('col.state')}</span>
    </div>
  )
}

type Filter = 'all' | 'look'

/** `isOver`: the day is a past one, nothing of it is under way any more. */
export function DeliveryList(props: { deliveries: readonly DeliveryView[]; isOver: boolean }): JSX.Element {
  const i18n = useI18n()
  const say = useMealWords()
  const live = useLive()
  const [params, setParams] = useSearchParams<{ show?: string; q?: string }>()
  const filter = (): Filter => (params.show === 'look' ? 'look' : 'all')
  const number = (value: number) => i18n.format().number(value)
  const minute = createMemo(() => Math.floor(live.now() / 60_000) * 60_000)
  const wanting = createMemo(() => new Set(props.deliveries.filter(one => wantsALook(one, props.isOver, minute()))))
  const shown = createMemo(() => {
    const wanted = (params.q ?? '').trim().toLowerCase()
    const asked = filter() === 'look' ? props.deliveries.filter(one => wanting().has(one)) : props.deliveries
    return byRoute(asked.filter(({ school, route }) => `${school.name} ${route ?? ''}`.toLowerCase().includes(wanted)))
  })
  return (
    <section class="grid gap-3.5" aria-label={say('col.school')}>
      <div class="flex flex-wrap items-center gap-x-3 gap-y-2.5">
        <Segments<Filter>
          chips
          label={say('board.filter')}
          value={filter()}
          options={[
            { value: 'all', label: say('board.all'), note: number(props.deliveries.length) },
            { value: 'look', label: say('board.look'), note: number(wanting().size) },
          ]}
          onChange={show => setParams({ show: show === 'all' ? undefined : show }, { replace: true })}
        />
        <Show when={props.deliveries.length > fewSchools}>
          <SearchField
            class="ml-auto min-h-9 w-[220px] max-md:ml-0 max-md:w-full"
            label={say('board.find')}
            text={params.q ?? ''}
            onText={q => setParams({ q: q === '' ? undefined : q }, { replace: true })}
          />
        </Show>
      </div>
      <Show
        when={shown().length > 0}
        fallback={<Empty icon={SearchX} title={say('board.noMatch')} hint={say('board.noMatchHint')} compact />}
      >
        <For each={shown()}>
          {({ route, deliveries }) => (
            <Panel
              flush
              title={route ?? say('board.noRoute')}
              actions={<span class="text-[13px] text-faint">{say('board.schools', { count: number(deliveries.length) })}</span>}
            >
              <RouteHead />
              <ul class="m-0 list-none p-0 pb-1">
                <For each={deliveries}>{delivery => <Row delivery={delivery} isOver={props.isOver} />}</For>
              </ul>
            </Panel>
          )}
        </For>
      </Show>
    </section>
  )
}
