/** What water was sold in some days: by machine, size, hour of the day, or day. */
import type { WaterReport, WaterReportRow } from '@palang/protocol'
import { useSearchParams } from '@solidjs/router'
import { useQuery } from '@tanstack/solid-query'
import Download from 'lucide-solid/icons/download'
import GlassWater from 'lucide-solid/icons/glass-water'
import { createMemo, For, type JSX, Show } from 'solid-js'
import { type ReportFilter, waterApi, waterReportUrl } from '../../api/water-endpoints.ts'
import { type PeriodParams, periodOf } from '../../site/period.ts'
import { PeriodPicker } from '../../site/period-picker.tsx'
import { useSite } from '../../site/site.tsx'
import { type I18n, useI18n } from '../../i18n/i18n.tsx'
import { useLive } from '../../live/live.tsx'
import { Empty, Loaded, SkeletonRows } from '../../ui/condition.tsx'
import { Figure } from '../../ui/figure.tsx'
import { PageHead, Panel } from '../../ui/panel.tsx'
import { Pick } from '../../ui/pick.tsx'
import { Segments } from '../../ui/segments.tsx'
import { daysBetween } from './report-days.ts'
import { type Say, volumeText } from './words/reasons.ts'
import { useWaterWords } from './words/water-words.ts'
import '../../ui/chart.css'
import './water.css'

const groups = ['machine', 'volume', 'hour', 'day'] as const satisfies readonly WaterReport['group'][]

interface ReportParams extends PeriodParams {
  by?: string | undefined
  machine?: string | undefined
}

/** Of every machine. */
const anyMachine = 'all'

function keyText(i18n: I18n, say: Say, nameOf: (id: string) => string, group: WaterReport['group'], key: string): string {
  switch (group) {
    case 'machine':
      return nameOf(key)
    case 'volume':
      return volumeText(i18n, Number(key))
    case 'hour':
      return say('report.hourOf', { hour: key })
    case 'day':
      return `${i18n.format().weekday(`${key}T12:00:00Z`)}, ${i18n.format().day(`${key}T12:00:00Z`)}`
  }
}

function litres(i18n: I18n, say: Say, ml: number): string {
  return say('report.litre', { litres: i18n.format().decimal(ml / 1_000, ml < 100_000 ? 1 : 0) })
}

function Totals(props: { report: WaterReport }): JSX.Element {
  const i18n = useI18n()
  const say = useWaterWords()
  const total = () => props.report.total
  const money = (amount: number) => i18n.format().money(amount, props.report.currency)
  const share = () => (total().sales === 0 ? 0 : (total().results['success'] ?? 0) / total().sales)
  return (
    <section class="grid grid-cols-3 gap-[14px] max-sm:grid-cols-2" aria-label={say('report.title')}>
      <Figure
        word={say('report.revenue')}
        length={money(total().charged).length}
        class="max-sm:col-span-2"
        below={say('report.average', { amount: money(total().sales === 0 ? 0 : Math.round(total().charged / total().sales)) })}
      >
        {money(total().charged)}
      </Figure>
      <Figure
        word={say('report.sales')}
        length={i18n.format().number(total().sales).length}
        below={say('report.share', { share: `${i18n.format().decimal(share() * 100, 1)} %` })}
      >
        {i18n.format().number(total().sales)}
      </Figure>
      <Figure
        word={say('report.litres')}
        length={litres(i18n, say, total().delivered_ml).length}
        below={say('report.average', {
          amount: `${i18n.format().number(total().sales === 0 ? 0 : Math.round(total().delivered_ml / total().sales))} ml`,
        })}
      >
        {litres(i18n, say, total().delivered_ml)}
      </Figure>
    </section>
  )
}

/** The hours and the days of a report stand upright, as time goes on; the table says the same to whoever cannot see it. */
function Columns(props: { report: WaterReport; name: (key: string) => string }): JSX.Element {
  const i18n = useI18n()
  const say = useWaterWords()
  const most = createMemo(() => Math.max(1, ...props.report.rows.map(row => row.charged)))
  const short = (key: string) => (props.report.group === 'hour' ? key : i18n.format().day(`${key}T12:00:00Z`))
  const every = () => Math.max(1, Math.ceil(props.report.rows.length / 12))
  return (
    <div class="columns" role="img" aria-label={say('report.revenue')}>
      <For each={props.report.rows}>
        {(row, index) => (
          <div
            class="column"
            title={`${props.name(row.key)}\n${i18n.format().money(row.charged, props.report.currency)} · ${i18n.format().number(row.sales)}`}
          >
            <i style={{ height: `${(row.charged / most()) * 100}%` }} />
            <span>{index() % every() === 0 ? short(row.key) : ''}</span>
          </div>
        )}
      </For>
    </div>
  )
}

function Rows(props: { report: WaterReport; name: (key: string) => string }): JSX.Element {
  const i18n = useI18n()
  const say = useWaterWords()
  const most = createMemo(() => Math.max(1, ...props.report.rows.map(row => row.charged)))
  const count = (row: WaterReportRow, result: 'success' | 'failed' | 'cancelled') => {
    const found = row.results[result] ?? 0
    return found === 0 ? '—' : i18n.format().number(found)
  }
  return (
    <div class="overflow-x-auto pb-1">
      <table class="table table-edge">
        <thead>
          <tr>
            <th>{say(`report.${props.report.group}`)}</th>
            <th class="num">{say('report.sales')}</th>
            <th class="num max-lg:hidden">{say('report.failed')}</th>
            <th class="num max-lg:hidden">{say('report.cancelled')}</th>
            <th class="num max-sm:hidden">{say('report.litres')}</th>
            <th class="num">{say('report.revenue')}</th>
          </tr>
        </thead>
        <tbody>
          <For each={props.report.rows}>
            {row => (
              <tr>
                <td class="w-full max-w-0 min-w-[110px]">
                  <span class="block truncate" title={props.name(row.key)}>
                    {props.name(row.key)}
                  </span>
                  <span class="report-bar" aria-hidden="true">
                    <i style={{ width: `${(row.charged / most()) * 100}%` }} />
                  </span>
                </td>
                <td class="num tabular">{i18n.format().number(row.sales)}</td>
                <td class="num tabular text-muted max-lg:hidden">{count(row, 'failed')}</td>
                <td class="num tabular text-muted max-lg:hidden">{count(row, 'cancelled')}</td>
                <td class="num tabular text-muted max-sm:hidden">{litres(i18n, say, row.delivered_ml)}</td>
                <td class="num tabular font-[580]">{i18n.format().money(row.charged, props.report.currency)}</td>
              </tr>
            )}
          </For>
        </tbody>
      </table>
    </div>
  )
}

function Report(props: { report: WaterReport }): JSX.Element {
  const i18n = useI18n()
  const say = useWaterWords()
  const site = useSite()
  const name = (key: string) => keyText(i18n, say, site.nameOf, props.report.group, key)
  const isTime = () => props.report.group === 'hour' || props.report.group === 'day'
  return (
    <>
      <Totals report={props.report} />
      <Show
        when={props.report.rows.some(row => row.sales > 0)}
        fallback={
          <section class="panel">
            <Empty icon={GlassWater} title={say('report.none')} hint={say('report.noneHint')} />
          </section>
        }
      >
        <Show when={isTime() && props.report.rows.length > 1}>
          <Panel title={say('report.revenue')}>
            <Columns report={props.report} name={name} />
          </Panel>
        </Show>
        <Panel title={`${say('report.by')} ${say(`report.${props.report.group}`).toLowerCase()}`} flush>
          <Rows report={props.report} name={name} />
        </Panel>
      </Show>
    </>
  )
}

/** What the address asks for; `filter` is undefined while the days are none. */
function createAsked() {
  const i18n = useI18n()
  const live = useLive()
  const [params, setParams] = useSearchParams<Record<string, string | undefined>>()
  const asked: ReportParams = params
  const change = (part: ReportParams) => setParams({ ...part }, { replace: true })
  const today = createMemo(() => i18n.format().isoDay(live.now()))
  const group = () => groups.find(one => one === asked.by) ?? 'machine'
  const filter = createMemo((): ReportFilter | undefined => {
    const period = periodOf(asked, today())
    if (period === undefined) return undefined
    return {
      ...daysBetween(period, i18n.format().dayStart),
      group: group(),
      machine_id: asked.machine === anyMachine ? undefined : asked.machine,
    }
  })
  return { asked, change, group, filter }
}

export default function WaterReportPage(): JSX.Element {
  const [say, site] = [useWaterWords(), useSite()]
  const { asked, change, group, filter } = createAsked()
  const report = useQuery(() => {
    const wanted = filter()
    return {
      queryKey: ['water', 'report', wanted],
      queryFn: () => waterApi.report(wanted ?? { from: '', to: '', group: 'machine' }),
      enabled: wanted !== undefined,
      refetchInterval: 60_000,
    }
  })
  const machines = () => [
    { value: anyMachine, label: say('report.allMachines') },
    ...(site.machines() ?? []).filter(row => row.view.family === 'water').map(row => ({ value: row.id, label: row.name })),
  ]
  return (
    <div class="grid gap-5">
      <PageHead title={say('report.title')}>
        <Show when={filter()}>
          {wanted => (
            <a class="btn ml-auto" href={waterReportUrl(wanted())} download="">
              <Download size={17} aria-hidden="true" />
              {say('report.csv')}
            </a>
          )}
        </Show>
      </PageHead>
      <PeriodPicker params={asked} onChange={change} bad={filter() === undefined} />
      <div class="flex flex-wrap items-center gap-3">
        <Segments
          chips
          label={say('report.by')}
          value={group()}
          options={groups.map(value => ({ value, label: say(`report.${value}`) }))}
          onChange={by => change({ by })}
        />
        <Pick
          class="w-[240px] max-sm:w-full"
          label={say('report.of')}
          value={asked.machine ?? anyMachine}
          options={machines()}
          onChange={machine => change({ machine })}
        />
      </div>
      <Show when={filter()}>
        <Loaded
          query={report}
          skeleton={
            <section class="panel">
              <SkeletonRows rows={9} />
            </section>
          }
        >
          {data => <Report report={data()} />}
        </Loaded>
      </Show>
    </div>
  )
}
