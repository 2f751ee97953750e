import type { MoneyHeading } from '@palang/protocol'
import { For, type JSX, Show } from 'solid-js'
import { useI18n } from '../../i18n/i18n.tsx'
import { Panel } from '../../ui/panel.tsx'

/** Money under the headings of one kind; `wordOf` names a key, `head` says what the keys are. */
export function HeadingTable(props: {
  title: string
  head: string
  headings: readonly MoneyHeading[]
  currency: string
  wordOf: (key: string) => string
  class?: string
}): JSX.Element {
  const i18n = useI18n()
  const money = (amount: number) => (amount === 0 ? '—' : i18n.format().money(amount, props.currency))
  /** In and out in a line of their own, where there is no room for columns. */
  const brief = ({ in: came, out }: MoneyHeading) => (out === 0 ? '' : `${money(came)} ${i18n.format().money(out, props.currency)}`)
  return (
    <Panel title={props.title} flush class={props.class ?? ''}>
      <Show when={props.headings.length > 0} fallback={<p class="px-[18px] pt-1 pb-5 text-muted">{i18n.t('reports.nothing')}</p>}>
        <div class="@container">
          <table class="table table-edge">
            <thead>
              <tr>
                <th>{props.head}</th>
                <th class="num @max-xl:hidden">{i18n.t('reports.count')}</th>
                <th class="num @max-lg:hidden">{i18n.t('reports.in')}</th>
                <th class="num @max-lg:hidden">{i18n.t('reports.out')}</th>
                <th class="num">{i18n.t('reports.net')}</th>
              </tr>
            </thead>
            <tbody>
              <For each={props.headings}>
                {heading => (
                  <tr>
                    <td class="w-full max-w-0 min-w-[96px]">
                      <span class="block truncate" title={props.wordOf(heading.key)}>
                        {props.wordOf(heading.key)}
                      </span>
                      <span class="tabular block text-[13px] text-faint @lg:hidden">{brief(heading)}</span>
                    </td>
                    <td class="num text-muted @max-xl:hidden">{i18n.format().number(heading.count)}</td>
                    <td class="num @max-lg:hidden">{money(heading.in)}</td>
                    <td class="num text-muted @max-lg:hidden">{money(heading.out)}</td>
                    <td class="num font-[580]">{i18n.format().money(heading.net, props.currency)}</td>
                  </tr>
                )}
              </For>
            </tbody>
          </table>
        </div>
      </Show>
    </Panel>
  )
}
