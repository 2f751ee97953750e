import type { PaymentView } from '@palang/protocol'
import { useQueryClient } from '@tanstack/solid-query'
import { createEffect, createSignal, type JSX, on, Show } from 'solid-js'
import { createActOnce } from '../../api/act-once.ts'
import { moneyApi } from '../../api/money-endpoints.ts'
import { useI18n } from '../../i18n/i18n.tsx'
import { Confirm } from '../../ui/dialog.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { toast } from '../../ui/toast.tsx'
import { AmountField } from './amount-field.tsx'
import { amountOf } from './amounts.ts'

export interface TakeBackAsked {
  payment: PaymentView
  /** What was not taken back before. */
  left: number
}

/** Asks how much and why, and takes a payment back. */
export function TakeBack(props: { asked: TakeBackAsked | undefined; onClose: () => void }): JSX.Element {
  const i18n = useI18n()
  const client = useQueryClient()
  const once = createActOnce()
  const [amount, setAmount] = createSignal('')
  const [reason, setReason] = createSignal('')
  const [isGivenOtherwise, setGivenOtherwise] = createSignal(false)
  createEffect(
    on(
      () => props.asked,
      asked => {
        if (asked === undefined) return
        setAmount(String(asked.left))
        setReason('')
        setGivenOtherwise(false)
      },
    ),
  )
  const currency = () => props.asked?.payment.currency ?? 'IDR'
  const method = () => props.asked?.payment.method ?? 'cash'
  const money = (value: number) => i18n.format().money(value, currency())
  const isTooMuch = () => (amountOf(amount()) ?? 0) > (props.asked?.left ?? 0)
  const wanted = () => {
    const typed = amountOf(amount())
    return typed === undefined || typed === 0 || isTooMuch() ? undefined : typed
  }
  const run = async () => {
    const value = wanted()
    if (props.asked === undefined || value === undefined) return
    const words = [props.asked.payment.id, value, reason().trim(), isGivenOtherwise()] as const
    await once(words, key => moneyApi.takeBack(...words, key))
    toast({ tone: 'flow', title: i18n.t('money.takeBackDone', { amount: money(value) }), closeLabel: i18n.t('toast.close') })
    await Promise.all(['payments', 'sessions', 'shifts', 'report'].map(name => client.invalidateQueries({ queryKey: [name] })))
  }
  return (
    <Confirm
      open={props.asked !== undefined}
      onClose={props.onClose}
      title={i18n.t('money.takeBackOf', { amount: money(props.asked?.payment.amount ?? 0) })}
      text={i18n.t('money.takeBackText')}
      confirm={i18n.t('money.takeBack')}
      danger
      ready={wanted() !== undefined && reason().trim() !== ''}
      words={({ code }) => (code === 'conflict' ? i18n.t('money.tooMuch') : code === 'forbidden' ? i18n.t('money.notOwn') : undefined)}
      run={run}
    >
      <WayBack method={method()} isGivenOtherwise={isGivenOtherwise()} onGivenOtherwise={setGivenOtherwise} />
      <AmountField
        id="refund-amount"
        label={i18n.t('money.takeBackAmount')}
        value={amount()}
        currency={currency()}
        onInput={setAmount}
        bad={isTooMuch()}
        hint={i18n.t('money.left', { amount: money(props.asked?.left ?? 0) })}
      />
      <TextField id="refund-reason" label={i18n.t('money.reason')} value={reason()} maxlength={200} onInput={setReason} />
    </Confirm>
  )
}

/** How money of a method gets back to its owner: by the provider, or by whoever takes it back. */
function WayBack(props: { method: string; isGivenOtherwise: boolean; onGivenOtherwise: (is: boolean) => void }): JSX.Element {
  const i18n = useI18n()
  return (
    <Show when={props.method !== 'cash'}>
      <Show when={props.method === 'qris'} fallback={<p class="note attend">{i18n.t('money.takeBackCard')}</p>}>
        <p class="note attend">{i18n.t('qris.takeBack')}</p>
        <label class="check">
          <input type="checkbox" checked={props.isGivenOtherwise} onChange={event => props.onGivenOtherwise(event.currentTarget.checked)} />
          {i18n.t('qris.givenOtherwise')}
        </label>
      </Show>
    </Show>
  )
}
