/** One shift: what was counted, what should have been there, and what went through the till. */
import type { ShiftDetail } from '@palang/protocol'
import { A, useParams } from '@solidjs/router'
import { useQuery } from '@tanstack/solid-query'
import Printer from 'lucide-solid/icons/printer'
import Scale from 'lucide-solid/icons/scale'
import SearchX from 'lucide-solid/icons/search-x'
import { createSignal, type JSX, Show } from 'solid-js'
import { moneyApi } from '../../api/money-endpoints.ts'
import { ApiProblem } from '../../api/problem.ts'
import { type TextKey, useI18n } from '../../i18n/i18n.tsx'
import { useLive } from '../../live/live.tsx'
import { useAccount } from '../../site/account.tsx'
import { Empty, Loaded, SkeletonRows } from '../../ui/condition.tsx'
import { Pairs } from '../../ui/pairs.tsx'
import { PageHead, Panel } from '../../ui/panel.tsx'
import { ToneIcon } from '../../ui/tone.tsx'
import { actorName } from '../../words/machine-words.ts'
import { Reserved } from '../access/reserved.tsx'
import { type Verdict, verdictOf } from '../money/amounts.ts'
import { verdictTones } from '../money/difference.tsx'
import { PaperFoot, PaperHead } from '../money/paper.tsx'
import { AdjustShift, CloseShift } from '../money/shift-dialogs.tsx'
import { Totals } from '../money/till-totals.tsx'
import '../money/paper.css'

const sentences: Record<Verdict, TextKey> = { exact: 'till.exactLong', short: 'till.shortLong', over: 'till.overLong' }

function Result(props: { shift: ShiftDetail; difference: number }): JSX.Element {
  const i18n = useI18n()
  const s = () => props.shift
  const money = (amount: number | null) => (amount === null ? '—' : i18n.format().money(amount, s().currency))
  const verdict = () => verdictOf(props.difference)
  const left = () => props.difference - s().adjusted
  const rows = (): [string, string][] => [
    [i18n.t('shift.float'), money(s().opening_float)],
    [i18n.t('shift.expected'), money(s().expected_amount)],
    [i18n.t('shift.counted'), money(s().counted_amount)],
    ...(s().adjusted === 0
      ? []
      : ([
          [i18n.t('shift.explained'), money(s().adjusted)],
          [i18n.t('shift.left'), left() === 0 ? i18n.t('shift.leftNone') : money(left())],
        ] satisfies [string, string][])),
  ]
  return (
    <Panel title={i18n.t('shift.result')}>
      <div class={`mb-4 flex items-start gap-3 rounded-[10px] bg-(--s) px-4 py-3.5 text-(--c) ${verdictTones[verdict()]}`}>
        <span class="mt-0.5">
          <ToneIcon tone={verdictTones[verdict()]} size={20} />
        </span>
        <p class="text-[17px] leading-6 font-[620]">{i18n.t(sentences[verdict()], { amount: money(Math.abs(props.difference)) })}</p>
      </div>
      <Pairs rows={rows()} />
    </Panel>
  )
}

function Facts(props: { shift: ShiftDetail }): JSX.Element {
  const i18n = useI18n()
  const live = useLive()
  const s = () => props.shift
  const endMs = () => (s().closed_at === null ? live.now() : Date.parse(s().closed_at ?? ''))
  const moment = (at: string) => `${i18n.format().day(at)} ${i18n.format().time(at)}`
  const rows = (): [string, string][] => [
    [i18n.t('till.person'), actorName(s().opened_by)],
    [i18n.t('till.openedAt'), moment(s().opened_at)],
    [i18n.t('till.closedAt'), s().closed_at === null ? i18n.t('till.stillOpen') : moment(s().closed_at ?? '')],
    [i18n.t('shift.duration'), i18n.format().minutes((endMs() - Date.parse(s().opened_at)) / 60_000)],
    ...(s().closed_by === null || s().closed_by === s().opened_by
      ? []
      : ([[i18n.t('shift.closedBy'), actorName(s().closed_by ?? '')]] satisfies [string, string][])),
    ...(s().closed_at === null
      ? ([[i18n.t('shift.float'), i18n.format().money(s().opening_float, s().currency)]] satisfies [string, string][])
      : []),
    ...(s().note === null ? [] : ([[i18n.t('till.note'), s().note ?? '']] satisfies [string, string][])),
  ]
  return (
    <Panel title={i18n.t('session.details')}>
      <Pairs rows={rows()} />
    </Panel>
  )
}

function Head(props: { shift: ShiftDetail }): JSX.Element {
  const i18n = useI18n()
  const account = useAccount()
  const [closing, setClosing] = createSignal<ShiftDetail>()
  const [adjusting, setAdjusting] = createSignal<ShiftDetail>()
  const isAdmin = () => account.info()?.role === 'admin'
  const isOpen = () => props.shift.closed_at === null
  return (
    <PageHead title={i18n.t('shift.title', { who: actorName(props.shift.opened_by) })}>
      <div class="no-print ml-auto flex flex-wrap gap-2.5">
        <Show when={isOpen() && (isAdmin() || props.shift.opened_by === account.info()?.actor)}>
          <button type="button" class="btn btn-primary" onClick={() => setClosing(props.shift)}>
            {i18n.t('till.count')}
          </button>
        </Show>
        <Show when={!isOpen() && isAdmin()}>
          <button type="button" class="btn" onClick={() => setAdjusting(props.shift)}>
            <Scale size={17} aria-hidden="true" />
            {i18n.t('shift.adjust')}
          </button>
        </Show>
        <Show when={!isOpen()}>
          <button type="button" class="btn" onClick={() => window.print()}>
            <Printer size={17} aria-hidden="true" />
            {i18n.t('action.print')}
          </button>
        </Show>
      </div>
      <CloseShift shift={closing()} onClose={() => setClosing(undefined)} />
      <AdjustShift shift={adjusting()} onClose={() => setAdjusting(undefined)} />
    </PageHead>
  )
}

function Body(props: { shift: ShiftDetail }): JSX.Element {
  const i18n = useI18n()
  const lines = () => props.shift.totals
  return (
    <div class="paper grid gap-[18px]">
      <PaperHead />
      <Head shift={props.shift} />
      <div class="grid items-start gap-[18px] lg:grid-cols-2 print:grid-cols-2">
        <Show when={props.shift.difference !== null}>
          <Result shift={props.shift} difference={props.shift.difference ?? 0} />
        </Show>
        <Facts shift={props.shift} />
        <Panel title={i18n.t('shift.totals')} flush class="lg:col-span-2 print:col-span-2">
          <Show when={lines()} fallback={<p class="px-[18px] pt-1 pb-5 text-muted">{i18n.t('shift.hidden')}</p>}>
            {found => (
              <Show when={found().length > 0} fallback={<p class="px-[18px] pt-1 pb-5 text-muted">{i18n.t('shift.noTotals')}</p>}>
                <Totals lines={found()} currency={props.shift.currency} />
              </Show>
            )}
          </Show>
        </Panel>
      </div>
      <PaperFoot signatures={[i18n.t('shift.signature'), i18n.t('shift.signatureLead')]} />
    </div>
  )
}

function Shift(): JSX.Element {
  const i18n = useI18n()
  const params = useParams<{ id: string }>()
  const shift = useQuery(() => ({ queryKey: ['shifts', 'one', params.id], queryFn: () => moneyApi.shift(params.id) }))
  const missing = () => shift.error instanceof ApiProblem && (shift.error.status === 404 || shift.error.status === 400)
  return (
    <Show
      when={!missing()}
      fallback={
        <>
          <PageHead title={i18n.t('till.title')} />
          <Empty icon={SearchX} title={i18n.t('shift.missing')} hint={params.id}>
            <A href="/till" class="btn">
              {i18n.t('till.title')}
            </A>
          </Empty>
        </>
      }
    >
      <Loaded
        query={shift}
        skeleton={
          <>
            <PageHead title={i18n.t('till.title')} />
            <section class="panel">
              <SkeletonRows rows={8} />
            </section>
          </>
        }
      >
        {data => <Body shift={data()} />}
      </Loaded>
    </Show>
  )
}

export default function ShiftPage(): JSX.Element {
  const i18n = useI18n()
  return (
    <Reserved for="operator" title={i18n.t('till.title')}>
      <Shift />
    </Reserved>
  )
}
