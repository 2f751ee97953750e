/** What came in and went out in some days, under every heading, and whether all of it adds up. */
import type { MoneyReport } from '@palang/protocol'
import { useSearchParams } from '@solidjs/router'
import { useQuery } from '@tanstack/solid-query'
import Download from 'lucide-solid/icons/download'
import Printer from 'lucide-solid/icons/printer'
import { createMemo, type JSX, Show } from 'solid-js'
import { moneyApi, type Period, reportExportUrl } from '../../api/money-endpoints.ts'
import { type I18n, useI18n } from '../../i18n/i18n.tsx'
import { useLive } from '../../live/live.tsx'
import { useAccount } from '../../site/account.tsx'
import { useSite } from '../../site/site.tsx'
import { Loaded, SkeletonRows } from '../../ui/condition.tsx'
import { PageHead, Panel } from '../../ui/panel.tsx'
import { actorName } from '../../words/machine-words.ts'
import { Figure } from '../../ui/figure.tsx'
import { DayChart } from '../money/day-chart.tsx'
import { HeadingTable } from '../money/heading-table.tsx'
import { LedgerCheckPanel } from '../money/ledger-check.tsx'
import { ManualOpens } from '../money/manual-opens.tsx'
import { PaperHead } from '../money/paper.tsx'
import { PeriodLedger } from '../money/period-ledger.tsx'
import { PeriodPicker } from '../../site/period-picker.tsx'
import { type PeriodParams, periodOf } from '../../site/period.ts'
import '../money/day-chart.css'
import '../money/paper.css'

function Totals(props: { report: MoneyReport }): JSX.Element {
  const i18n = useI18n()
  const total = () => props.report.total
  const money = (amount: number) => i18n.format().money(amount, props.report.currency)
  const perDay = () => Math.round(total().net / Math.max(1, props.report.days.length))
  return (
    <section class="grid grid-cols-3 gap-[14px] max-sm:grid-cols-2" aria-label={i18n.t('reports.title')}>
      <Figure
        word={i18n.t('reports.net')}
        length={money(total().net).length}
        class="max-sm:col-span-2"
        below={props.report.days.length > 1 ? i18n.t('reports.perDay', { amount: money(perDay()) }) : ''}
      >
        {money(total().net)}
      </Figure>
      <Figure
        word={i18n.t('reports.in')}
        length={money(total().in).length}
        below={i18n.t('reports.entries', { count: i18n.format().number(total().count) })}
      >
        {money(total().in)}
      </Figure>
      <Figure word={i18n.t('reports.out')} length={money(total().out).length} below={i18n.t('reports.outHint')}>
        {money(total().out)}
      </Figure>
    </section>
  )
}

function Tables(props: { report: MoneyReport }): JSX.Element {
  const i18n = useI18n()
  const site = useSite()
  const r = () => props.report
  const orNone = (key: string, none: string, word: (key: string) => string) => (key === 'none' ? none : word(key))
  return (
    <div class="grid items-start gap-[18px] xl:grid-cols-2 print:grid-cols-1">
      <HeadingTable
        title={i18n.t('reports.gates')}
        head={i18n.t('reports.gate')}
        headings={r().machines}
        currency={r().currency}
        wordOf={key => orNone(key, i18n.t('reports.noGate'), site.nameOf)}
      />
      <HeadingTable
        title={i18n.t('reports.people')}
        head={i18n.t('till.person')}
        headings={r().actors}
        currency={r().currency}
        wordOf={key => (key.startsWith('machine:') ? site.nameOf(actorName(key)) : actorName(key))}
      />
      <HeadingTable
        title={i18n.t('reports.methods')}
        head={i18n.t('reports.method')}
        headings={r().methods}
        currency={r().currency}
        wordOf={key => i18n.tMaybe(`method.${key}`, key)}
      />
      <HeadingTable
        title={i18n.t('reports.kinds')}
        head={i18n.t('reports.kind')}
        headings={r().kinds}
        currency={r().currency}
        wordOf={key => i18n.tMaybe(`money.${key}`, key)}
      />
      <HeadingTable
        title={i18n.t('reports.classes')}
        head={i18n.t('reports.class')}
        headings={r().vehicle_classes}
        currency={r().currency}
        wordOf={key => orNone(key, i18n.t('reports.noClass'), name => i18n.tMaybe(`class.${name}`, name))}
      />
      <ManualOpens opens={r().manual_opens} />
    </div>
  )
}

function Report(props: { report: MoneyReport }): JSX.Element {
  const i18n = useI18n()
  const account = useAccount()
  return (
    <>
      <Totals report={props.report} />
      <Show when={props.report.days.length > 1}>
        <Panel title={i18n.t('reports.course')}>
          <DayChart days={props.report.days} currency={props.report.currency} />
        </Panel>
      </Show>
      <Show when={account.seesAll()}>
        <LedgerCheckPanel />
      </Show>
      <Tables report={props.report} />
      <Show when={props.report.days.length > 1}>
        <HeadingTable
          title={i18n.t('reports.days')}
          head={i18n.t('reports.day')}
          headings={props.report.days}
          currency={props.report.currency}
          wordOf={key => dayName(i18n, key)}
        />
      </Show>
    </>
  )
}

function dayName(i18n: I18n, key: string): string {
  const noon = `${key}T12:00:00Z`
  return `${i18n.format().weekday(noon)}, ${i18n.format().day(noon)}`
}

function periodName(i18n: I18n, { from, to }: Period): string {
  return from === to ? dayName(i18n, from) : `${dayName(i18n, from)} – ${dayName(i18n, to)}`
}

export default function Reports(): JSX.Element {
  const i18n = useI18n()
  const live = useLive()
  const [params, setParams] = useSearchParams<PeriodParams>()
  const today = createMemo(() => i18n.format().isoDay(live.now()))
  const period = createMemo(() => periodOf(params, today()), undefined, { equals: samePeriod })
  const report = useQuery(() => {
    const asked = period() ?? { from: today(), to: today() }
    return {
      queryKey: ['report', 'money', asked],
      queryFn: () => moneyApi.report(asked),
      enabled: period() !== undefined,
      refetchInterval: 60_000,
    }
  })
  return (
    <div class="paper grid gap-5">
      <Show when={period()}>{days => <PaperHead line={periodName(i18n, days())} />}</Show>
      <PageHead title={i18n.t('reports.title')}>
        <span class="text-muted">{period() === undefined ? '' : periodName(i18n, period() ?? { from: '', to: '' })}</span>
        <div class="no-print ml-auto flex gap-2.5">
          <Show when={period()}>
            {days => (
              <a class="btn" href={reportExportUrl(days())} download="">
                <Download size={17} aria-hidden="true" />
                {i18n.t('action.exportCsv')}
              </a>
            )}
          </Show>
          <button type="button" class="btn" onClick={() => window.print()}>
            <Printer size={17} aria-hidden="true" />
            {i18n.t('action.print')}
          </button>
        </div>
      </PageHead>
      <PeriodPicker params={params} onChange={change => setParams(change, { replace: true })} bad={period() === undefined} />
      <Show when={period()}>
        <Loaded
          query={report}
          skeleton={
            <section class="panel">
              <SkeletonRows rows={10} />
            </section>
          }
        >
          {data => <Report report={data()} />}
        </Loaded>
        <PeriodLedger period={period() ?? { from: today(), to: today() }} />
      </Show>
    </div>
  )
}

function samePeriod(a: Period | undefined, b: Period | undefined): boolean {
  return a?.from === b?.from && a?.to === b?.to
}
