/** What treatments add up to: over time, by the hour, by outlet, machine and device, beside the period before. */
import type { TreatmentAnalytics } from '@palang/protocol'
import { A, useSearchParams } from '@solidjs/router'
import { keepPreviousData, useQuery } from '@tanstack/solid-query'
import ChartColumn from 'lucide-solid/icons/chart-column'
import Download from 'lucide-solid/icons/download'
import LayoutDashboard from 'lucide-solid/icons/layout-dashboard'
import MousePointerClick from 'lucide-solid/icons/mouse-pointer-click'
import { createMemo, type JSX, Show } from 'solid-js'
import { dataOf } from '../../api/data-of.ts'
import { analyticsCsvUrl, ozoneApi } from '../../api/ozone-endpoints.ts'
import { type I18n, useI18n } from '../../i18n/i18n.tsx'
import { useLive } from '../../live/live.tsx'
import { Empty, Loaded, SkeletonRows } from '../../ui/condition.tsx'
import { Figure } from '../../ui/figure.tsx'
import { PageHead, Panel } from '../../ui/panel.tsx'
import { type Asked, askedOf, chartsHref, filterOf, type Group, type Params } from './asked.ts'
import { versusText } from './change-words.ts'
import { ChartFilters } from './chart-filters.tsx'
import { chartRows, hourRows, treatmentParts } from './chart-rows.ts'
import { FailingDevices, FiguresTable, Ranking } from './chart-tables.tsx'
import { ShareRing } from './share-ring.tsx'
import { TreatmentChart } from './treatment-chart.tsx'
import { type Say, useOzoneWords } from './words/ozone-words.ts'
import '../../ui/chart.css'
import './ozone.css'

const readEveryMs = 60_000

interface Shown {
  answer: TreatmentAnalytics
  /** Of the period before, once it is known. */
  before: TreatmentAnalytics | undefined
  asked: Asked
}

function Totals(props: Shown): JSX.Element {
  const i18n = useI18n()
  const say = useOzoneWords()
  const now = () => props.answer.totals
  const number = (value: number) => i18n.format().number(value)
  const money = (value: number) => i18n.format().money(value, props.answer.currency)
  const minutes = (seconds: number) => i18n.format().minutes(Math.round(seconds / 60))
  const share = () => `${i18n.format().decimal(now().total === 0 ? 0 : (now().aborted / now().total) * 100, 1)} %`
  return (
    <section class="grid grid-cols-4 gap-[14px] max-lg:grid-cols-2" aria-label={say('charts.title')}>
      <Figure
        word={say('charts.treatments')}
        length={number(now().total).length}
        below={versusText(i18n, say, { now: now().total, before: props.answer.before.total, figure: number })}
      >
        {number(now().total)}
      </Figure>
      <Figure
        word={say('charts.worth')}
        length={money(now().revenue).length}
        below={versusText(i18n, say, { now: now().revenue, before: props.answer.before.revenue, figure: money })}
      >
        {money(now().revenue)}
      </Figure>
      <Figure
        word={say('charts.running')}
        length={minutes(now().run_seconds).length}
        below={say('charts.perTreatment', { minutes: minutes(now().total === 0 ? 0 : now().run_seconds / now().total) })}
      >
        {minutes(now().run_seconds)}
      </Figure>
      <Figure word={say('charts.aborted')} length={number(now().aborted).length} below={say('charts.abortedHint', { share: share() })}>
        {number(now().aborted)}
      </Figure>
    </section>
  )
}

const noon = (day: string) => `${day}T12:00:00Z`

/** What a row is called on the axis and in full. */
function rowNames(i18n: I18n, say: Say, group: Group): { short: (key: string) => string; long: (key: string) => string } {
  const format = i18n.format()
  const clock = (hour: number) => `${String(hour % 24).padStart(2, '0')}.00`
  const monthOf = (key: string) => format.day(noon(key)).replace(/^\d+ /, '')
  switch (group) {
    case 'hour':
      return { short: key => key.padStart(2, '0'), long: key => `${clock(Number(key))}–${clock(Number(key) + 1)}` }
    case 'day':
      return { short: key => format.day(noon(key)), long: key => `${format.weekday(noon(key))}, ${format.day(noon(key))}` }
    case 'week':
      return { short: key => format.day(noon(key)), long: key => `${say('charts.from')} ${format.day(noon(key))}` }
    case 'month':
      return { short: monthOf, long: key => `${monthOf(key)} ${key.slice(0, 4)}`.replace(/(\d{4}) \1$/, '$1') }
    case 'year':
      return { short: key => key.slice(0, 4), long: key => key.slice(0, 4) }
  }
}

function Course(props: Shown): JSX.Element {
  const i18n = useI18n()
  const say = useOzoneWords()
  const measure = () => (props.asked.group === 'hour' ? 'count' : props.asked.measure)
  const rows = createMemo(() => chartRows(props.answer, props.before, props.asked.group, measure()))
  const names = createMemo(() => rowNames(i18n, say, props.asked.group))
  const figure = (value: number) =>
    measure() === 'revenue' ? i18n.format().money(value, props.answer.currency) : i18n.format().number(value)
  return (
    <Panel title={say(measure() === 'revenue' ? 'charts.courseRevenue' : 'charts.courseCount')}>
      <TreatmentChart rows={rows()} kind={props.asked.kind === 'line' ? 'line' : 'bar'} {...names()} figure={figure} />
      <FiguresTable rows={rows()} head={say('charts.course')} long={names().long} figure={figure} />
    </Panel>
  )
}

function BusiestHours(props: Shown): JSX.Element {
  const i18n = useI18n()
  const say = useOzoneWords()
  const rows = createMemo(() => hourRows(props.answer, props.before))
  const names = createMemo(() => rowNames(i18n, say, 'hour'))
  const number = (value: number) => i18n.format().number(value)
  const busiest = createMemo(() => rows().reduce((best, row) => (row.total > best.total ? row : best), rows()[0] ?? { key: '0', total: 0 }))
  const told = () => say('charts.busiest', { ...hoursOf(Number(busiest().key)), count: number(busiest().total) })
  return (
    <Panel title={say('charts.hours')}>
      <p class="mb-2 text-muted">{told()}</p>
      <TreatmentChart rows={rows()} kind="bar" {...names()} figure={number} small />
      <FiguresTable rows={rows()} head={say('charts.hour')} long={names().long} figure={number} />
    </Panel>
  )
}

function hoursOf(hour: number): { from: string; to: string } {
  const clock = (at: number) => `${String(at % 24).padStart(2, '0')}.00`
  return { from: clock(hour), to: clock(hour + 1) }
}

function Charts(props: Shown & { hrefOf: (change: Params) => string }): JSX.Element {
  const say = useOzoneWords()
  const a = () => props.answer
  return (
    <>
      <Totals {...props} />
      <Show
        when={a().totals.total > 0 || a().before.total > 0}
        fallback={
          <section class="panel">
            <Empty icon={ChartColumn} title={say('charts.none')} hint={say('charts.noneHint')} />
          </section>
        }
      >
        <Show when={props.asked.kind === 'pie'} fallback={<Course {...props} />}>
          <Panel title={say('charts.parts')}>
            <ShareRing parts={treatmentParts(a().totals)} />
          </Panel>
        </Show>
        <Show when={a().hours.length > 0 && (props.asked.group !== 'hour' || props.asked.kind === 'pie')}>
          <BusiestHours {...props} />
        </Show>
      </Show>
      <div class="grid items-start gap-[18px] xl:grid-cols-2">
        <Ranking
          title={say('charts.ofOutlets')}
          rows={a().outlets.map(row => ({ ...row, id: row.outlet_id }))}
          currency={a().currency}
          hrefOf={id => props.hrefOf({ scope: 'outlet', id })}
        />
        <Ranking
          title={say('charts.ofMachines')}
          rows={a().machines.map(row => ({ ...row, id: row.machine_id }))}
          currency={a().currency}
          hrefOf={id => props.hrefOf({ scope: 'machine', id })}
        />
        <Ranking
          title={say('charts.ofDevices')}
          rows={a().devices.map(row => ({ ...row, id: row.device_id, name: row.device_id }))}
          currency={a().currency}
          hrefOf={id => props.hrefOf({ scope: 'device', id })}
        />
        <FailingDevices failing={a().failing} />
      </div>
    </>
  )
}

/** The figures asked for, and those of as many days before. */
function createAnalytics(asked: () => Asked | undefined) {
  const filter = createMemo(() => {
    const wanted = asked()
    return wanted === undefined ? undefined : filterOf(wanted)
  })
  const now = useQuery(() => {
    const wanted = filter()
    return {
      queryKey: ['ozone', 'analytics', wanted],
      queryFn: () => ozoneApi.analytics(wanted ?? { from: '', to: '', group: 'day' }),
      enabled: wanted !== undefined,
      refetchInterval: readEveryMs,
      placeholderData: keepPreviousData,
    }
  })
  const before = useQuery(() => {
    const [wanted, answer] = [filter(), dataOf(now)]
    const days = answer === undefined ? { from: '', to: '' } : { from: answer.before.from, to: answer.before.to }
    return {
      queryKey: ['ozone', 'analytics', { ...wanted, ...days }],
      queryFn: () => ozoneApi.analytics({ ...(wanted ?? { group: 'day' }), ...days }),
      enabled: wanted !== undefined && answer !== undefined,
      staleTime: readEveryMs * 5,
    }
  })
  return { filter, now, before: () => dataOf(before) }
}

export default function OzoneChartsPage(): JSX.Element {
  const i18n = useI18n()
  const say = useOzoneWords()
  const live = useLive()
  const [params, setParams] = useSearchParams<Record<string, string | undefined>>()
  const asked: Params = params
  const change = (part: Params) => setParams({ ...part }, { replace: true })
  const today = createMemo(() => i18n.format().isoDay(live.now()))
  const wanted = createMemo(() => askedOf({ ...asked }, today()))
  const { filter, now, before } = createAnalytics(wanted)
  return (
    <div class="grid gap-5">
      <PageHead title={say('charts.title')}>
        <div class="no-print ml-auto flex gap-2.5">
          <A href="/ozone" class="btn">
            <LayoutDashboard size={17} aria-hidden="true" />
            {say('nav.dashboard')}
          </A>
          <Show when={filter()}>
            {found => (
              <a class="btn" href={analyticsCsvUrl(found())} download="">
                <Download size={17} aria-hidden="true" />
                {say('charts.csv')}
              </a>
            )}
          </Show>
        </div>
      </PageHead>
      <ChartFilters params={asked} asked={wanted()} onChange={change} />
      <Show when={wanted()}>
        {found => (
          <Show
            when={filter()}
            fallback={
              <section class="panel">
                <Empty icon={MousePointerClick} title={say('charts.choose')} hint={say('charts.chooseHint')} />
              </section>
            }
          >
            <Loaded
              query={now}
              skeleton={
                <section class="panel">
                  <SkeletonRows rows={10} />
                </section>
              }
            >
              {answer => <Charts answer={answer()} before={before()} asked={found()} hrefOf={part => chartsHref({ ...asked, ...part })} />}
            </Loaded>
          </Show>
        )}
      </Show>
    </div>
  )
}
