import type { Product } from '@palang/protocol'
import { For, type JSX } from 'solid-js'
import { useI18n } from '../../i18n/i18n.tsx'
import { volumeText } from './words/reasons.ts'

/** Sizes with their prices. */
export function ProductList(props: { products: readonly Product[]; currency: string }): JSX.Element {
  const i18n = useI18n()
  return (
    <ul class="products">
      <For each={props.products}>
        {product => (
          <li>
            <span class="text-muted">{volumeText(i18n, product.volume_ml)}</span>
            <b class="tabular font-[600]">{i18n.format().money(product.price, props.currency)}</b>
          </li>
        )}
      </For>
    </ul>
  )
}
