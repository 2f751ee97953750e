/** The four figures of the day. */
import { useQuery, useQueryClient } from '@tanstack/solid-query'
import { type JSX, Show } from 'solid-js'
import { dataOf } from '../api/data-of.ts'
import { api } from '../api/endpoints.ts'
import { useI18n } from '../i18n/i18n.tsx'
import { afterBurst, useEventCount } from '../live/after-burst.ts'
import { useLive } from '../live/live.tsx'
import { useSite } from '../site/site.tsx'
import { Figure } from '../ui/figure.tsx'

const weekMs = 7 * 86_400_000
/** After the last event of a burst the day's figures are read again. */
const settleMs = 1_500

/** `73 / 100` with the second part small. */
function OutOf(props: { part: string; whole: string }): JSX.Element {
  return (
    <>
      {props.part} <span class="text-[16px] font-[560] tracking-normal text-muted">/ {props.whole}</span>
    </>
  )
}

function Revenue(props: { today: number; before: number; currency: string }): JSX.Element {
  const i18n = useI18n()
  const live = useLive()
  const ratio = () => (props.before > 0 ? (props.today - props.before) / props.before : undefined)
  return (
    <Figure
      word={i18n.t('kpi.revenue')}
      length={i18n.format().money(props.today, props.currency).length}
      below={
        <Show when={ratio()} fallback={ratio() === 0 ? '=' : i18n.t('kpi.revenueNone')}>
          {value => (
            <span>
              <b class={`font-[600] ${value() >= 0 ? 'text-flow' : 'text-attend'}`}>{i18n.format().change(value())}</b>{' '}
              {i18n.t('kpi.revenueSince', { day: i18n.format().weekday(live.now() - weekMs) })}
            </span>
          )}
        </Show>
      }
    >
      {i18n.format().money(props.today, props.currency)}
    </Figure>
  )
}

function Occupancy(props: { occupied: number; total: number; available: number }): JSX.Element {
  const i18n = useI18n()
  const share = () => (props.total === 0 ? 0 : Math.min(1, props.occupied / props.total))
  const below = () =>
    props.available === 0 ? i18n.t('kpi.occupancyFull') : i18n.t('kpi.occupancyFree', { count: i18n.format().number(props.available) })
  return (
    <Figure
      word={i18n.t('kpi.occupancy')}
      below={
        <span class="flex w-full flex-wrap items-center gap-x-3 gap-y-1">
          <span class="h-1.5 min-w-10 flex-1 max-sm:basis-full overflow-hidden rounded-full bg-panel-3" aria-hidden="true">
            <span
              class={`block h-full rounded-full ${props.available === 0 ? 'bg-attend' : 'bg-accent'}`}
              style={{ width: `${share() * 100}%` }}
            />
          </span>
          <span class="whitespace-nowrap">{below()}</span>
        </span>
      }
    >
      <OutOf part={i18n.format().number(props.occupied)} whole={i18n.format().number(props.total)} />
    </Figure>
  )
}

function Alarms(): JSX.Element {
  const i18n = useI18n()
  const site = useSite()
  const count = () => site.alarms().length
  const unseen = () => site.alarms().filter(alarm => alarm.acknowledgedBy === undefined).length
  const below = () =>
    !site.alarmsKnown()
      ? ''
      : count() === 0
        ? i18n.t('kpi.alarmsCalm')
        : unseen() === 0
          ? i18n.t('kpi.alarmsSeen')
          : i18n.t('kpi.alarmsUnseen', { count: unseen() })
  return (
    <Figure word={i18n.t('kpi.alarms')} href="/alarms" below={below()}>
      <Show when={site.alarmsKnown() || count() > 0} fallback={<Unknown failed={site.problem() !== undefined} />}>
        <span class={count() > 0 ? 'text-stop' : ''}>{i18n.format().number(count())}</span>
      </Show>
    </Figure>
  )
}

/** Grey while it is being asked; a dash when there was no answer. */
function Unknown(props: { failed: boolean }): JSX.Element {
  return (
    <Show when={props.failed} fallback={<span class="skeleton my-1.5 block h-6 w-28 max-w-full" />}>
      —
    </Show>
  )
}

/** The places of the figures the hub has not told: grey while it is asked, named when it could not say. */
function Unread(props: { failed: boolean }): JSX.Element {
  const i18n = useI18n()
  const box = (word: 'kpi.revenue' | 'kpi.occupancy') => (
    <Figure word={i18n.t(word)} below={props.failed ? i18n.t('state.failed') : ''}>
      <Unknown failed={props.failed} />
    </Figure>
  )
  return (
    <>
      {box('kpi.revenue')}
      {box('kpi.occupancy')}
    </>
  )
}

/** Revenue, places, machines, alarms. The last two come from the live link, the others are read again as things happen. */
export function Figures(): JSX.Element {
  const i18n = useI18n()
  const site = useSite()
  const client = useQueryClient()
  const summary = useQuery(() => ({ queryKey: ['dashboard'], queryFn: api.dashboard, refetchInterval: 30_000 }))
  afterBurst(useEventCount(), settleMs, () => void client.invalidateQueries({ queryKey: ['dashboard'] }))
  const online = () => site.machines()?.filter(row => row.live?.online ?? row.view.status === 'online').length ?? 0
  const total = () => site.machines()?.length ?? 0
  return (
    <section class="grid grid-cols-2 gap-[14px] xl:grid-cols-4" aria-label={i18n.t('kpi.label')}>
      <Show when={dataOf(summary)} fallback={<Unread failed={summary.error !== null} />}>
        {data => (
          <>
            <Revenue today={data().revenue_today} before={data().revenue_last_week_same_time} currency={data().currency} />
            <Occupancy {...data().occupancy} />
          </>
        )}
      </Show>
      <Figure
        word={i18n.t('kpi.machines')}
        below={
          site.machines() === undefined
            ? ''
            : online() === total()
              ? i18n.t('kpi.machinesAll')
              : i18n.t('kpi.machinesOff', { count: total() - online() })
        }
      >
        <Show when={site.machines()} fallback={<Unknown failed={site.problem() !== undefined} />}>
          <OutOf part={i18n.format().number(online())} whole={i18n.format().number(total())} />
        </Show>
      </Figure>
      <Alarms />
    </section>
  )
}
