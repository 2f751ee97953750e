/** One pour: what was ordered, what the meter counted, what was paid for it, and everything that happened. */
import type { SessionDetail } from '@palang/protocol'
import { type JSX, Show } from 'solid-js'
import { useSite } from '../../site/site.tsx'
import { useI18n } from '../../i18n/i18n.tsx'
import { usePageWords } from '../../i18n/page-words.ts'
import { Pairs } from '../../ui/pairs.tsx'
import { Panel } from '../../ui/panel.tsx'
import { outcomeWord } from '../../words/stay-words.ts'
import { SessionReplay } from '../../site/replay/session-replay.tsx'
import { pourWords } from './pour-words.ts'

type Pour = NonNullable<SessionDetail['pour']>

/** The summary, the money and the time line of a pour; `money` is what the ledger has of it. */
export function PourDetail(props: { session: SessionDetail; money: JSX.Element }): JSX.Element {
  return (
    <div class="grid items-start gap-[18px] lg:grid-cols-[minmax(0,1.5fr)_minmax(340px,1fr)]">
      <SessionReplay session={props.session} onPhoto={() => undefined} />
      <div class="grid min-w-0 gap-[18px] max-lg:-order-1">
        <Show when={props.session.pour}>
          {pour => (
            <>
              <PourSummary session={props.session} pour={pour()} />
              <Show when={props.session.amount !== null}>
                <PourMoney session={props.session} pour={pour()} />
              </Show>
            </>
          )}
        </Show>
        {props.money}
      </div>
    </div>
  )
}

function PourSummary(props: { session: SessionDetail; pour: Pour }): JSX.Element {
  const i18n = useI18n()
  const t = usePageWords(pourWords)
  const site = useSite()
  const moment = (at: string | null) => (at === null ? '—' : `${i18n.format().day(at)} ${i18n.format().clock(at)}`)
  const delivered = () => {
    const { delivered_ml: ml, exact } = props.pour
    if (ml === null) return '—'
    return exact === false ? t('atLeast', { ml }) : t('ml', { ml })
  }
  const rows = (): [string, string][] => [
    [t('machine'), site.nameOf(props.session.machine_id)],
    [t('purpose'), t(props.pour.purpose)],
    [t('ordered'), t('ml', { ml: props.pour.ordered_ml })],
    [t('delivered'), delivered()],
    ...(props.pour.result === null ? [] : [[t('result'), t(props.pour.result)] satisfies [string, string]]),
    [t('end'), outcomeWord(i18n, props.session) || '—'],
    [t('began'), moment(props.session.opened_at)],
    [t('ended'), moment(props.session.closed_at)],
  ]
  return (
    <Panel title={i18n.t('session.summary')}>
      <Pairs rows={rows()} />
      <p class="mt-4 border-t border-line-soft pt-3 font-mono text-[12px] break-all text-faint">{props.session.id}</p>
    </Panel>
  )
}

/** What a sale costs, was paid, and what became of the rest. */
function PourMoney(props: { session: SessionDetail; pour: Pour }): JSX.Element {
  const i18n = useI18n()
  const t = usePageWords(pourWords)
  const money = (amount: number | null) => (amount === null ? '—' : i18n.format().money(amount, props.session.currency))
  /** Paid beyond the water that came, and neither credit nor on a card. */
  const owed = () => (props.pour.charged === null ? 0 : props.session.paid_amount - props.pour.charged)
  const remainder = () => {
    const { remainder: amount, remainder_to: to } = props.pour
    return amount === null || to === null ? '—' : t(`to_${to}`, { amount: money(amount) })
  }
  const rows = (): [string, string][] => [
    [t('price'), money(props.session.amount)],
    [t('paidBy'), props.pour.paid_by === null ? '—' : i18n.t(`method.${props.pour.paid_by}`)],
    [t('charged'), money(props.pour.charged)],
    [t('remainder'), remainder()],
    [t('paid'), money(props.session.paid_amount)],
  ]
  return (
    <Panel title={t('money')}>
      <Pairs rows={rows()} />
      <Show when={owed() > 0}>
        <p class="attend mt-3 rounded-[10px] bg-(--s) px-3 py-2 text-[13.5px]">{t('owed', { amount: money(owed()) })}</p>
      </Show>
      <Show when={props.pour.price_list}>
        {version => <p class="mt-3 text-[12px] break-all text-faint">{t('priceList', { version: version() })}</p>}
      </Show>
    </Panel>
  )
}
