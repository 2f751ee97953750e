/** Trays that left on an earlier day and are not back, by the school where they went. */
import type { Programme, TrayBalanceView } from '@palang/protocol'
import { useQuery } from '@tanstack/solid-query'
import PackageCheck from 'lucide-solid/icons/package-check'
import { For, type JSX, Show } from 'solid-js'
import { mealApi } from '../../api/meal-endpoints.ts'
import { useI18n } from '../../i18n/i18n.tsx'
import { useLive } from '../../live/live.tsx'
import { Empty, Loaded } from '../../ui/condition.tsx'
import { Figure } from '../../ui/figure.tsx'
import { Panel } from '../../ui/panel.tsx'
import { flowKeyOf, followScans, MealPage, readEveryMs, Waiting } from './meal-site.tsx'
import { useMealWords } from './words/meal-words.ts'

function School(props: { item: TrayBalanceView['items'][number] }): JSX.Element {
  const i18n = useI18n()
  const say = useMealWords()
  const live = useLive()
  const age = (since: string) => i18n.format().age(Math.max(0, live.now() - Date.parse(since)))
  return (
    <details class="meal-trays">
      <summary>
        <b class="min-w-0 font-[580] [overflow-wrap:anywhere]">{props.item.school ?? say('trays.noSchool')}</b>
        <span class="tabular ml-auto font-[580] whitespace-nowrap text-stop">
          {say('trays.count', { count: i18n.format().number(props.item.out) })}
        </span>
        <span class="w-full text-[12.5px] text-faint">
          {say('trays.from', { day: i18n.format().day(`${props.item.oldest_day}T12:00:00Z`) })}
        </span>
      </summary>
      <ul class="m-0 grid list-none gap-x-6 p-0 sm:grid-cols-2 xl:grid-cols-3">
        <For each={props.item.containers}>
          {container => (
            <li class="flex items-baseline justify-between gap-3 border-t border-line-soft py-2.5">
              <span class="min-w-0 [overflow-wrap:anywhere]">{container.label ?? <code>{container.tag_id}</code>}</span>
              <span class="text-[13px] whitespace-nowrap text-muted">{say('trays.since', { age: age(container.since) })}</span>
            </li>
          )}
        </For>
      </ul>
    </details>
  )
}

function Balance(props: { balance: TrayBalanceView }): JSX.Element {
  const i18n = useI18n()
  const say = useMealWords()
  const total = () => props.balance.items.reduce((sum, { out }) => sum + out, 0)
  const oldest = () => props.balance.items.map(item => item.oldest_day).toSorted()[0]
  return (
    <Show
      when={props.balance.items.length > 0}
      fallback={
        <section class="panel">
          <Empty icon={PackageCheck} title={say('trays.none')} hint={say('trays.noneHint')} />
        </section>
      }
    >
      <section class="grid grid-cols-2 gap-[14px]" aria-label={say('trays.title')}>
        <Figure word={say('trays.total')} below={say('board.schools', { count: i18n.format().number(props.balance.items.length) })}>
          {i18n.format().number(total())}
        </Figure>
        <Figure word={say('trays.oldest')} below={say('trays.hint')}>
          {i18n.format().day(`${oldest() ?? ''}T12:00:00Z`)}
        </Figure>
      </section>
      <Panel title={say('trays.schools')} flush>
        <For each={props.balance.items}>{item => <School item={item} />}</For>
      </Panel>
    </Show>
  )
}

function Trays(props: { programme: Programme }): JSX.Element {
  const balance = useQuery(() => ({
    queryKey: flowKeyOf('balance', props.programme.id),
    queryFn: () => mealApi.balance(props.programme.id),
    refetchInterval: readEveryMs,
  }))
  return (
    <Loaded query={balance} skeleton={<Waiting />}>
      {data => <Balance balance={data()} />}
    </Loaded>
  )
}

export default function TraysPage(): JSX.Element {
  const say = useMealWords()
  followScans()
  return <MealPage title={say('trays.title')}>{programme => <Trays programme={programme()} />}</MealPage>
}
