/** The lines of a price, as every page explains it. */
import type { PriceLine } from '@palang/protocol'
import { For, type JSX, Show } from 'solid-js'
import { useI18n } from '../i18n/i18n.tsx'

function Line(props: { line: PriceLine; currency: string }): JSX.Element {
  const i18n = useI18n()
  const plain = () => i18n.tMaybe(`price.${props.line.text}`, props.line.text.replaceAll('_', ' '))
  const word = () => {
    const { name } = props.line
    return name === undefined ? plain() : `${plain()} (${i18n.tMaybe(`band.${name}`, name)})`
  }
  const times = () =>
    props.line.quantity > 1 ? `${props.line.quantity} × ${i18n.format().money(props.line.unit_amount, props.currency)}` : ''
  return (
    <div class="flex items-baseline justify-between gap-4 border-line-soft py-2 not-first:border-t">
      <span>
        {word()}
        <Show when={times() !== ''}>
          <span class="ml-2 text-[13px] text-muted">{times()}</span>
        </Show>
      </span>
      <span class="font-[520] whitespace-nowrap">{i18n.format().money(props.line.amount, props.currency)}</span>
    </div>
  )
}

export function PriceLines(props: { lines: readonly PriceLine[]; currency: string }): JSX.Element {
  return <For each={props.lines}>{line => <Line line={line} currency={props.currency} />}</For>
}
