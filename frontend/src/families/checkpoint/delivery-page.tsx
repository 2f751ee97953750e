/** One delivery: what is missing, the round of every tray, who signed for it, and what was put right afterwards. */
import { type DeliveryDetail, mealCorrectionBody } from '@palang/protocol'
import { A, useParams } from '@solidjs/router'
import { useQuery } from '@tanstack/solid-query'
import Check from 'lucide-solid/icons/check'
import ScanLine from 'lucide-solid/icons/scan-line'
import { createSignal, For, type JSX, Show } from 'solid-js'
import { mealApi } from '../../api/meal-endpoints.ts'
import { useI18n } from '../../i18n/i18n.tsx'
import { useLive } from '../../live/live.tsx'
import { useAccount } from '../../site/account.tsx'
import { Empty, Loaded } from '../../ui/condition.tsx'
import { Pairs } from '../../ui/pairs.tsx'
import { PageHead, Panel } from '../../ui/panel.tsx'
import { StateWord } from '../../ui/tone.tsx'
import { actorName } from '../../words/machine-words.ts'
import { CorrectDialog } from './correct-dialog.tsx'
import { DeliveryState } from './delivery-state.tsx'
import { FlowStrip } from './board-parts.tsx'
import { shortfalls, toldFlags } from './flow-figures.ts'
import { flowKeyOf, followScans, readEveryMs, Waiting } from './meal-site.tsx'
import { RoundsTable } from './rounds-table.tsx'
import { useMealWords } from './words/meal-words.ts'

interface Shown {
  delivery: DeliveryDetail
}

function About(props: Shown & { isOver: boolean }): JSX.Element {
  const i18n = useI18n()
  const say = useMealWords()
  const d = () => props.delivery
  const moment = (at: string | null | undefined) => (at === null || at === undefined ? '—' : i18n.format().moment(at))
  const route = () => [d().route, d().stop === null ? null : say('delivery.stop', { stop: d().stop ?? '' })].filter(part => part !== null)
  const isWhole = () => shortfalls(d(), props.isOver).length === 0 && toldFlags(d().flags).length === 0
  return (
    <Panel title={say('delivery.about')}>
      <div class="mb-3 grid gap-2">
        <DeliveryState delivery={d()} isOver={props.isOver} />
        <Show when={isWhole()}>
          <StateWord tone="flow" icon={Check} word={say('delivery.complete')} />
        </Show>
      </div>
      <Pairs
        rows={[
          [say('col.day'), i18n.format().day(`${d().day}T12:00:00Z`)],
          [say('delivery.from'), d().kitchen.name],
          [say('delivery.vehicle'), d().vehicle?.name ?? '—'],
          [say('delivery.route'), route().join(' · ') || '—'],
          [say('delivery.batch'), d().batch?.name ?? '—'],
          [say('delivery.cooked'), moment(d().batch?.cooked_at)],
          [say('safe.until', { time: '' }).trim(), moment(d().safe_until)],
          [say('delivery.left'), moment(d().first_dispatched_at)],
          [say('delivery.arrived'), moment(d().last_received_at)],
        ]}
      />
    </Panel>
  )
}

const photoUrl = (id: string) => `/api/photos/${encodeURIComponent(id)}`

function Picture(props: { id: string | null; alt: string }): JSX.Element {
  return (
    <Show when={props.id}>
      {id => (
        <a href={photoUrl(id())} target="_blank" rel="noreferrer" class="meal-picture">
          <img src={photoUrl(id())} alt={props.alt} loading="lazy" />
        </a>
      )}
    </Show>
  )
}

function Receipts(props: Shown): JSX.Element {
  const i18n = useI18n()
  const say = useMealWords()
  const number = (value: number | null) => i18n.format().number(value ?? 0)
  return (
    <Panel title={say('delivery.receipts')}>
      <ul class="m-0 grid list-none gap-4 p-0">
        <For each={props.delivery.receipts} fallback={<li class="text-muted">{say('delivery.noReceipts')}</li>}>
          {receipt => (
            <li class="grid gap-1.5">
              <div class="flex items-baseline justify-between gap-3">
                <b class="font-[580] [overflow-wrap:anywhere]">{receipt.recipient}</b>
                <span class="text-[12.5px] whitespace-nowrap text-faint">
                  {i18n.format().moment(receipt.at)} · {receipt.gateway_id}
                </span>
              </div>
              <span class="text-muted">
                {[
                  receipt.portions === null ? null : say('delivery.portions', { count: number(receipt.portions) }),
                  (receipt.rejected ?? 0) === 0 ? null : say('delivery.rejected', { count: number(receipt.rejected) }),
                  receipt.reject_reason,
                  receipt.note,
                ]
                  .filter(part => part !== null)
                  .join(' · ')}
              </span>
              <div class="flex flex-wrap gap-2.5 empty:hidden">
                <Picture id={receipt.photo_id} alt={say('delivery.photo', { name: receipt.recipient })} />
                <Picture id={receipt.signature_id} alt={say('delivery.signature', { name: receipt.recipient })} />
              </div>
            </li>
          )}
        </For>
      </ul>
    </Panel>
  )
}

function Corrections(props: Shown & { onCorrect: () => void }): JSX.Element {
  const i18n = useI18n()
  const say = useMealWords()
  const account = useAccount()
  const stepOf = (step: string) => {
    const known = mealCorrectionBody.shape.step.options.find(one => one === step)
    return known === undefined ? step : say(`step.${known}`)
  }
  return (
    <Panel
      title={say('delivery.corrections')}
      actions={
        <Show when={account.mayOperate()}>
          <button type="button" class="btn btn-sm" onClick={() => props.onCorrect()}>
            {say('correct.do')}
          </button>
        </Show>
      }
    >
      <ul class="m-0 list-none p-0">
        <For each={props.delivery.corrections} fallback={<li class="text-muted">{say('delivery.noCorrections')}</li>}>
          {entry => (
            <li class="grid gap-0.5 border-line-soft py-2.5 not-first:border-t">
              <div class="flex items-baseline justify-between gap-3">
                <b class="tabular font-[580]">
                  {stepOf(entry.step)} {entry.change > 0 ? '+' : '−'}
                  {i18n.format().number(Math.abs(entry.change))}
                </b>
                <span class="text-[12.5px] text-faint">
                  {actorName(entry.actor)} · {i18n.format().moment(entry.at)}
                </span>
              </div>
              <span class="text-muted [overflow-wrap:anywhere]">{entry.reason}</span>
            </li>
          )}
        </For>
      </ul>
    </Panel>
  )
}

function Detail(props: Shown): JSX.Element {
  const i18n = useI18n()
  const say = useMealWords()
  const live = useLive()
  const [correcting, setCorrecting] = createSignal(false)
  const isOver = () => props.delivery.day < i18n.format().isoDay(live.now())
  return (
    <>
      <FlowStrip totals={props.delivery} />
      <div class="grid items-start gap-[18px] xl:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]">
        <div class="grid gap-[18px]">
          <Panel title={say('delivery.rounds')} flush>
            <Show
              when={props.delivery.trips.length > 0}
              fallback={<Empty icon={ScanLine} title={say('delivery.noRounds')} hint={say('delivery.noRoundsHint')} compact />}
            >
              <RoundsTable trips={props.delivery.trips} />
            </Show>
          </Panel>
          <Receipts delivery={props.delivery} />
        </div>
        <div class="grid gap-[18px]">
          <About delivery={props.delivery} isOver={isOver()} />
          <Corrections delivery={props.delivery} onCorrect={() => setCorrecting(true)} />
        </div>
      </div>
      <Show when={correcting()}>
        <CorrectDialog delivery={props.delivery} onClose={() => setCorrecting(false)} />
      </Show>
    </>
  )
}

export default function DeliveryPage(): JSX.Element {
  const say = useMealWords()
  const params = useParams<{ id: string }>()
  const delivery = useQuery(() => ({
    queryKey: flowKeyOf('delivery', params.id),
    queryFn: () => mealApi.delivery(params.id),
    refetchInterval: readEveryMs,
  }))
  followScans()
  return (
    <div class="grid gap-5">
      <Loaded
        query={delivery}
        skeleton={
          <>
            <PageHead title={say('board.title')} />
            <Waiting rows={12} />
          </>
        }
      >
        {data => (
          <>
            <PageHead title={say('delivery.title', { school: data().school.name })}>
              <A href={`/checkpoints?programme=${data().programme_id}&day=${data().day}`} class="btn ml-auto max-md:ml-0">
                {say('nav.board')}
              </A>
            </PageHead>
            <Detail delivery={data()} />
          </>
        )}
      </Loaded>
    </div>
  )
}
