import type { OnlinePaymentView } from '@palang/protocol'
import { For, type JSX, Show } from 'solid-js'
import { useI18n } from '../../i18n/i18n.tsx'
import { Panel } from '../../ui/panel.tsx'
import { StateWord, type Tone } from '../../ui/tone.tsx'

const tones: Record<OnlinePaymentView['state'], Tone> = {
  created: 'info',
  shown: 'info',
  paid: 'flow',
  expired: 'stale',
  cancelled: 'stale',
  failed: 'attend',
  disputed: 'attend',
}
/** What a merchant's own system is called. */
const providers: Record<OnlinePaymentView['provider'], string> = { midtrans: 'Midtrans', xendit: 'Xendit' }

/** What was asked for by QRIS in this session, newest first, with what the provider calls it. Nothing while there is nothing. */
export function OnlinePayments(props: { payments: readonly OnlinePaymentView[] }): JSX.Element {
  const i18n = useI18n()
  return (
    <Show when={props.payments.length > 0}>
      <Panel title="QRIS">
        <ul class="-my-3" aria-label={i18n.t('qris.list')}>
          <For each={props.payments.toReversed()}>{payment => <Payment payment={payment} />}</For>
        </ul>
      </Panel>
    </Show>
  )
}

function Payment(props: { payment: OnlinePaymentView }): JSX.Element {
  const i18n = useI18n()
  const p = () => props.payment
  const money = (amount: number) => i18n.format().money(amount, p().currency)
  const reference = () => p().transaction_id ?? p().charge_id
  const why = () => {
    const { reason } = p()
    return reason === null || reason === p().state ? '' : i18n.tMaybe(`qris.reason.${reason}`, reason.replaceAll('_', ' '))
  }
  return (
    <li class="grid gap-y-1 border-line-soft py-3 not-first:border-t">
      <div class="flex items-baseline justify-between gap-4">
        <StateWord tone={tones[p().state]} word={i18n.t(`qris.state.${p().state}`)} />
        <span class="tabular font-[600] whitespace-nowrap">{money(p().paid_amount > 0 ? p().paid_amount : p().amount)}</span>
      </div>
      <Show when={why() !== ''}>
        <p class="text-[13px]">{why()}</p>
      </Show>
      <Show when={p().refund_pending}>
        {amount => <p class="note attend">{i18n.t('qris.refundPending', { amount: money(amount()) })}</p>}
      </Show>
      <Show when={p().refunded_amount > 0}>
        <p class="text-[13px]">{i18n.t('qris.refunded', { amount: money(p().refunded_amount) })}</p>
      </Show>
      <p class="text-[13px] text-muted [overflow-wrap:anywhere]">
        <span title={i18n.format().full(p().paid_at ?? p().created_at)}>{i18n.format().moment(p().paid_at ?? p().created_at)}</span>
        {' · '}
        {providers[p().provider]}
        <Show when={reference()}>{id => <> {id()}</>}</Show>
      </p>
    </li>
  )
}
