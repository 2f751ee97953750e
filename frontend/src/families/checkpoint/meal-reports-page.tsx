/** What some days of a meal programme add up to, by day, school or kitchen. */
import type { MealReport, Programme } from '@palang/protocol'
import { useSearchParams } from '@solidjs/router'
import { keepPreviousData, useQuery } from '@tanstack/solid-query'
import ChartColumn from 'lucide-solid/icons/chart-column'
import Download from 'lucide-solid/icons/download'
import { createMemo, For, type JSX, Show } from 'solid-js'
import { mealApi, type ReportQuery, reportCsvUrl } from '../../api/meal-endpoints.ts'
import { useI18n } from '../../i18n/i18n.tsx'
import { useLive } from '../../live/live.tsx'
import { type PeriodParams, periodOf } from '../../site/period.ts'
import { PeriodPicker } from '../../site/period-picker.tsx'
import { Empty, Loaded } from '../../ui/condition.tsx'
import { Panel } from '../../ui/panel.tsx'
import { Pick } from '../../ui/pick.tsx'
import { flowKeyOf, MealPage, Waiting } from './meal-site.tsx'
import { useMealWords } from './words/meal-words.ts'

const groups = ['day', 'school', 'kitchen'] as const
type Group = (typeof groups)[number]

const columns = ['deliveries', 'planned', 'dispatched', 'received', 'served', 'rejected', 'late', 'flagged'] as const
type Row = MealReport['rows'][number]

const isBadColumn = (column: (typeof columns)[number]) => column === 'rejected' || column === 'late' || column === 'flagged'

function Rows(props: { report: MealReport; group: Group }): JSX.Element {
  const i18n = useI18n()
  const say = useMealWords()
  const number = (value: number) => i18n.format().number(value)
  const nameOf = (row: Row) => {
    const noon = `${row.key}T12:00:00Z`
    return props.report.by === 'day' ? `${i18n.format().weekday(noon)}, ${i18n.format().day(noon)}` : row.name
  }
  const total = (valueOf: (row: Row) => number) => number(props.report.rows.reduce((sum, row) => sum + valueOf(row), 0))
  const trays = (row: Row) => `${number(row.containers.returned)}/${number(row.containers.dispatched)}`
  return (
    <div class="overflow-x-auto pb-1" tabIndex={0} role="group" aria-label={say('reports.title')}>
      <table class="table table-edge">
        <thead>
          <tr>
            <th>{say(`reports.${props.group}`)}</th>
            <For each={columns}>{column => <th class="num">{say(`col.${column}`)}</th>}</For>
            <th class="num">{say('col.trays')}</th>
          </tr>
        </thead>
        <tbody>
          <For each={props.report.rows}>
            {row => (
              <tr>
                <th scope="row" class="font-[520]">
                  {nameOf(row)}
                </th>
                <For each={columns}>
                  {column => (
                    <td class={`num tabular ${isBadColumn(column) && row[column] > 0 ? 'text-stop' : ''}`}>{number(row[column])}</td>
                  )}
                </For>
                <td class="num tabular">{trays(row)}</td>
              </tr>
            )}
          </For>
        </tbody>
        <tfoot>
          <tr class="font-[620]">
            <th scope="row">{say('reports.total')}</th>
            <For each={columns}>{column => <td class="num tabular">{total(row => row[column])}</td>}</For>
            <td class="num tabular">
              {total(row => row.containers.returned)}/{total(row => row.containers.dispatched)}
            </td>
          </tr>
        </tfoot>
      </table>
    </div>
  )
}

function Report(props: { query: ReportQuery; group: Group }): JSX.Element {
  const say = useMealWords()
  const report = useQuery(() => ({
    queryKey: flowKeyOf('report', JSON.stringify(props.query)),
    queryFn: () => mealApi.report(props.query),
    placeholderData: keepPreviousData,
  }))
  return (
    <Loaded query={report} skeleton={<Waiting />}>
      {data => (
        <Panel title={say(`reports.${props.group}`)} flush>
          <Show
            when={data().rows.length > 0}
            fallback={<Empty icon={ChartColumn} title={say('reports.none')} hint={say('reports.noneHint')} compact />}
          >
            <Rows report={data()} group={props.group} />
          </Show>
        </Panel>
      )}
    </Loaded>
  )
}

function Reports(props: { programme: Programme }): JSX.Element {
  const i18n = useI18n()
  const say = useMealWords()
  const live = useLive()
  const [params, setParams] = useSearchParams<Record<string, string | undefined>>()
  const asked: PeriodParams = params
  const today = createMemo(() => i18n.format().isoDay(live.now()))
  const period = createMemo(() => periodOf({ ...asked, period: asked.period ?? 'week' }, today()))
  const group = (): Group => groups.find(one => one === params['by']) ?? 'day'
  const query = createMemo((): ReportQuery | undefined => {
    const days = period()
    return days === undefined ? undefined : { programme_id: props.programme.id, ...days, by: group() }
  })
  return (
    <>
      <div class="no-print flex flex-wrap items-center gap-2.5">
        <PeriodPicker
          params={{ ...asked, period: asked.period ?? 'week' }}
          bad={period() === undefined}
          onChange={change => setParams({ ...change }, { replace: true })}
        />
        <Pick
          class="w-[180px] max-md:w-full"
          label={say('reports.by')}
          value={group()}
          options={groups.map(value => ({ value, label: say(`reports.${value}`) }))}
          onChange={by => setParams({ by }, { replace: true })}
        />
        <Show when={query()}>
          {found => (
            <a class="btn ml-auto max-md:ml-0" href={reportCsvUrl(found())} download="">
              <Download size={17} aria-hidden="true" />
              {say('reports.csv')}
            </a>
          )}
        </Show>
      </div>
      <Show when={query()}>{found => <Report query={found()} group={group()} />}</Show>
    </>
  )
}

export default function MealReportsPage(): JSX.Element {
  const say = useMealWords()
  return <MealPage title={say('reports.title')}>{programme => <Reports programme={programme()} />}</MealPage>
}
