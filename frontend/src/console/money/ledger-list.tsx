/** Entries of the ledger, with what took back what, and the button that takes one back. */
import type { PaymentView } from '@palang/protocol'
import { A } from '@solidjs/router'
import { createMemo, createSignal, For, type JSX, Show } from 'solid-js'
import { useI18n } from '../../i18n/i18n.tsx'
import { useAccount } from '../../site/account.tsx'
import { useSite } from '../../site/site.tsx'
import { Badge } from '../../ui/tone.tsx'
import { actorName } from '../../words/machine-words.ts'
import { isWithoutShift, mayTakeBack, takenBack } from './ledger-entries.ts'
import { useOwnShift } from './own-shift.ts'
import { TakeBack, type TakeBackAsked } from './take-back.tsx'

/** What became of an entry, or what it did to another. */
function Marks(props: { entry: PaymentView; back: number; reversed: PaymentView | undefined }): JSX.Element {
  const i18n = useI18n()
  const e = () => props.entry
  const money = (amount: number) => i18n.format().money(amount, e().currency)
  return (
    <div class="flex flex-wrap items-center gap-1.5 empty:hidden">
      <Show when={props.back > 0}>
        <Badge tone="attend">
          {props.back >= e().amount ? i18n.t('money.takenBackAll') : i18n.t('money.takenBack', { amount: money(props.back) })}
        </Badge>
      </Show>
      <Show when={e().reverses_id !== null}>
        <span class="text-[13px] text-muted">
          <Show when={props.reversed} fallback={i18n.t('money.takesBackOther')}>
            {payment => i18n.t('money.takesBack', { time: i18n.format().moment(payment().occurred_at) })}
          </Show>
        </span>
      </Show>
      <Show when={isWithoutShift(e())}>
        <span title={i18n.t('money.noShiftHint')}>
          <Badge tone="attend">{i18n.t('money.noShift')}</Badge>
        </span>
      </Show>
    </div>
  )
}

function Entry(props: {
  entry: PaymentView
  back: number
  reversed: PaymentView | undefined
  /** The list covers many sessions: each line leads to its own. */
  linked: boolean
  onTakeBack: (() => void) | undefined
}): JSX.Element {
  const i18n = useI18n()
  const account = useAccount()
  const site = useSite()
  const e = () => props.entry
  const by = () => (e().actor.startsWith('machine:') ? site.nameOf(actorName(e().actor)) : actorName(e().actor))
  return (
    <li class="grid grid-cols-[minmax(0,1fr)_auto] gap-x-4 gap-y-1.5 border-line-soft py-3 not-first:border-t">
      <div class="min-w-0">
        <div class="flex flex-wrap items-baseline gap-x-2">
          <span class="font-[560]">{i18n.tMaybe(`money.${e().kind}`, e().kind)}</span>
          <span class="text-[13px] text-muted">{i18n.tMaybe(`method.${e().method}`, e().method)}</span>
        </div>
        <div class="text-[13px] text-muted [overflow-wrap:anywhere]">
          <span title={i18n.format().full(e().occurred_at)}>{i18n.format().moment(e().occurred_at)}</span> · {by()}
          <Show when={account.mayOperate() && e().shift_id !== null}>
            {' · '}
            <A href={`/till/${e().shift_id ?? ''}`} class="link">
              {i18n.t('money.shift')}
            </A>
          </Show>
          <Show when={props.linked && e().session_id !== null}>
            {' · '}
            <A href={`/sessions/${e().session_id ?? ''}`} class="link">
              {i18n.t('reports.mismatch.session')}
            </A>
          </Show>
        </div>
        <Show when={e().note}>{note => <div class="text-[13px] [overflow-wrap:anywhere]">{note()}</div>}</Show>
      </div>
      <div class="text-right">
        <div class={`tabular font-[600] whitespace-nowrap ${props.back >= e().amount && props.back > 0 ? 'text-muted line-through' : ''}`}>
          {i18n.format().money(e().amount, e().currency)}
        </div>
        <Show when={props.onTakeBack}>
          {onTakeBack => (
            <button
              type="button"
              class="btn btn-sm no-print mt-1.5"
              aria-label={i18n.t('money.takeBackOf', { amount: i18n.format().money(e().amount, e().currency) })}
              onClick={() => onTakeBack()()}
            >
              {i18n.t('money.takeBack')}
            </button>
          )}
        </Show>
      </div>
      <div class="col-span-2 empty:hidden">
        <Marks entry={e()} back={props.back} reversed={props.reversed} />
      </div>
    </li>
  )
}

/** The list as it came from the hub; `linked` for entries of many sessions. */
export function LedgerList(props: { entries: readonly PaymentView[]; linked?: boolean }): JSX.Element {
  const account = useAccount()
  const own = useOwnShift()
  const [asked, setAsked] = createSignal<TakeBackAsked>()
  const back = createMemo(() => takenBack(props.entries))
  const byId = createMemo(() => new Map(props.entries.map(entry => [entry.id, entry])))
  const backOf = (entry: PaymentView) => back().get(entry.id) ?? 0
  const act = (entry: PaymentView) => {
    const left = entry.amount - backOf(entry)
    const may = mayTakeBack(entry, left, { role: account.info()?.role, ownShift: own.shift() })
    return may ? () => setAsked({ payment: entry, left }) : undefined
  }
  return (
    <>
      <ul class="m-0 -my-3 list-none p-0">
        <For each={props.entries}>
          {entry => (
            <Entry
              entry={entry}
              back={backOf(entry)}
              reversed={byId().get(entry.reverses_id ?? '')}
              linked={props.linked === true}
              onTakeBack={act(entry)}
            />
          )}
        </For>
      </ul>
      <TakeBack asked={asked()} onClose={() => setAsked(undefined)} />
    </>
  )
}
