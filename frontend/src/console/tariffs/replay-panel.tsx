/** The draft over the stays of some days: what it would have earned. */
import type { ReplayResult, ReplaySumView } from '@palang/protocol'
import type { Tariff } from '@palang/tariff'
import { A } from '@solidjs/router'
import { createSignal, For, type JSX, onCleanup, Show } from 'solid-js'
import { problemText } from '../../api/problem.ts'
import { tariffApi } from '../../api/tariff-endpoints.ts'
import { useI18n } from '../../i18n/i18n.tsx'
import { useLive } from '../../live/live.tsx'
import { Panel } from '../../ui/panel.tsx'
import { DayRange } from '../../ui/filter-parts.tsx'
import { useTariffWords } from './words.ts'

const dayMs = 86_400_000

function SumTable(props: { title: string; rows: readonly (ReplaySumView & { name: string })[]; currency: string }): JSX.Element {
  const i18n = useI18n()
  const w = useTariffWords()
  const money = (amount: number) => i18n.format().money(amount, props.currency)
  return (
    <div class="mt-4">
      <div class="max-h-80 overflow-auto">
        <table class="table">
          <thead>
            <tr>
              <th>{props.title}</th>
              <th class="num">{w('stays')}</th>
              <th class="num">{w('difference')}</th>
            </tr>
          </thead>
          <tbody>
            <For each={props.rows}>
              {row => (
                <tr>
                  <td class="whitespace-nowrap">{row.name}</td>
                  <td class="num text-muted">{i18n.format().number(row.stays)}</td>
                  <td class="num font-[560]" title={`${money(row.earned)} → ${money(row.would_earn)}`}>
                    {money(row.difference)}
                  </td>
                </tr>
              )}
            </For>
          </tbody>
        </table>
      </div>
    </div>
  )
}

function Result(props: { result: ReplayResult }): JSX.Element {
  const i18n = useI18n()
  const w = useTariffWords()
  const r = () => props.result
  const money = (amount: number) => i18n.format().money(amount, r().currency)
  const className = (one: string) => i18n.tMaybe(`class.${one}`, one)
  return (
    <div class="mt-4 border-t border-line pt-3">
      <Show when={r().total.stays > 0} fallback={<p class="text-muted">{w('noStays')}</p>}>
        <dl class="grid grid-cols-[1fr_auto] gap-x-4 gap-y-1.5">
          <dt class="text-muted">{w('earned')}</dt>
          <dd class="tabular text-right">{money(r().total.earned)}</dd>
          <dt class="text-muted">{w('wouldEarn')}</dt>
          <dd class="tabular text-right">{money(r().total.would_earn)}</dd>
          <dt class="font-[600]">{w('difference')}</dt>
          <dd class="tabular text-right text-[18px] font-[640]">{money(r().total.difference)}</dd>
          <dt class="text-muted">{w('stays')}</dt>
          <dd class="tabular text-right">{i18n.format().number(r().total.stays)}</dd>
        </dl>
        <p class="mt-1 text-[13px] text-muted">
          {w('dearer', { count: i18n.format().number(r().total.dearer) })} ·{' '}
          {w('cheaper', { count: i18n.format().number(r().total.cheaper) })}
        </p>
        <SumTable
          title={w('byClass')}
          rows={r().classes.map(row => ({ ...row, name: className(row.vehicle_class) }))}
          currency={r().currency}
        />
        <SumTable
          title={w('byDay')}
          rows={r().days.map(row => ({ ...row, name: i18n.format().day(`${row.date}T12:00:00Z`) }))}
          currency={r().currency}
        />
        <Show when={r().most_changed.length > 0}>
          <h3 class="field-label mt-4 mb-1">{w('mostChanged')}</h3>
          <ul class="m-0 list-none p-0">
            <For each={r().most_changed}>
              {stay => (
                <li class="border-line-soft not-first:border-t">
                  <A href={`/sessions/${stay.session_id}`} class="link flex justify-between gap-3 py-2.5">
                    <span>
                      {className(stay.vehicle_class)} · {money(stay.earned)} → {money(stay.would_earn)}
                    </span>
                    <span class="tabular whitespace-nowrap">{money(stay.difference)}</span>
                  </A>
                </li>
              )}
            </For>
          </ul>
        </Show>
      </Show>
      <Show when={r().unpriced > 0}>
        <p class="note attend mt-3">{w('unpriced', { count: i18n.format().number(r().unpriced) })}</p>
      </Show>
      <Show when={r().truncated}>
        <p class="note attend mt-3">{w('truncated')}</p>
      </Show>
    </div>
  )
}

/** The days, and the trial over them: at most one, given up with the page. */
function createTrial(tariff: () => Tariff | undefined) {
  const i18n = useI18n()
  const w = useTariffWords()
  const live = useLive()
  const [days, setDays] = createSignal({
    from: i18n.format().isoDay(live.now() - 30 * dayMs),
    to: i18n.format().isoDay(live.now()),
  })
  const [running, setRunning] = createSignal<AbortController>()
  const [problem, setProblem] = createSignal<string>()
  const [done, setDone] = createSignal<{ result: ReplayResult; of: string }>()
  onCleanup(() => running()?.abort())
  const run = async () => {
    const table = tariff()
    if (table === undefined || running() !== undefined) return
    const controller = new AbortController()
    setRunning(controller)
    setProblem(undefined)
    try {
      setDone({ result: await tariffApi.replay(table, days(), controller.signal), of: JSON.stringify(table) })
    } catch (error) {
      setProblem(controller.signal.aborted ? w('replayStopped') : problemText(i18n, error))
    } finally {
      setRunning(undefined)
    }
  }
  const isPeriod = () => days().from <= days().to && Date.parse(days().to) - Date.parse(days().from) <= 366 * dayMs
  return { days, setDays, running, problem, done, run, isPeriod, isStale: () => done()?.of !== JSON.stringify(tariff()) }
}

function TrialState(props: { trial: ReturnType<typeof createTrial> }): JSX.Element {
  const i18n = useI18n()
  const w = useTariffWords()
  const t = () => props.trial
  return (
    <div aria-live="polite">
      <Show when={!t().isPeriod()}>
        <p class="note stop mt-3">{w('badDays')}</p>
      </Show>
      <Show when={t().running() !== undefined}>
        <p class="mt-3 text-muted" role="status">
          {i18n.t('state.loading')}
        </p>
      </Show>
      <Show when={t().problem()}>{text => <p class="note attend mt-3">{text()}</p>}</Show>
      <Show when={t().done()}>
        {found => (
          <>
            <Show when={t().isStale()}>
              <p class="note attend mt-3">{w('stale')}</p>
            </Show>
            <Result result={found().result} />
          </>
        )}
      </Show>
    </div>
  )
}

/** `tariff` is undefined while it may not be tried. */
export function ReplayPanel(props: { tariff: Tariff | undefined }): JSX.Element {
  const w = useTariffWords()
  const trial = createTrial(() => props.tariff)
  const change = (changed: { from?: string | undefined; to?: string | undefined }) =>
    trial.setDays(now => ({ from: changed.from ?? now.from, to: changed.to ?? now.to }))
  return (
    <Panel title={w('replay')}>
      <p class="hint mb-3">{w('replayHint')}</p>
      <div class="flex flex-wrap gap-2.5 max-md:grid">
        <DayRange days={trial.days()} onChange={change} />
        <Show
          when={trial.running()}
          fallback={
            <button type="button" class="btn" disabled={props.tariff === undefined || !trial.isPeriod()} onClick={() => void trial.run()}>
              {w('replayRun')}
            </button>
          }
        >
          {controller => (
            <button type="button" class="btn" onClick={() => controller().abort()}>
              {w('replayStop')}
            </button>
          )}
        </Show>
      </div>
      <TrialState trial={trial} />
    </Panel>
  )
}
