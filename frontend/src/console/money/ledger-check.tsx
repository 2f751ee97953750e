import type { LedgerCheck } from '@palang/protocol'
import { A } from '@solidjs/router'
import { useQuery } from '@tanstack/solid-query'
import BadgeCheck from 'lucide-solid/icons/badge-check'
import RefreshCw from 'lucide-solid/icons/refresh-cw'
import { For, type JSX, Show } from 'solid-js'
import { moneyApi } from '../../api/money-endpoints.ts'
import { useI18n } from '../../i18n/i18n.tsx'
import { useAccount } from '../../site/account.tsx'
import { useSite } from '../../site/site.tsx'
import { Loaded, SkeletonRows } from '../../ui/condition.tsx'
import { Panel } from '../../ui/panel.tsx'
import { ToneIcon } from '../../ui/tone.tsx'

function Mismatches(props: { items: LedgerCheck['mismatches'] }): JSX.Element {
  const i18n = useI18n()
  const site = useSite()
  const account = useAccount()
  const money = (amount: number) => i18n.format().money(amount, site.currency())
  const word = (item: LedgerCheck['mismatches'][number]) => `${i18n.t(`reports.mismatch.${item.kind}`)} ${item.id.slice(-8)}`
  const path = (item: LedgerCheck['mismatches'][number]) => (item.kind === 'session' ? `/sessions/${item.id}` : `/till/${item.id}`)
  return (
    <table class="table table-edge">
      <thead>
        <tr>
          <th>{i18n.t('reports.what')}</th>
          <th class="num max-sm:hidden">{i18n.t('reports.ledgerSays')}</th>
          <th class="num max-sm:hidden">{i18n.t('reports.says')}</th>
          <th class="num">{i18n.t('reports.off')}</th>
        </tr>
      </thead>
      <tbody>
        <For each={props.items}>
          {item => (
            <tr>
              <td>
                <Show when={item.kind === 'session' || account.mayOperate()} fallback={word(item)}>
                  <A href={path(item)} class="link">
                    {word(item)}
                  </A>
                </Show>
              </td>
              <td class="num max-sm:hidden">{money(item.expected)}</td>
              <td class="num max-sm:hidden">{money(item.found)}</td>
              <td class="num font-[600] text-stop">{money(item.found - item.expected)}</td>
            </tr>
          )}
        </For>
      </tbody>
    </table>
  )
}

/** Whether sessions and shifts say what the ledger says, over everything there ever was. */
export function LedgerCheckPanel(): JSX.Element {
  const i18n = useI18n()
  const check = useQuery(() => ({ queryKey: ['report', 'ledger-check'], queryFn: moneyApi.checkLedger }))
  const again = () => (
    <button type="button" class="btn btn-sm btn-quiet no-print" disabled={check.isFetching} onClick={() => void check.refetch()}>
      <RefreshCw size={15} aria-hidden="true" />
      {i18n.t('reports.checkAgain')}
    </button>
  )
  return (
    <Panel title={i18n.t('reports.check')} actions={again()} flush>
      <Loaded query={check} skeleton={<SkeletonRows rows={2} />} compact>
        {data => (
          <>
            <div class={`flex items-start gap-3 px-[18px] pt-1 pb-4 ${data().balanced ? 'flow' : 'stop'}`} aria-live="polite">
              <span class="grid size-9 shrink-0 place-items-center rounded-[10px] bg-(--s) text-(--c)">
                <ToneIcon tone={data().balanced ? 'flow' : 'stop'} icon={data().balanced ? BadgeCheck : undefined} size={20} />
              </span>
              <div>
                <p class="text-[16px] leading-6 font-[620] text-(--c)">
                  {data().balanced ? i18n.t('reports.balanced') : i18n.t('reports.unbalanced', { count: data().mismatches.length })}
                </p>
                <p class="text-[13px] text-muted">{i18n.t(data().balanced ? 'reports.balancedHint' : 'reports.unbalancedHint')}</p>
              </div>
            </div>
            <Show when={!data().balanced}>
              <Mismatches items={data().mismatches} />
            </Show>
          </>
        )}
      </Loaded>
    </Panel>
  )
}
