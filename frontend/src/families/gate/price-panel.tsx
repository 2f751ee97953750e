import type { SessionDetail } from '@palang/protocol'
import { type JSX, Show } from 'solid-js'
import { type TextKey, useI18n } from '../../i18n/i18n.tsx'
import { Panel } from '../../ui/panel.tsx'
import { PriceLines } from '../../ui/price-lines.tsx'

function Sums(props: { session: SessionDetail; amount: number }): JSX.Element {
  const i18n = useI18n()
  const money = (amount: number) => i18n.format().money(amount, props.session.currency)
  const due = () => Math.max(0, props.amount - props.session.paid_amount)
  return (
    <div class="mt-2 grid gap-1 border-t border-line pt-3">
      <div class="flex justify-between text-[16px] font-[620]">
        <span>{i18n.t('session.total')}</span>
        <span>{props.amount === 0 ? i18n.t('session.free') : money(props.amount)}</span>
      </div>
      <Show when={props.amount > 0}>
        <div class="flex justify-between text-muted">
          <span>{i18n.t('session.paidLine')}</span>
          <span>{money(props.session.paid_amount)}</span>
        </div>
      </Show>
      <Show when={due() > 0}>
        <div class="flex justify-between font-[570] text-attend">
          <span>{i18n.t('session.due')}</span>
          <span>{money(due())}</span>
        </div>
      </Show>
    </div>
  )
}

/** Why there is no price: it comes later, or never. */
function unpricedText({ open, state, paid_amount }: SessionDetail): TextKey {
  if (open) return 'session.noPrice'
  if (paid_amount > 0) return 'session.endedPaid'
  return state === 'forced' ? 'session.forcedFree' : 'session.endedFree'
}

/** Every line of the price, and what was paid of it. */
export function PricePanel(props: { session: SessionDetail }): JSX.Element {
  const i18n = useI18n()
  const unpriced = () => i18n.t(unpricedText(props.session))
  return (
    <Panel title={i18n.t('session.price')}>
      <Show when={props.session.amount !== null} fallback={<p class="text-[13px] text-faint">{unpriced()}</p>}>
        <div class="-mt-1.5">
          <PriceLines lines={props.session.lines ?? []} currency={props.session.currency} />
        </div>
        <Sums session={props.session} amount={props.session.amount ?? 0} />
      </Show>
      <Show when={props.session.tariff}>
        {tariff => <p class="mt-3 text-[12.5px] text-faint">{i18n.t('session.tariff', { id: tariff().id, version: tariff().version })}</p>}
      </Show>
    </Panel>
  )
}
