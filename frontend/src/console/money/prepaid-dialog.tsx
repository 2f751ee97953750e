import type { PrepaidCardView, PrepaidEntryView } from '@palang/protocol'
import { useQuery, useQueryClient } from '@tanstack/solid-query'
import { createEffect, createSignal, For, type JSX, on, Show } from 'solid-js'
import { createActOnce } from '../../api/act-once.ts'
import { moneyApi } from '../../api/money-endpoints.ts'
import { useI18n } from '../../i18n/i18n.tsx'
import { usePageWords } from '../../i18n/page-words.ts'
import { useAccount } from '../../site/account.tsx'
import { Loaded, SkeletonRows } from '../../ui/condition.tsx'
import { Confirm, Modal } from '../../ui/dialog.tsx'
import { toast } from '../../ui/toast.tsx'
import { AmountField } from './amount-field.tsx'
import { amountOf } from './amounts.ts'
import { useOwnShift } from './own-shift.ts'
import { prepaidWords, refusalWord } from './prepaid-words.ts'

/** What is on a card and what moved it; who may take money puts cash on it here. */
export function PrepaidDialog(props: { card: string | undefined; onClose: () => void }): JSX.Element {
  const t = usePageWords(prepaidWords)
  const account = useAccount()
  const title = () => t('title', { card: props.card ?? '' })
  return (
    <Show
      when={account.mayOperate()}
      fallback={
        <Modal open={props.card !== undefined} onClose={props.onClose} title={title()}>
          <OnCard card={props.card} />
        </Modal>
      }
    >
      <TopUp card={props.card} title={title()} onClose={props.onClose} />
    </Show>
  )
}

function TopUp(props: { card: string | undefined; title: string; onClose: () => void }): JSX.Element {
  const i18n = useI18n()
  const t = usePageWords(prepaidWords)
  const client = useQueryClient()
  const once = createActOnce()
  const own = useOwnShift()
  const [amount, setAmount] = createSignal('')
  createEffect(
    on(
      () => props.card,
      () => setAmount(''),
    ),
  )
  const wanted = () => {
    const typed = amountOf(amount())
    return typed === undefined || typed === 0 ? undefined : typed
  }
  const run = async () => {
    const value = wanted()
    if (props.card === undefined || value === undefined) return
    const words = [props.card, value] as const
    const { balance, currency } = await once(words, key => moneyApi.topUp(...words, key))
    const money = (sum: number) => i18n.format().money(sum, currency)
    toast({ tone: 'flow', title: t('done', { amount: money(value), balance: money(balance) }), closeLabel: i18n.t('toast.close') })
    await Promise.all(['prepaid', 'payments', 'shifts', 'report'].map(name => client.invalidateQueries({ queryKey: [name] })))
  }
  return (
    <Confirm
      open={props.card !== undefined}
      onClose={props.onClose}
      title={props.title}
      confirm={t('topUp')}
      ready={wanted() !== undefined}
      run={run}
    >
      <OnCard card={props.card} />
      <Show when={own.shift() === null}>
        <p class="note attend">{t('noShift')}</p>
      </Show>
      <AmountField id="top-up-amount" label={t('amount')} value={amount()} currency="IDR" onInput={setAmount} />
    </Confirm>
  )
}

function OnCard(props: { card: string | undefined }): JSX.Element {
  const query = useQuery(() => ({
    queryKey: ['prepaid', props.card],
    queryFn: () => moneyApi.prepaid(props.card ?? ''),
    enabled: props.card !== undefined,
  }))
  return (
    <Loaded query={query} skeleton={<SkeletonRows rows={3} />} compact>
      {data => <Balance data={data()} />}
    </Loaded>
  )
}

function Balance(props: { data: PrepaidCardView }): JSX.Element {
  const i18n = useI18n()
  const t = usePageWords(prepaidWords)
  const money = (sum: number) => i18n.format().money(sum, props.data.currency)
  const what = ({ kind, reason }: PrepaidEntryView) => (kind === 'refused' ? t('refused', { why: t(refusalWord(reason)) }) : t(kind))
  return (
    <div class="grid gap-4">
      <p>
        <span class="block text-[13px] text-muted">{t('onCard')}</span>
        <span class="text-[26px] leading-8 font-[620] tabular-nums">{money(props.data.balance)}</span>
      </p>
      <div>
        <h3 class="text-[13px] text-muted">{t('entries')}</h3>
        <Show when={props.data.items.length > 0} fallback={<p class="py-2 text-faint">{t('none')}</p>}>
          <ul>
            <For each={props.data.items}>
              {entry => (
                <li class="flex justify-between gap-4 border-line-soft py-2 not-first:border-t">
                  <span>
                    {what(entry)}
                    <span class="block text-[13px] text-faint">
                      {i18n.format().day(entry.occurred_at)} {i18n.format().clock(entry.occurred_at)}
                    </span>
                  </span>
                  <span class="font-[540] whitespace-nowrap tabular-nums">{entry.amount === 0 ? '—' : money(entry.amount)}</span>
                </li>
              )}
            </For>
          </ul>
        </Show>
      </div>
    </div>
  )
}
