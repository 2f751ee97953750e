/** What stands around the list of the day: the sums of each step, tags that nobody knows, and the gateways. */
import type { GatewayView, MealBoardView } from '@palang/protocol'
import { A } from '@solidjs/router'
import ChevronRight from 'lucide-solid/icons/chevron-right'
import Router from 'lucide-solid/icons/router'
import { For, type JSX, Show } from 'solid-js'
import { useI18n } from '../../i18n/i18n.tsx'
import { useLive } from '../../live/live.tsx'
import { useSite } from '../../site/site.tsx'
import { Empty } from '../../ui/condition.tsx'
import { Figure } from '../../ui/figure.tsx'
import { Panel } from '../../ui/panel.tsx'
import { Badge, StateWord } from '../../ui/tone.tsx'
import { onTheRoad, traysOut } from './flow-figures.ts'
import { useMealWords } from './words/meal-words.ts'

/** From one station to the next. */
function Arrow(): JSX.Element {
  return <ChevronRight size={16} class="meal-arrow" aria-hidden="true" />
}

/** Kitchen → vehicle → school → tray back, in portions and trays. */
export function FlowStrip(props: { totals: MealBoardView['totals'] }): JSX.Element {
  const i18n = useI18n()
  const say = useMealWords()
  const number = (value: number) => i18n.format().number(value)
  const road = () => onTheRoad(props.totals)
  const waiting = () => Math.max(0, props.totals.received - props.totals.served)
  return (
    <section class="meal-flow" aria-label={say('board.flow')}>
      <Figure word={say('board.kitchen')} below={say('board.ofPlanned', { count: number(props.totals.planned) })}>
        {number(props.totals.dispatched)}
      </Figure>
      <Arrow />
      <Figure word={say('board.road')} below={say('board.roadTrays', { count: number(road().trays) })}>
        {number(road().portions)}
      </Figure>
      <Arrow />
      <Figure
        word={say('board.received')}
        below={
          <Show when={props.totals.rejected > 0} fallback={say('board.noneRejected')}>
            <span class="text-stop">{say('board.rejected', { count: number(props.totals.rejected) })}</span>
          </Show>
        }
      >
        {number(props.totals.received)}
      </Figure>
      <Arrow />
      <Figure word={say('board.served')} below={say('board.notServed', { count: number(waiting()) })}>
        {number(props.totals.served)}
      </Figure>
      <Arrow />
      <Figure word={say('board.back')} below={say('board.out', { count: number(traysOut(props.totals)) })}>
        {number(props.totals.containers.returned)}
      </Figure>
    </section>
  )
}

/** Tags of this day that nobody entered; nothing is shown while there are none. */
export function UnknownTags(props: { tags: MealBoardView['unknown_tags']; programmeId: string }): JSX.Element {
  const i18n = useI18n()
  const say = useMealWords()
  return (
    <Show when={props.tags.length > 0}>
      <Panel
        title={say('unknown.title')}
        actions={
          <A href={`/checkpoints/setup?programme=${props.programmeId}&part=containers`} class="btn btn-sm">
            {say('unknown.enter')}
          </A>
        }
      >
        <p class="text-muted">{say('unknown.hint')}</p>
        <ul class="m-0 mt-2 grid list-none gap-x-6 p-0 md:grid-cols-2">
          <For each={props.tags}>
            {tag => (
              <li class="grid gap-0.5 border-t border-line-soft py-2.5">
                <code class="text-[13.5px] [overflow-wrap:anywhere]">{tag.tag_id}</code>
                <span class="text-[13px] text-muted">
                  {say('unknown.scans', {
                    count: i18n.format().number(tag.scans),
                    moment: i18n.format().moment(tag.last_at),
                    gateway: tag.gateway_id,
                  })}
                </span>
              </li>
            )}
          </For>
        </ul>
      </Panel>
    </Show>
  )
}

function Gateway(props: { gateway: GatewayView }): JSX.Element {
  const i18n = useI18n()
  const say = useMealWords()
  const [live, site] = [useLive(), useSite()]
  const status = () => site.machine(props.gateway.machine_id ?? '')?.live?.checkpoint
  const backlog = () => status()?.backlog ?? props.gateway.backlog
  const synced = () =>
    [props.gateway.last_sync_at, status()?.last_sync_at]
      .flatMap(at => at ?? [])
      .toSorted()
      .at(-1)
  const age = (at: string) => i18n.format().age(live.now() - Date.parse(at))
  const state = (): { tone: 'flow' | 'stale' | 'info'; word: string } => {
    if (props.gateway.online === null) return { tone: 'info', word: say('gateways.outside') }
    return props.gateway.online ? { tone: 'flow', word: say('gateways.online') } : { tone: 'stale', word: say('gateways.offline') }
  }
  const told = () =>
    [
      say('gateways.scans', { count: i18n.format().number(props.gateway.scans) }),
      backlog() === 0 ? say('gateways.allSent') : undefined,
      synced() === undefined ? say('gateways.never') : say('gateways.sync', { age: age(synced() ?? '') }),
    ]
      .filter(part => part !== undefined)
      .join(' · ')
  return (
    <li class="grid gap-1 border-t border-line-soft py-3">
      <div class="flex items-baseline justify-between gap-3">
        <b class="min-w-0 font-[580] [overflow-wrap:anywhere]">{props.gateway.place?.name ?? props.gateway.id}</b>
        <StateWord {...state()} class="shrink-0" />
      </div>
      <div class="text-[13px] text-muted">
        <code class="mr-2">{props.gateway.id}</code>
        {told()}
      </div>
      <div class="flex flex-wrap gap-1.5 empty:hidden">
        <Show when={props.gateway.place === null}>
          <Badge tone="attend">{say('gateways.noPlace')}</Badge>
        </Show>
        <Show when={(backlog() ?? 0) > 0}>
          <Badge tone="attend">{say('gateways.backlog', { count: i18n.format().number(backlog() ?? 0) })}</Badge>
        </Show>
        <Show when={props.gateway.rejected > 0}>
          <Badge tone="stop">{say('gateways.rejected', { count: i18n.format().number(props.gateway.rejected) })}</Badge>
        </Show>
        <Show when={props.gateway.clock_wrong}>
          <Badge tone="stop">{say('gateways.clock')}</Badge>
        </Show>
      </div>
    </li>
  )
}

/** Who scans where, and whether all of it has arrived. */
export function Gateways(props: { gateways: MealBoardView['gateways'] }): JSX.Element {
  const say = useMealWords()
  return (
    <Panel title={say('gateways.title')}>
      <Show
        when={props.gateways.length > 0}
        fallback={<Empty icon={Router} title={say('gateways.none')} hint={say('gateways.noneHint')} compact />}
      >
        <ul class="m-0 grid list-none gap-x-8 p-0 md:grid-cols-2 xl:grid-cols-3">
          <For each={props.gateways}>{gateway => <Gateway gateway={gateway} />}</For>
        </ul>
      </Show>
    </Panel>
  )
}
