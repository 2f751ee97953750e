import { For, type JSX } from 'solid-js'
import { useI18n } from '../../i18n/i18n.tsx'

/** Lines of a till's totals. */
export function Totals(props: {
  lines: readonly { method: string; kind: string; count: number; amount: number }[]
  currency: string
}): JSX.Element {
  const i18n = useI18n()
  return (
    <table class="table table-edge">
      <thead>
        <tr>
          <th>{i18n.t('reports.kind')}</th>
          <th>{i18n.t('reports.method')}</th>
          <th class="num">{i18n.t('reports.count')}</th>
          <th class="num">{i18n.t('money.amount')}</th>
        </tr>
      </thead>
      <tbody>
        <For each={props.lines}>
          {line => (
            <tr>
              <td>{i18n.tMaybe(`money.${line.kind}`, line.kind)}</td>
              <td class="text-muted">{i18n.tMaybe(`method.${line.method}`, line.method)}</td>
              <td class="num text-muted">{i18n.format().number(line.count)}</td>
              <td class="num">{i18n.format().money(line.amount, props.currency)}</td>
            </tr>
          )}
        </For>
      </tbody>
    </table>
  )
}
